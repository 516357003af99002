import { raiseHighWatermark, truncateTo, visitBatches } from '../log/partition-log.js';
import { noteSequence } from '../log/producer-states.js';
import type { Out } from '../protocol/out.js';
import { LONG_AGO } from '../util/time.js';
import type { BrokerState, Replica } from './state.js';

/*
 * What is on a broker's disk. Appends go to the page cache and are not flushed: the death of a process loses nothing,
 * the death of its machine loses what the system had not written back yet.
 */

/** What a crash loses: nothing (the process died), the page cache (the machine did), or the disk itself. */
export type CrashLoss = 'nothing' | 'unflushed' | 'all';

/** Linux writes a dirty page back after this long (vm.dirty_expire_centisecs). Kafka itself flushes when a segment is rolled. */
const WRITEBACK_MS = 30_000;
const NOTE_EVERY_MS = 1_000;

/** Moves the high watermark up; the last checkpoint keeps what it was before. True if it moved. */
export function raiseAndCheckpoint(
  broker: BrokerState,
  replica: Replica,
  offset: number,
  now: number,
): boolean {
  const before = replica.log.highWatermark;
  if (!raiseHighWatermark(replica.log, offset)) return false;
  const tick = tickOf(broker, now);
  const { checkpoint } = replica;
  if (tick > checkpoint.tick) {
    checkpoint.highWatermark = before;
    checkpoint.tick = tick;
  }
  return true;
}

function tickOf({ config }: BrokerState, now: number): number {
  return Math.floor(now / config.replicaHighWatermarkCheckpointIntervalMs);
}

/** The clock jumped, and the checkpoints' schedule with it: what was this tick still is. */
export function rebaseCheckpoints(broker: BrokerState, before: number, now: number): void {
  for (const { checkpoint } of broker.replicas.values()) {
    checkpoint.tick = checkpoint.tick === tickOf(broker, before) ? tickOf(broker, now) : LONG_AGO;
  }
}

/** The process ends: a clean shutdown writes the high watermarks, a crash leaves those of the last checkpoint. */
export function keepCheckpoints(broker: BrokerState, now: number, clean: boolean): void {
  const tick = tickOf(broker, now);
  for (const { log, checkpoint } of broker.replicas.values()) {
    if (!clean && checkpoint.tick === tick) {
      log.highWatermark = Math.max(
        log.logStartOffset,
        Math.min(checkpoint.highWatermark, log.logEndOffset),
      );
    }
    checkpoint.highWatermark = log.highWatermark;
    checkpoint.tick = tick;
  }
}

/** The machine died too: takes away what was not on its disk. */
export function loseFromDisk(broker: BrokerState, loss: CrashLoss, now: number, out: Out): void {
  if (loss === 'nothing') return;
  for (const replica of broker.replicas.values()) {
    const { log, tp, topicId } = replica;
    const offset = loss === 'all' ? 0 : firstUnflushed(replica, now);
    replica.unwritten = [];
    if (offset >= log.logEndOffset) continue;
    const { highWatermark } = log;
    truncateTo(log, offset);
    rebuildProducers(replica);
    const { nodeId } = broker;
    out.note({
      type: 'truncated',
      tp,
      topicId,
      offset,
      broker: nodeId,
      highWatermark,
      cause: 'lost in the crash',
    });
  }
  if (loss === 'all') broker.replicas.clear();
}

/** Appends from `offset` on are in the page cache; those of one second are written back together. */
export function noteAppended(replica: Replica, offset: number, now: number): void {
  const last = replica.unwritten[replica.unwritten.length - 1];
  if (last !== undefined && last.offset <= offset && now - last.at < NOTE_EVERY_MS) return;
  replica.unwritten = replica.unwritten.filter(
    (entry) => entry.offset < offset && isUnwritten(entry, now), // a truncated log grows again
  );
  replica.unwritten.push({ at: now, offset });
}

function isUnwritten({ at }: Replica['unwritten'][number], now: number): boolean {
  return now - at < WRITEBACK_MS;
}

/** The first offset that may not be on the disk. Rolled segments are: Kafka flushes up to the roll (UnifiedLog.roll). */
function firstUnflushed({ log, unwritten }: Replica, now: number): number {
  const first = unwritten.find((entry) => isUnwritten(entry, now))?.offset ?? log.logEndOffset;
  return Math.max(first, log.active.baseOffset);
}

/** The clock that `unwritten` was timed by jumped: what is on the disk does not change. */
export function rebaseUnwritten(broker: BrokerState, byMs: number): void {
  for (const replica of broker.replicas.values()) {
    replica.unwritten = replica.unwritten.map(({ at, offset }) => ({ at: at + byMs, offset }));
  }
}

/** Sequence numbers are those of the batches that are left (ProducerStateManager.truncateAndReload). */
export function rebuildProducers(replica: Replica): void {
  replica.producers.clear();
  visitBatches(replica.log, replica.log.logStartOffset, (batch) => {
    if (batch.producer.control === null) {
      const { producer, lastOffset, baseOffset, partitionLeaderEpoch } = batch;
      const count = lastOffset - baseOffset + 1;
      noteSequence(replica.producers, producer, count, baseOffset, partitionLeaderEpoch);
    }
    return true;
  });
}
