import type { FollowerEnding, LogRange } from '../../check/ending.js';
import { type PartitionLog, visitBatches } from '../../log/partition-log.js';
import type { MetadataPartition } from '../../protocol/api/metadata.js';
import type { LogRecord, RecordBatch } from '../../protocol/record-batch.js';
import { brokerNode, type World } from '../../sim/world.js';

type Ranges = { -readonly [K in keyof LogRange]: LogRange[K] }[];

/** What lies on the followers' disks, beside the leader's log and its ranges. */
export function followersOf(
  world: World,
  { tp, leaderId, replicaNodes, isrNodes }: MetadataPartition,
  leader: PartitionLog,
  leaderRanges: readonly LogRange[],
): FollowerEnding[] {
  const ids = replicaNodes.filter((id) => id !== leaderId);
  if (ids.length === 0) return [];
  const batches = batchesOf(leader);
  return ids.flatMap((broker) => {
    const log = brokerNode(world, broker)?.state.replicas.get(tp.key)?.log;
    if (log === undefined) return [];
    const { logStartOffset, logEndOffset, highWatermark } = log;
    const inSync = isrNodes.includes(broker);
    const ends = { broker, inSync, logStartOffset, logEndOffset, highWatermark };
    const own = batchesOf(log);
    if (isCopy(own, batches) && logStartOffset === leader.logStartOffset)
      return [{ ...ends, log: leaderRanges, differsAt: -1 }];
    return [{ ...ends, log: rangesOf(own, log), differsAt: firstDifference(own, batches) }];
  });
}

/** One more record, after those of `ranges`. */
export function extend(ranges: Ranges, offset: number, leaderEpoch: number): void {
  const last = ranges[ranges.length - 1];
  if (last !== undefined && last.to + 1 === offset && last.leaderEpoch === leaderEpoch) {
    last.to = offset;
  } else ranges.push({ from: offset, to: offset, leaderEpoch });
}

function batchesOf(log: PartitionLog): RecordBatch[] {
  const batches: RecordBatch[] = [];
  visitBatches(log, log.logStartOffset, (batch) => {
    batches.push(batch);
    return true;
  });
  return batches;
}

/** Batches are values, and a follower stores those that it was sent. */
function isCopy(own: readonly RecordBatch[], leaders: readonly RecordBatch[]): boolean {
  return own.length === leaders.length && own.every((batch, i) => batch === leaders[i]);
}

function rangesOf(batches: readonly RecordBatch[], { logStartOffset }: PartitionLog): Ranges {
  const ranges: Ranges = [];
  for (const batch of batches) {
    if (batch.producer.control !== null) continue;
    batch.records.forEach((_, i) => {
      const offset = batch.offsetAt(i);
      if (offset >= logStartOffset) extend(ranges, offset, batch.partitionLeaderEpoch);
    });
  }
  return ranges;
}

/** Where a record of the same epoch is not the very same, which a follower's always is. */
function firstDifference(own: readonly RecordBatch[], leaders: readonly RecordBatch[]): number {
  const known = new Map<number, { readonly record: LogRecord; readonly epoch: number }>();
  for (const batch of leaders) {
    batch.records.forEach((record, i) => {
      known.set(batch.offsetAt(i), { record, epoch: batch.partitionLeaderEpoch });
    });
  }
  for (const batch of own) {
    for (const [i, record] of batch.records.entries()) {
      const other = known.get(batch.offsetAt(i));
      if (other === undefined || other.epoch !== batch.partitionLeaderEpoch) continue;
      if (other.record !== record) return batch.offsetAt(i);
    }
  }
  return -1;
}
