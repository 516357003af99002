import type { Call, ConsumerException } from './calls.js';
import { exception } from './context.js';
import type { ConsumerState, SubscriptionType } from './state.js';

const NO_GROUP =
  'To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.';

const EXCLUSIVE = 'Subscription to topics, partitions and pattern are mutually exclusive';

/**
 * What a call throws before it does anything: without group.id nobody subscribes or commits
 * (ClassicKafkaConsumer.maybeThrowInvalidGroupIdException), and a subscription is of one kind until unsubscribe()
 * (SubscriptionState.setSubscriptionType). Null: nothing.
 */
export function refusedCall(s: ConsumerState, call: Call): ConsumerException | null {
  const { kind } = call;
  if (s.config.groupId === null && kind === 'enforceRebalance') {
    const message = 'Tried to force a rebalance but consumer does not have a group.';
    return exception('IllegalStateException', message);
  }
  const needsGroup = kind === 'commitSync' || kind === 'commitAsync' || isSubscribe(kind);
  if (needsGroup && s.config.groupId === null)
    return exception('InvalidGroupIdException', NO_GROUP);
  const wanted = subscriptionOf(kind);
  const has = s.subscription.kind;
  if (wanted === null || has === 'none' || has === wanted) return null;
  return exception('IllegalStateException', EXCLUSIVE);
}

function isSubscribe(kind: Call['kind']): boolean {
  return kind === 'subscribe' || kind === 'subscribe-pattern';
}

function subscriptionOf(kind: Call['kind']): SubscriptionType['kind'] | null {
  switch (kind) {
    case 'subscribe':
      return 'topics';
    case 'subscribe-pattern':
      return 'pattern';
    case 'assign':
      return 'manual';
    default:
      return null;
  }
}
