import { TopicPartition } from '../protocol/topic-partition.js';
import { needsRackAwareness, racksOfPartition } from './racks.js';
import type { SubscribedTopic } from './subscribed-topics.js';

/** One topic while its ranges are dealt out. Kafka: RangeAssignor.TopicAssignmentState. */
export interface RangeTopic {
  readonly name: string;
  readonly partitions: number;
  /** The positions of its subscribers in the list of members, in MemberInfo order. */
  readonly consumers: readonly number[];
  /** Per consumer its rack. */
  readonly consumerRacks: readonly (string | null)[];
  /** Per partition the racks of its replicas; empty if no consumer of the topic has a rack. */
  readonly partitionRacks: readonly ReadonlySet<string>[];
  readonly needsRackAwareAssignment: boolean;
  /** What every consumer gets at least. */
  readonly base: number;
  /** How many more consumers may get one more than that. */
  extra: number;
  /** Per consumer the number of partitions it has. */
  readonly assigned: number[];
  readonly taken: boolean[];
  unassigned: number;
}

/** `racks`: per member its rack, null for none. */
export function makeRangeTopic(
  topic: SubscribedTopic,
  consumers: readonly number[],
  racks: readonly (string | null)[],
): RangeTopic {
  const { partitions } = topic.metadata;
  const consumerRacks = consumers.map((m) => racks[m] ?? null);
  const known = new Set(consumerRacks.filter((rack) => rack !== null));
  const partitionRacks = known.size === 0 ? [] : racksOfPartition(topic.metadata);
  return {
    name: topic.name,
    partitions,
    consumers,
    consumerRacks,
    partitionRacks,
    needsRackAwareAssignment: needsRackAwareness(known, partitionRacks),
    base: Math.floor(partitions / consumers.length),
    extra: partitions % consumers.length,
    assigned: consumers.map(() => 0),
    taken: new Array<boolean>(partitions).fill(false),
    unassigned: partitions,
  };
}

/** How many more partitions consumer `c` may get. */
export function room(state: RangeTopic, c: number): number {
  return Math.max(0, state.base + (state.extra > 0 ? 1 : 0) - (state.assigned[c] ?? 0));
}

/** A consumer without a rack is content with every partition. */
export function racksMatch(state: RangeTopic, c: number, partition: number): boolean {
  const rack = state.consumerRacks[c] ?? null;
  return rack === null || state.partitionRacks[partition]?.has(rack) === true;
}

/** Gives `partition` to consumer `c`: it goes to the list of that member. */
export function take(
  state: RangeTopic,
  c: number,
  partition: number,
  lists: readonly TopicPartition[][],
): void {
  const assigned = (state.assigned[c] ?? 0) + 1;
  state.assigned[c] = assigned;
  if (assigned > state.base) state.extra -= 1;
  state.taken[partition] = true;
  state.unassigned -= 1;
  lists[state.consumers[c] ?? -1]?.push(new TopicPartition(state.name, partition));
}
