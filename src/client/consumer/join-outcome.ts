import type { ErrorName } from '../../protocol/errors.js';
import { type ConsumerContext, exception } from './context.js';
import { requestRejoin } from './membership.js';

/** The JoinGroup or SyncGroup under way came to nothing: poll tries again, after a backoff if need be. */
export function retryJoin(c: ConsumerContext, error: string, backoff: boolean): void {
  const m = c.s.membership;
  m.joinCorrelationId = 0;
  m.join = { kind: 'failed', error, fatal: null, backoff };
  requestRejoin(c, `rebalance failed due to ${error}`);
}

/** The JoinGroup or SyncGroup under way failed for good: poll throws. */
export function failJoin(c: ConsumerContext, error: string, name: string, message: string): void {
  const m = c.s.membership;
  m.joinCorrelationId = 0;
  m.join = { kind: 'failed', error, fatal: exception(name, message), backoff: false };
  requestRejoin(c, `rebalance failed due to ${error}`);
}

/** Java's class for each error that JoinGroup and SyncGroup do not recover from. */
export const JOIN_EXCEPTIONS: Partial<Record<ErrorName, string>> = {
  FENCED_INSTANCE_ID: 'FencedInstanceIdException',
  INCONSISTENT_GROUP_PROTOCOL: 'InconsistentGroupProtocolException',
  INVALID_SESSION_TIMEOUT: 'InvalidSessionTimeoutException',
  INVALID_GROUP_ID: 'InvalidGroupIdException',
  GROUP_AUTHORIZATION_FAILED: 'GroupAuthorizationException',
  GROUP_MAX_SIZE_REACHED: 'GroupMaxSizeReachedException',
};
