import type { MemberSubscription, TopicMetadata } from './assignor.js';

/** A topic that somebody subscribes and that has partitions. */
export interface SubscribedTopic {
  readonly name: string;
  readonly metadata: TopicMetadata;
  /** Its place in the list of subscribed topics. */
  readonly index: number;
}

/**
 * The topics to assign, in the order of `topics`: those without metadata or partitions are left out.
 * Kafka: AbstractPartitionAssignor.assign.
 */
export function subscribedTopics(
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly MemberSubscription[],
): SubscribedTopic[] {
  const names = new Set<string>();
  let previous: readonly string[] = [];
  for (const member of members) {
    if (!sameList(member.topics, previous)) for (const name of member.topics) names.add(name);
    previous = member.topics;
  }
  const result: SubscribedTopic[] = [];
  for (const [name, metadata] of topics) {
    if (metadata.partitions > 0 && names.has(name)) {
      result.push({ name, metadata, index: result.length });
    }
  }
  return result;
}

/**
 * Per member (by position) the indexes of its topics, in subscription order. Members that subscribe alike share
 * one list: a group of a thousand alike members is the common case.
 */
export function topicIndexes(
  topics: readonly SubscribedTopic[],
  members: readonly MemberSubscription[],
): readonly (readonly number[])[] {
  const indexes = new Map(topics.map((topic) => [topic.name, topic.index]));
  let previousTopics: readonly string[] = [];
  let previousIndexes: readonly number[] = [];
  return members.map((member) => {
    if (!sameList(member.topics, previousTopics)) {
      previousTopics = member.topics;
      const own = new Set<number>(); // a set: a topic named twice counts once
      for (const name of member.topics) {
        const index = indexes.get(name);
        if (index !== undefined) own.add(index);
      }
      previousIndexes = [...own];
    }
    return previousIndexes;
  });
}

export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
