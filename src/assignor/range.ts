import { compareTopicPartitions, type TopicPartition } from '../protocol/topic-partition.js';
import type { Assignor, MemberSubscription, TopicMetadata } from './assignor.js';
import { memberInfoOrder } from './member-order.js';
import { assignWithRackMatching } from './range-racks.js';
import { makeRangeTopic, type RangeTopic, room, take } from './range-topic.js';
import { type SubscribedTopic, subscribedTopics, topicIndexes } from './subscribed-topics.js';

/** Gives each subscriber of a topic one range of its partitions. Kafka: RangeAssignor. */
export const rangeAssignor: Assignor = {
  name: 'range',
  supportedProtocols: ['EAGER'],
  assign,
  subscriptionUserData: () => null,
  onAssignment: () => {},
};

/** Each topic on its own; where replicas and members have racks (KIP-881), matching racks come first. */
function assign(
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly MemberSubscription[],
): Map<string, TopicPartition[]> {
  const subscribed = subscribedTopics(topics, members);
  const states = rangeTopics(subscribed, members);
  const lists: TopicPartition[][] = members.map(() => []);
  const useRacks = states.some((state) => state.needsRackAwareAssignment);
  if (useRacks) assignWithRackMatching(states, lists);
  for (const state of states) assignRanges(state, lists);
  if (useRacks) for (const list of lists) list.sort(compareTopicPartitions);
  return new Map(members.map((member, m) => [member.memberId, lists[m] ?? []]));
}

function rangeTopics(
  subscribed: readonly SubscribedTopic[],
  members: readonly MemberSubscription[],
): RangeTopic[] {
  const topicsOf = topicIndexes(subscribed, members);
  const consumers: number[][] = subscribed.map(() => []);
  for (const m of memberInfoOrder(members)) {
    for (const t of topicsOf[m] ?? []) consumers[t]?.push(m);
  }
  const racks = members.map((member) => member.rackId || null); // an empty rack is no rack
  return subscribed.map((topic) => makeRangeTopic(topic, consumers[topic.index] ?? [], racks));
}

/** Each consumer in order takes the first free partitions, as many as it has room for. */
function assignRanges(state: RangeTopic, lists: TopicPartition[][]): void {
  let next = 0;
  for (let c = 0; c < state.consumers.length && state.unassigned > 0; c++) {
    let left = room(state, c);
    while (left > 0 && next < state.partitions) {
      if (!state.taken[next]) {
        take(state, c, next, lists);
        left -= 1;
      }
      next += 1;
    }
  }
}
