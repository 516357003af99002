import {
  batchSizeInBytes,
  type LogRecord,
  NO_PRODUCER,
  type ProducerState,
  RecordBatch,
} from '../protocol/record-batch.js';
import { invariant } from '../util/invariant.js';
import { assignEpoch, type EpochEntry, truncateEpochs } from './leader-epochs.js';

/** Batches in a segment: full segments are sealed, so that a frozen world shares them with the next. */
const SEGMENT_BATCHES = 128;

/** Sealed batches, in offset order. A class, so that immer never drafts it. */
export class Segment {
  constructor(readonly batches: readonly RecordBatch[]) {}

  get baseOffset(): number {
    return this.batches[0]?.baseOffset ?? 0;
  }
}

/**
 * The log of one replica (Kafka: UnifiedLog). Always logStartOffset <= highWatermark <= logEndOffset. Offsets are
 * dense at append; batches may end up with holes after compaction.
 */
export interface PartitionLog {
  sealed: Segment[];
  /** The newest batches, fewer than a segment holds. */
  active: RecordBatch[];
  logStartOffset: number;
  highWatermark: number;
  logEndOffset: number;
  /** Where each leader epoch began, ascending (Kafka: LeaderEpochFileCache). */
  epochs: EpochEntry[];
}

export function makeLog(): PartitionLog {
  return {
    sealed: [],
    active: [],
    logStartOffset: 0,
    highWatermark: 0,
    logEndOffset: 0,
    epochs: [],
  };
}

/** Appends records as the leader of `leaderEpoch`: assigns offsets and returns the stored batch. */
export function appendAsLeader(
  log: PartitionLog,
  records: readonly LogRecord[],
  leaderEpoch: number,
  producer: ProducerState = NO_PRODUCER,
  sizeInBytes: number = batchSizeInBytes(records),
): RecordBatch {
  invariant(records.length > 0 || producer.control !== null, 'an appended batch has records');
  let maxTimestamp = -1;
  for (const record of records)
    if (record.timestamp > maxTimestamp) maxTimestamp = record.timestamp;
  const last = Math.max(records.length, 1) - 1; // a marker takes one offset
  const batch = new RecordBatch(
    log.logEndOffset,
    last,
    leaderEpoch,
    maxTimestamp,
    producer,
    records,
    null,
    sizeInBytes,
  );
  assignEpoch(log.epochs, leaderEpoch, log.logEndOffset);
  push(log, batch);
  return batch;
}

/** Appends a batch copied from the leader: it must start at the log's end (LR-2). */
export function appendAsFollower(log: PartitionLog, batch: RecordBatch): void {
  invariant(batch.baseOffset >= log.logEndOffset, 'a follower appends at its log end', {
    baseOffset: batch.baseOffset,
    logEndOffset: log.logEndOffset,
  });
  assignEpoch(log.epochs, batch.partitionLeaderEpoch, batch.baseOffset);
  push(log, batch);
}

function push(log: PartitionLog, batch: RecordBatch): void {
  log.active.push(batch);
  log.logEndOffset = batch.lastOffset + 1;
  if (log.active.length < SEGMENT_BATCHES) return;
  log.sealed.push(new Segment(log.active.slice()));
  log.active = [];
}

/**
 * Whole batches from the one that holds `offset` on, below `upTo`. The first batch always comes, later ones while
 * the total stays within `maxBytes` (LR-4, LR-29).
 */
export function readLog(
  log: PartitionLog,
  offset: number,
  upTo: number,
  maxBytes: number,
): RecordBatch[] {
  const result: RecordBatch[] = [];
  if (offset >= upTo) return result;
  let bytes = 0;
  visitBatches(log, offset, (batch) => {
    if (batch.baseOffset >= upTo) return false;
    bytes += batch.sizeInBytes;
    if (result.length > 0 && bytes > maxBytes) return false;
    result.push(batch);
    return true;
  });
  return result;
}

/** Visits batches in order, from the first that ends at or after `offset`, until `visit` returns false. */
export function visitBatches(
  log: PartitionLog,
  offset: number,
  visit: (batch: RecordBatch) => boolean,
): void {
  const activeBase = log.active[0]?.baseOffset ?? log.logEndOffset;
  if (offset < activeBase) {
    for (let s = firstSegment(log.sealed, offset); s < log.sealed.length; s++) {
      const batches = (log.sealed[s] as Segment).batches; // s < length
      for (let i = firstBatch(batches, offset); i < batches.length; i++) {
        if (!visit(batches[i] as RecordBatch)) return; // i < length
      }
    }
  }
  for (let i = firstBatch(log.active, offset); i < log.active.length; i++) {
    if (!visit(log.active[i] as RecordBatch)) return; // i < length
  }
}

/** Index of the first batch that ends at or after `offset`. */
function firstBatch(batches: readonly RecordBatch[], offset: number): number {
  let low = 0;
  let high = batches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((batches[middle] as RecordBatch).lastOffset < offset)
      low = middle + 1; // middle < length
    else high = middle;
  }
  return low;
}

/** Index of the first segment that may hold `offset` or something after it. */
function firstSegment(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const batches = (segments[middle] as Segment).batches; // middle < length
    if ((batches[batches.length - 1] as RecordBatch).lastOffset < offset)
      low = middle + 1; // never empty
    else high = middle;
  }
  return low;
}

/** Moves the high watermark up to `offset`, never down and never beyond the end; true if it moved. */
export function raiseHighWatermark(log: PartitionLog, offset: number): boolean {
  const next = Math.min(offset, log.logEndOffset);
  if (next <= log.highWatermark) return false;
  log.highWatermark = next;
  return true;
}

/** Raises the log start to `offset` (at most the high watermark): whole batches below are dropped; true if it moved. */
export function raiseLogStart(log: PartitionLog, offset: number): boolean {
  const start = Math.min(offset, log.highWatermark);
  if (start <= log.logStartOffset) return false;
  log.logStartOffset = start;
  while (log.sealed.length > 0) {
    const batches = (log.sealed[0] as Segment).batches; // length > 0
    if ((batches[batches.length - 1] as RecordBatch).lastOffset >= start) break; // never empty
    log.sealed = log.sealed.slice(1);
  }
  const dead = firstBatch(log.active, start);
  if (dead > 0) log.active = log.active.slice(dead);
  return true;
}

/** Removes everything from `offset` on, in whole batches (LR-11); true if anything went. */
export function truncateTo(log: PartitionLog, offset: number): boolean {
  if (offset >= log.logEndOffset) return false;
  const kept: RecordBatch[] = [];
  visitBatches(log, 0, (batch) => {
    if (batch.lastOffset >= offset) return false;
    kept.push(batch);
    return true;
  });
  const full = kept.length - (kept.length % SEGMENT_BATCHES);
  log.sealed = [];
  for (let i = 0; i < full; i += SEGMENT_BATCHES) {
    log.sealed.push(new Segment(kept.slice(i, i + SEGMENT_BATCHES)));
  }
  log.active = kept.slice(full);
  log.logEndOffset =
    (kept[kept.length - 1]?.lastOffset ?? Math.min(offset, log.logStartOffset) - 1) + 1;
  log.highWatermark = Math.min(log.highWatermark, log.logEndOffset);
  log.logStartOffset = Math.min(log.logStartOffset, log.logEndOffset);
  truncateEpochs(log.epochs, log.logEndOffset);
  return true;
}

/** The first record with a timestamp at or after `timestamp`, below `upTo`; undefined if there is none (LR-31). */
export function offsetForTimestamp(
  log: PartitionLog,
  timestamp: number,
  upTo: number,
): { offset: number; timestamp: number; leaderEpoch: number } | undefined {
  let found: { offset: number; timestamp: number; leaderEpoch: number } | undefined;
  visitBatches(log, log.logStartOffset, (batch) => {
    if (batch.baseOffset >= upTo) return false;
    if (batch.maxTimestamp < timestamp) return true;
    for (let i = 0; i < batch.records.length; i++) {
      const record = batch.records[i] as LogRecord; // i < length
      const offset = batch.offsetAt(i);
      if (record.timestamp < timestamp || offset < log.logStartOffset) continue;
      if (offset >= upTo) return false;
      found = { offset, timestamp: record.timestamp, leaderEpoch: batch.partitionLeaderEpoch };
      return false;
    }
    return true;
  });
  return found;
}
