import type { CoordinatorRecord, GroupMetadataValue } from '../protocol/records.js';
import type { TimerKey } from '../util/timers.js';
import { groupFromRecord, makeGroup } from './classic/group.js';
import { prepareRebalance } from './classic/rebalance.js';
import { completeJoin, completeSync, joinError, syncError } from './classic/respond.js';
import { formerGroup } from './committed.js';
import { type CoordinatorContext, rearmSession } from './context.js';
import { inTimelineOrder, slotsAfterAdd } from './java-order.js';
import { replayMarker } from './replay.js';
import { armExpiry, fail } from './shard.js';
import { type ClassicGroup, type FormerGroup, type Shard, Uncommitted } from './state.js';

/*
 * Gaining and losing a partition. Kafka: CoordinatorRuntime load and unload, GroupMetadataManager onLoaded and
 * onUnloaded.
 */

/** Replays the whole log and brings its groups to life. */
export function load(ctx: CoordinatorContext): void {
  const { host, shard } = ctx;
  shard.lastCommittedOffset = host.highWatermark(shard.partition);
  host.readLog(shard.partition, (record, offset, producer, control) => {
    const endOffset = offset + 1;
    const committed = endOffset <= shard.lastCommittedOffset;
    const trail = committed ? null : { endOffset, uncommitted: shard.uncommitted };
    if (record !== null) {
      if (!committed) noteGroupChange(shard, record, endOffset, ctx.now);
      const { size } = shard.durable.groups;
      ctx.rules.replayAtLoad(shard.durable, record, offset, producer.producerId, trail);
      // Kafka puts the group into its table again, and grows the table first even if it replaces one.
      const put = record.type === 'GroupMetadata' && record.value !== null;
      if (put || shard.durable.groups.size > size)
        shard.groupSlots = slotsAfterAdd(size, shard.groupSlots);
    } else if (control !== null) {
      replayMarker(shard.durable, producer.producerId, control, trail);
    }
    shard.lastWrittenOffset = endOffset;
  });
  if (shard.lastWrittenOffset < shard.lastCommittedOffset)
    shard.lastWrittenOffset = shard.lastCommittedOffset; // compaction has removed the tail
  shard.status = 'Active';
  for (const [groupId, value] of shard.durable.groups)
    shard.groups.set(groupId, liveGroup(ctx, groupId, value));
  host.note({ type: 'coordinator loaded', partition: shard.partition });
  for (const group of inKafkasOrder(shard)) reviveGroup(ctx, group);
  armExpiry(ctx);
}

/** A group changes above the high watermark: what was there before stays visible to committed reads. */
function noteGroupChange(
  shard: Shard,
  record: CoordinatorRecord,
  endOffset: number,
  now: number,
): void {
  if (record.type === 'Unknown') return;
  const { group } = record.key;
  const before = shard.durable.groups.get(group);
  const changes =
    record.type === 'GroupMetadata' ? true : record.value !== null && before === undefined;
  if (!changes) return;
  const former = before === undefined ? null : formerOf(group, before, shard.partition, now);
  shard.uncommitted.push(new Uncommitted(endOffset, group, null, 0, null, former));
}

function formerOf(
  groupId: string,
  value: GroupMetadataValue | null,
  partition: number,
  now: number,
): FormerGroup {
  const group =
    value === null ? makeGroup(groupId, now, 0) : groupFromRecord(groupId, value, partition, 0);
  return formerGroup(group);
}

function liveGroup(
  ctx: CoordinatorContext,
  groupId: string,
  value: GroupMetadataValue | null,
): ClassicGroup {
  const { shard } = ctx;
  const incarnation = shard.nextIncarnation;
  shard.nextIncarnation += 1;
  if (value === null) return makeGroup(groupId, ctx.now, incarnation);
  return groupFromRecord(groupId, value, shard.partition, incarnation);
}

/** Every member gets a full session; a group that is too large now is rebalanced. */
function reviveGroup(ctx: CoordinatorContext, group: ClassicGroup): void {
  const { groupId, state: to, generationId: generation } = group;
  const reason = 'its coordinator has loaded it';
  ctx.host.note({ type: 'group state', group: groupId, from: 'Dead', to, generation, reason });
  for (const member of group.members.values()) rearmSession(ctx, member);
  if (group.members.size > ctx.config.groupMaxSize)
    prepareRebalance(ctx, group, 'the loaded group is larger than group.max.size');
}

function inKafkasOrder(shard: Shard): ClassicGroup[] {
  const { groups, groupSlots } = shard;
  const ids = groups.size > 1 ? inTimelineOrder([...groups.keys()], groupSlots) : groups.keys();
  return [...ids].flatMap((groupId) => groups.get(groupId) ?? []);
}

/** The shard is lost: whoever waits hears NOT_COORDINATOR. */
export function unload(ctx: CoordinatorContext): void {
  const { shard, state } = ctx;
  cancelTimers(ctx);
  const waiting = shard.deferred.slice();
  shard.deferred = [];
  state.deferredCount -= waiting.length;
  for (const one of waiting) fail(ctx, one, 'NOT_COORDINATOR');
  for (const group of inKafkasOrder(shard)) killGroup(ctx, group);
  cancelTimers(ctx); // what the failures armed
  state.shards.delete(shard.partition);
  ctx.host.note({ type: 'coordinator unloaded', partition: shard.partition });
}

function killGroup(ctx: CoordinatorContext, group: ClassicGroup): void {
  const { state } = group;
  for (const member of group.members.values()) {
    if (state === 'PreparingRebalance')
      completeJoin(ctx, group, member, joinError('NOT_COORDINATOR', member.memberId));
    else completeSync(ctx, member, syncError('NOT_COORDINATOR'));
  }
}

function cancelTimers(ctx: CoordinatorContext): void {
  const { live } = ctx.timers;
  const { partition } = ctx.shard;
  const keys: TimerKey[] = [];
  for (const [key, entry] of live) if (entry.fire.partition === partition) keys.push(key);
  for (const key of keys) live.delete(key);
}
