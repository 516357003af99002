import type { Bytes } from '../../protocol/consumer-protocol.js';
import type { ErrorName } from '../../protocol/errors.js';
import { type Envelope, responseBody } from '../../protocol/messages.js';
import type { InFlight } from '../network.js';
import type { ConsumerContext } from './context.js';
import { markCoordinatorUnknown } from './coordinator.js';
import { failJoin, JOIN_EXCEPTIONS, retryJoin } from './join-outcome.js';
import { noteRefusal, resetGeneration, resetMember } from './membership.js';

/** Sends SyncGroup: the leader with everybody's assignment, the others with none. */
export function sendSyncGroup(
  c: ConsumerContext,
  assignments: readonly { readonly memberId: string; readonly assignment: Bytes }[],
): void {
  const { s } = c;
  const m = s.membership;
  if (s.coordinator.node === 0) {
    retryJoin(c, 'COORDINATOR_NOT_AVAILABLE', true); // it was lost meanwhile
    return;
  }
  m.joinCorrelationId = c.request(s.coordinator.node, 'SyncGroup', 5, {
    groupId: c.group,
    generationId: m.generationId,
    memberId: m.memberId,
    groupInstanceId: s.config.groupInstanceId,
    protocolType: 'consumer',
    protocolName: m.protocolName,
    assignments,
  });
}

/** The answer to SyncGroup (SyncGroupResponseHandler). */
export function onSynced(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  const m = c.s.membership;
  if (m.joinCorrelationId !== request.correlationId) return;
  const response = responseBody(envelope, 'SyncGroup');
  if (response.errorCode !== 'NONE') {
    syncFailed(c, response.errorCode);
    return;
  }
  if (m.state !== 'COMPLETING_REBALANCE') {
    retryJoin(c, 'ILLEGAL_GENERATION', false); // a heartbeat's answer has ended the generation meanwhile
    return;
  }
  m.state = 'STABLE';
  m.attempts = 0;
  m.rejoinNeeded = false;
  m.join = { kind: 'succeeded', assignment: response.assignment };
}

function syncFailed(c: ConsumerContext, error: ErrorName): void {
  noteRefusal(c, 'SyncGroup', error);
  switch (error) {
    case 'REBALANCE_IN_PROGRESS':
      retryJoin(c, error, false);
      return;
    case 'UNKNOWN_MEMBER_ID':
      resetMember(c, 'sync-group');
      retryJoin(c, error, false);
      return;
    case 'ILLEGAL_GENERATION':
      resetGeneration(c, 'sync-group');
      retryJoin(c, error, false);
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      markCoordinatorUnknown(c);
      retryJoin(c, error, true);
      return;
    default: // COORDINATOR_LOAD_IN_PROGRESS too: the Java client does not handle it here
      failJoin(c, error, JOIN_EXCEPTIONS[error] ?? 'KafkaException', `SyncGroup failed: ${error}`);
  }
}
