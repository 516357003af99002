import type {
  OffsetDeleteRequest,
  OffsetDeleteResponse,
} from '../../protocol/api/offset-delete.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { CoordinatorRecord } from '../../protocol/records.js';
import { CONSUMER_PROTOCOL_TYPE, isSubscribedTo } from '../classic/group.js';
import { type CoordinatorContext, findGroup } from '../context.js';
import { offsetTombstone } from '../records.js';
import type { ClassicGroup, Shard } from '../state.js';
import { hasPending } from './fetch.js';

export interface DeleteResult {
  /** Not NONE: of the whole request. */
  readonly error: ErrorName;
  readonly records: readonly CoordinatorRecord[];
  readonly response: OffsetDeleteResponse;
}

/**
 * OffsetDelete: of topics that the group does not read.
 * Kafka: OffsetMetadataManager.deleteOffsets.
 */
export function deleteOffsets(ctx: CoordinatorContext, body: OffsetDeleteRequest): DeleteResult {
  const { groupId } = body;
  const group = findGroup(ctx, groupId);
  const error = group === undefined ? 'GROUP_ID_NOT_FOUND' : validateOffsetDelete(group);
  if (group === undefined || error !== 'NONE')
    return { error, records: [], response: offsetDeleteError(error) };
  const records: CoordinatorRecord[] = [];
  const topics = body.topics.map(({ name, partitions }) => {
    const subscribed = isSubscribedTo(group, name);
    const answers = partitions.map(({ partitionIndex }) => {
      if (subscribed) return { partitionIndex, errorCode: 'GROUP_SUBSCRIBED_TO_TOPIC' as const };
      if (hasOffset(ctx.shard, groupId, name, partitionIndex))
        records.push(offsetTombstone(groupId, name, partitionIndex));
      return { partitionIndex, errorCode: 'NONE' as const };
    });
    return { name, partitions: answers };
  });
  return { error: 'NONE', records, response: { errorCode: 'NONE', topics } };
}

/** Kafka: ClassicGroup.validateOffsetDelete. */
function validateOffsetDelete(group: ClassicGroup): ErrorName {
  if (group.state === 'Dead') return 'GROUP_ID_NOT_FOUND';
  if (group.state === 'Empty' || group.protocolType === CONSUMER_PROTOCOL_TYPE) return 'NONE';
  return 'NON_EMPTY_GROUP';
}

export function offsetDeleteError(errorCode: ErrorName): OffsetDeleteResponse {
  return { errorCode, topics: [] };
}

function hasOffset(shard: Shard, group: string, topic: string, partition: number): boolean {
  const stored = shard.durable.offsets.get(group)?.get(topic)?.has(partition) === true;
  return stored || hasPending(shard, group, topic, partition);
}

/** Tombstones for everything a group has. Kafka: deleteAllOffsets. */
export function deleteAllOffsets(shard: Shard, group: string, records: CoordinatorRecord[]): void {
  const { offsets, openTransactions } = shard.durable;
  const stored = offsets.get(group);
  for (const [topic, partitions] of stored ?? []) {
    for (const partition of partitions.keys())
      records.push(offsetTombstone(group, topic, partition));
  }
  for (const [topic, partitions] of openTransactions.get(group) ?? []) {
    for (const partition of partitions.keys()) {
      if (stored?.get(topic)?.has(partition) !== true)
        records.push(offsetTombstone(group, topic, partition));
    }
  }
}

/** Tombstones for every group's offsets of partitions that are gone. Kafka: onPartitionsDeleted. */
export function deleteOffsetsOfPartitions(
  shard: Shard,
  deleted: ReadonlyMap<string, ReadonlySet<number>>,
): CoordinatorRecord[] {
  const records: CoordinatorRecord[] = [];
  const { offsets, pending } = shard.durable;
  for (const store of [offsets, ...pending.values()]) {
    for (const [group, topics] of store) {
      for (const [topic, partitions] of topics) {
        const gone = deleted.get(topic);
        if (gone === undefined) continue;
        for (const partition of partitions.keys()) {
          if (gone.has(partition)) records.push(offsetTombstone(group, topic, partition));
        }
      }
    }
  }
  return records;
}
