import type {
  OffsetFetchPartition,
  OffsetFetchRequest,
  OffsetFetchResponse,
} from '../../protocol/api/offset-fetch.js';
import type { ErrorName } from '../../protocol/errors.js';
import { committedGroup, committedOffset, committedOffsets } from '../committed.js';
import type { Shard, StoredOffset } from '../state.js';

export type FetchGroup = OffsetFetchRequest['groups'][number];
export type FetchedGroup = OffsetFetchResponse['groups'][number];
type FetchedTopic = FetchedGroup['topics'][number];

/**
 * The offsets of a group: as of the last committed write, or (`requireStable`) the latest, which the caller answers
 * with once they are committed. An unknown group is no error.
 * Kafka: OffsetMetadataManager.fetchOffsets and fetchAllOffsets.
 */
export function fetchOffsets(
  shard: Shard,
  request: FetchGroup,
  requireStable: boolean,
): FetchedGroup {
  const { groupId } = request;
  const exists = requireStable
    ? shard.groups.has(groupId)
    : committedGroup(shard, groupId) !== undefined;
  const topics =
    request.topics === null
      ? exists
        ? fetchAll(shard, groupId, requireStable)
        : []
      : fetchSome(shard, groupId, request.topics, requireStable, exists);
  return { groupId, errorCode: 'NONE', topics };
}

function fetchSome(
  shard: Shard,
  groupId: string,
  asked: NonNullable<FetchGroup['topics']>,
  requireStable: boolean,
  exists: boolean,
): FetchedTopic[] {
  return asked.map(({ name, topicId, partitionIndexes }) => {
    const partitions = partitionIndexes.map((partition) => {
      if (requireStable && hasPending(shard, groupId, name, partition)) return unstable(partition);
      if (!exists) return answer(partition, undefined);
      const stored = requireStable
        ? shard.durable.offsets.get(groupId)?.get(name)?.get(partition)
        : committedOffset(shard, groupId, name, partition);
      // An offset of an earlier topic of this name is not one of this topic.
      return answer(partition, isOfTopic(stored, topicId) ? stored : undefined);
    });
    return { name, topicId, partitions };
  });
}

function fetchAll(shard: Shard, groupId: string, requireStable: boolean): FetchedTopic[] {
  const offsets = requireStable
    ? shard.durable.offsets.get(groupId)
    : committedOffsets(shard, groupId);
  const topics: FetchedTopic[] = [];
  for (const [name, stored] of offsets ?? []) {
    const partitions: OffsetFetchPartition[] = [];
    for (const [partition, offset] of stored) {
      const blocked = requireStable && hasPending(shard, groupId, name, partition);
      partitions.push(blocked ? unstable(partition) : answer(partition, offset));
    }
    topics.push({ name, topicId: '', partitions });
  }
  return topics;
}

/** True if an open transaction may still change the offset. */
export function hasPending(shard: Shard, group: string, topic: string, partition: number): boolean {
  return shard.durable.openTransactions.get(group)?.get(topic)?.has(partition) === true;
}

function isOfTopic(stored: StoredOffset | undefined, topicId: string): boolean {
  const known = stored?.value.topicId ?? '';
  return known === '' || topicId === '' || known === topicId;
}

function answer(partitionIndex: number, stored: StoredOffset | undefined): OffsetFetchPartition {
  return {
    partitionIndex,
    committedOffset: stored?.value.offset ?? -1,
    committedLeaderEpoch: stored?.value.leaderEpoch ?? -1,
    metadata: stored?.value.metadata ?? '',
    errorCode: 'NONE',
  };
}

function unstable(partitionIndex: number): OffsetFetchPartition {
  return {
    partitionIndex,
    committedOffset: -1,
    committedLeaderEpoch: -1,
    metadata: '',
    errorCode: 'UNSTABLE_OFFSET_COMMIT',
  };
}

export function fetchErrorGroup(groupId: string, errorCode: ErrorName): FetchedGroup {
  return { groupId, errorCode, topics: [] };
}
