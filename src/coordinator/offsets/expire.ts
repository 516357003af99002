import type { CoordinatorRecord } from '../../protocol/records.js';
import { CONSUMER_PROTOCOL_TYPE, isSubscribedTo } from '../classic/group.js';
import type { CoordinatorContext } from '../context.js';
import { groupTombstone, offsetTombstone } from '../records.js';
import type { ClassicGroup, StoredOffset } from '../state.js';
import { hasPending } from './fetch.js';

/**
 * Tombstones for offsets that have outlived their retention, and for empty groups without offsets.
 * Kafka: GroupCoordinatorShard.cleanupGroupMetadata.
 */
export function expireOffsets(ctx: CoordinatorContext): CoordinatorRecord[] {
  const records: CoordinatorRecord[] = [];
  for (const group of ctx.shard.groups.values()) {
    if (cleanupExpiredOffsets(ctx, group, records) && group.state === 'Empty')
      records.push(groupTombstone(group.groupId));
  }
  return records;
}

/** True if no offset is left, and none to come. Kafka: OffsetMetadataManager.cleanupExpiredOffsets. */
function cleanupExpiredOffsets(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  records: CoordinatorRecord[],
): boolean {
  const { groupId } = group;
  const { durable } = ctx.shard;
  const offsets = durable.offsets.get(groupId);
  if (offsets !== undefined && clockOf(group) === 'none') return false;
  let all = true;
  for (const [topic, partitions] of offsets ?? []) {
    const subscribed = isSubscribedTo(group, topic);
    for (const [partition, stored] of partitions) {
      const expired =
        !subscribed &&
        isExpired(ctx, group, stored) &&
        !hasPending(ctx.shard, groupId, topic, partition);
      if (expired) records.push(offsetTombstone(groupId, topic, partition));
      else all = false;
    }
  }
  return all && !durable.openTransactions.has(groupId);
}

/** From when an offset's retention is counted. Kafka: ClassicGroup.offsetExpirationCondition. */
function clockOf(group: ClassicGroup): 'commit' | 'empty' | 'none' {
  // Without a protocol the group has never had members: a standalone consumer keeps its offsets here.
  if (group.protocolType === null) return 'commit';
  if (group.state === 'Empty') return group.currentStateTimestamp === -1 ? 'commit' : 'empty';
  const known = group.protocolType === CONSUMER_PROTOCOL_TYPE && group.subscribedTopics !== null;
  return known && group.state === 'Stable' ? 'commit' : 'none';
}

/** Kafka: OffsetExpirationConditionImpl.isOffsetExpired. */
function isExpired(ctx: CoordinatorContext, group: ClassicGroup, stored: StoredOffset): boolean {
  const { value } = stored;
  // Old clients name the time themselves.
  if (value.expireTimestamp !== -1) return ctx.now >= value.expireTimestamp;
  const since = clockOf(group) === 'empty' ? group.currentStateTimestamp : value.commitTimestamp;
  return ctx.now - since >= ctx.config.offsetsRetentionMs;
}
