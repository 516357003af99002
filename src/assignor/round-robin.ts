import { TopicPartition } from '../protocol/topic-partition.js';
import { compareStrings } from '../util/compare.js';
import type { Assignor, MemberSubscription, TopicMetadata } from './assignor.js';
import { memberInfoOrder } from './member-order.js';
import { subscribedTopics, topicIndexes } from './subscribed-topics.js';

/** Deals all partitions out one by one. Kafka: RoundRobinAssignor. */
export const roundRobinAssignor: Assignor = {
  name: 'roundrobin',
  supportedProtocols: ['EAGER'],
  assign,
  subscriptionUserData: () => null,
  onAssignment: () => {},
};

/**
 * The members form a ring in MemberInfo order. Each partition, topics ascending, goes to the next member that
 * subscribes its topic; the place in the ring is kept from one topic to the next.
 */
function assign(
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly MemberSubscription[],
): Map<string, TopicPartition[]> {
  const subscribed = subscribedTopics(topics, members);
  const ring = memberInfoOrder(members);
  const topicsOf = topicIndexes(subscribed, members);
  const lists: TopicPartition[][] = members.map(() => []);
  const ascending = [...subscribed].sort((a, b) => compareStrings(a.name, b.name));
  let place = 0;
  for (const { name, metadata, index } of ascending) {
    const subscribes = ring.map((m) => topicsOf[m]?.includes(index) === true);
    for (let p = 0; p < metadata.partitions; p++) {
      while (!subscribes[place]) place = place + 1 === ring.length ? 0 : place + 1;
      lists[ring[place] as number]?.push(new TopicPartition(name, p)); // place < ring.length
      place = place + 1 === ring.length ? 0 : place + 1;
    }
  }
  return new Map(members.map((member, m) => [member.memberId, lists[m] ?? []]));
}
