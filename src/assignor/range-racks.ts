import type { TopicPartition } from '../protocol/topic-partition.js';
import { type RangeTopic, racksMatch, room, take } from './range-topic.js';

/**
 * The first step of a rack-aware range assignment (KIP-881). Topics with equal consumers and equal partition
 * counts stay aligned with each other, which counts for more than racks; a topic of its own gets the ranges
 * that match racks. What finds no match is left for the plain ranges.
 * Kafka: RangeAssignor.assignWithRackMatching.
 */
export function assignWithRackMatching(
  states: readonly RangeTopic[],
  lists: readonly TopicPartition[][],
): void {
  const groups = new Map<string, RangeTopic[]>();
  for (const state of states) {
    // The count is 0 where no consumer has a rack: such topics are aligned whatever their real count.
    const key = `${state.partitionRacks.length}:${state.consumers.join(',')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [state]);
    else group.push(state);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    if (group.length > 1) assignAligned(group, first, lists);
    else if (first.needsRackAwareAssignment) assignMatchingRanges(first, lists);
  }
}

/** Partition p of every topic of the group goes to one consumer, if one matches them all. */
function assignAligned(
  group: readonly RangeTopic[],
  first: RangeTopic,
  lists: readonly TopicPartition[][],
): void {
  const remaining = first.consumers.map((_, c) => c);
  for (let p = 0; p < first.partitionRacks.length && remaining.length > 0; p++) {
    const at = remaining.findIndex((c) =>
      group.every((state) => racksMatch(state, c, p) && room(state, c) > 0),
    );
    const consumer = remaining[at];
    if (consumer === undefined) continue;
    for (const state of group) take(state, consumer, p, lists);
    if (group.every((state) => room(state, consumer) === 0)) remaining.splice(at, 1);
  }
}

/** Plain ranges, restricted to the partitions with a replica in the consumer's rack. */
function assignMatchingRanges(state: RangeTopic, lists: readonly TopicPartition[][]): void {
  for (let c = 0; c < state.consumers.length && state.unassigned > 0; c++) {
    let left = room(state, c);
    for (let p = 0; p < state.partitions && left > 0; p++) {
      if (state.taken[p] || !racksMatch(state, c, p)) continue;
      take(state, c, p, lists);
      left -= 1;
    }
  }
}
