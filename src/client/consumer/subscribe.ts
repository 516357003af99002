import type { TopicPartition } from '../../protocol/topic-partition.js';
import type { ConsumerContext } from './context.js';
import { requestRejoin } from './membership.js';
import { requestMetadata } from './metadata.js';
import { newPartition } from './rebalance.js';

/** subscribe(topics): takes effect in the next poll. */
export function subscribe(c: ConsumerContext, topics: readonly string[]): void {
  c.s.subscription = { kind: 'topics', topics: [...topics] };
  c.note({ type: 'subscribed', group: c.group, topics: [...topics] });
  requestRejoin(c, 'the subscription changed');
  c.s.view.retryAt = c.now; // new topics do not wait for a backoff
  requestMetadata(c);
}

/** subscribe(pattern): the client itself matches topic names, at each metadata update. */
export function subscribePattern(c: ConsumerContext, pattern: string): void {
  c.s.subscription = { kind: 'pattern', pattern, topics: [] };
  requestRejoin(c, 'the subscription changed');
  requestMetadata(c);
}

/** New metadata may hold topics that a pattern matches. Internal topics never match (exclude.internal.topics). */
export function matchPattern(c: ConsumerContext): void {
  const { subscription, view } = c.s;
  if (subscription.kind !== 'pattern') return;
  const regex = new RegExp(`^(?:${subscription.pattern})$`);
  const topics: string[] = [];
  for (const [name, { topic }] of view.topics) {
    if (!topic.isInternal && regex.test(name)) topics.push(name);
  }
  const before = subscription.topics;
  if (topics.length === before.length && topics.every((t) => before.includes(t))) return;
  c.s.subscription = { ...subscription, topics };
  c.note({ type: 'subscribed', group: c.group, topics: [...topics] });
  requestRejoin(c, 'the topics that match the pattern changed');
}

/** assign(partitions): no group membership. Partitions that stay keep their position. */
export function assignManually(c: ConsumerContext, partitions: readonly TopicPartition[]): void {
  const { s } = c;
  s.subscription = { kind: 'manual' };
  const before = new Map(s.partitions);
  s.partitions.clear();
  for (const tp of partitions) s.partitions.set(tp.key, before.get(tp.key) ?? newPartition(c, tp));
  c.note({ type: 'assigned manually', group: c.group, partitions: [...partitions] });
  requestMetadata(c);
}
