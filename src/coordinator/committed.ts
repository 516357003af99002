import { metadataOf } from './classic/group.js';
import {
  type ClassicGroup,
  FormerGroup,
  type FormerMember,
  type OffsetsByTopic,
  type Shard,
  type StoredOffset,
} from './state.js';

/*
 * Reads "as of the last committed offset". While everything is committed they go straight to the state; otherwise
 * the list of uncommitted changes says what was there before. Kafka: the timeline data structures.
 */

/** A group as readers of committed state see it. Its fields are those of now: only its existence is versioned. */
export function committedGroup(
  shard: Shard,
  groupId: string,
): ClassicGroup | FormerGroup | undefined {
  if (shard.uncommitted.length > 0) {
    for (const change of shard.uncommitted) {
      if (change.topic === null && change.group === groupId) return change.groupBefore ?? undefined;
    }
  }
  if (shard.created.length > 0 && shard.created.includes(groupId)) return undefined;
  return shard.groups.get(groupId);
}

/** All of them. */
export function committedGroupIds(shard: Shard): string[] {
  const ids = new Set(shard.groups.keys());
  for (const change of shard.uncommitted) if (change.topic === null) ids.add(change.group);
  return [...ids].filter((id) => committedGroup(shard, id) !== undefined);
}

export function committedOffset(
  shard: Shard,
  group: string,
  topic: string,
  partition: number,
): StoredOffset | undefined {
  for (const change of shard.uncommitted) {
    if (change.partition === partition && change.topic === topic && change.group === group)
      return change.offset ?? undefined;
  }
  return shard.durable.offsets.get(group)?.get(topic)?.get(partition);
}

/** Every committed offset of a group, as a fresh copy where it differs from the latest. */
export function committedOffsets(shard: Shard, group: string): OffsetsByTopic | undefined {
  const latest = shard.durable.offsets.get(group);
  if (!shard.uncommitted.some((change) => change.topic !== null && change.group === group))
    return latest;
  const copy: OffsetsByTopic = new Map();
  for (const [topic, partitions] of latest ?? []) copy.set(topic, new Map(partitions));
  // From the newest change back to the oldest: what is left is the state before all of them.
  for (const change of shard.uncommitted.toReversed()) {
    const { topic, partition, offset } = change;
    if (topic === null || change.group !== group) continue;
    const partitions = copy.get(topic) ?? new Map<number, StoredOffset>();
    if (offset === null) partitions.delete(partition);
    else partitions.set(partition, offset);
    if (partitions.size === 0) copy.delete(topic);
    else copy.set(topic, partitions);
  }
  return copy;
}

/** What Describe and List would say of a group now. */
export function formerGroup(group: ClassicGroup): FormerGroup {
  const members: FormerMember[] = [];
  const stable = group.state === 'Stable';
  for (const member of group.members.values()) {
    members.push({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      metadata: stable ? metadataOf(member, group.protocolName) : '',
      assignment: member.assignment,
    });
  }
  return new FormerGroup(group.state, group.protocolType ?? '', group.protocolName, members);
}
