import { DEFAULT_TOPIC_CONFIG, type TopicConfig } from '../protocol/cluster-image.js';
import {
  batchSizeInBytes,
  type LogRecord,
  NO_PRODUCER,
  type ProducerState,
  RecordBatch,
} from '../protocol/record-batch.js';
import { invariant } from '../util/invariant.js';
import {
  assignEpoch,
  type EpochEntry,
  truncateEpochs,
  truncateEpochsFromStart,
} from './leader-epochs.js';
import {
  type ActiveSegment,
  addToSegment,
  type LogSegment,
  makeActiveSegment,
  mustRoll,
  seal,
} from './segments.js';

/** Batches in a chunk: full chunks are sealed, so that a frozen world shares them with the next. */
const CHUNK_BATCHES = 128;

/** Sealed batches, in offset order, never none. A class, so that immer never drafts it. */
export class Chunk {
  constructor(readonly batches: readonly RecordBatch[]) {}
}

/**
 * The log of one replica (Kafka: UnifiedLog). Always logStartOffset <= highWatermark <= logEndOffset. Offsets are
 * dense at append; batches may end up with holes after compaction.
 */
export interface PartitionLog {
  /** What segments, retention and the cleaner go by. A value, shared by all logs of the topic. */
  readonly config: TopicConfig;
  chunks: Chunk[];
  /** The newest batches, fewer than a chunk holds. */
  tail: RecordBatch[];
  /** Kafka's segments before the active one, oldest first: their borders have nothing to do with those of chunks. */
  rolled: LogSegment[];
  readonly active: ActiveSegment;
  /** Of all segments. */
  sizeInBytes: number;
  /** The cleaner has been over everything below (Kafka: cleaner-offset-checkpoint). */
  cleanedUpTo: number;
  logStartOffset: number;
  highWatermark: number;
  logEndOffset: number;
  /** Where each leader epoch began, ascending (Kafka: LeaderEpochFileCache). */
  epochs: EpochEntry[];
}

export function makeLog(config: TopicConfig = DEFAULT_TOPIC_CONFIG): PartitionLog {
  return {
    config,
    chunks: [],
    tail: [],
    rolled: [],
    active: makeActiveSegment(0),
    sizeInBytes: 0,
    cleanedUpTo: 0,
    logStartOffset: 0,
    highWatermark: 0,
    logEndOffset: 0,
    epochs: [],
  };
}

/**
 * Appends records as the leader of `leaderEpoch`: assigns offsets and returns the stored batch. `timestamp` is a
 * marker's, which has no records to tell it.
 */
export function appendAsLeader(
  log: PartitionLog,
  records: readonly LogRecord[],
  leaderEpoch: number,
  producer: ProducerState = NO_PRODUCER,
  sizeInBytes: number = batchSizeInBytes(records),
  timestamp = -1,
): RecordBatch {
  invariant(records.length > 0 || producer.control !== null, 'an appended batch has records');
  let maxTimestamp = records[0]?.timestamp ?? timestamp;
  for (const record of records)
    if (record.timestamp > maxTimestamp) maxTimestamp = record.timestamp;
  const batch = new RecordBatch(
    log.logEndOffset,
    leaderEpoch,
    maxTimestamp,
    producer,
    records,
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
  if (mustRoll(log.active, batch, log.config)) rollSegment(log);
  addToSegment(log.active, batch);
  log.sizeInBytes += batch.sizeInBytes;
  log.tail.push(batch);
  log.logEndOffset = batch.lastOffset + 1;
  if (log.tail.length < CHUNK_BATCHES) return;
  log.chunks.push(new Chunk(log.tail.slice()));
  log.tail = [];
}

/** Begins a new active segment at the log's end; nothing to do if the active one is empty (UnifiedLog.roll). */
export function rollSegment(log: PartitionLog): void {
  if (log.active.sizeInBytes > 0) log.rolled.push(seal(log.active));
  Object.assign(log.active, makeActiveSegment(log.logEndOffset));
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
  const tailBase = log.tail[0]?.baseOffset ?? log.logEndOffset;
  if (offset < tailBase) {
    for (let c = firstChunk(log.chunks, offset); c < log.chunks.length; c++) {
      const batches = (log.chunks[c] as Chunk).batches; // c < length
      for (let i = firstBatch(batches, offset); i < batches.length; i++) {
        if (!visit(batches[i] as RecordBatch)) return; // i < length
      }
    }
  }
  for (let i = firstBatch(log.tail, offset); i < log.tail.length; i++) {
    if (!visit(log.tail[i] as RecordBatch)) return; // i < length
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

/** Index of the first chunk that may hold `offset` or something after it. */
function firstChunk(chunks: readonly Chunk[], offset: number): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const batches = (chunks[middle] as Chunk).batches; // middle < length
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

/**
 * Raises the log start to `offset` (at most the high watermark): whole batches below are dropped, and whole segments;
 * true if it moved.
 */
export function raiseLogStart(log: PartitionLog, offset: number): boolean {
  const start = Math.min(offset, log.highWatermark);
  if (start <= log.logStartOffset) return false;
  log.logStartOffset = start;
  const deadChunks = firstChunk(log.chunks, start);
  if (deadChunks > 0) log.chunks = log.chunks.slice(deadChunks);
  const dead = firstBatch(log.tail, start);
  if (dead > 0) log.tail = log.tail.slice(dead);
  truncateEpochsFromStart(log.epochs, start);
  dropSegments(log);
  return true;
}

/** Forgets the rolled segments that end at or below the log start (UnifiedLog.deleteLogStartOffsetBreachedSegments). */
export function dropSegments(log: PartitionLog): void {
  let dead = 0;
  while (dead < log.rolled.length && segmentEnd(log, dead) <= log.logStartOffset) {
    log.sizeInBytes -= (log.rolled[dead] as LogSegment).sizeInBytes; // dead < length
    dead += 1;
  }
  if (dead > 0) log.rolled = log.rolled.slice(dead);
}

/** Where the segment after the rolled one at `index` begins. */
export function segmentEnd(log: PartitionLog, index: number): number {
  return log.rolled[index + 1]?.baseOffset ?? log.active.baseOffset;
}

/** Removes everything from `offset` on, in whole batches (LR-11); true if anything went. */
export function truncateTo(log: PartitionLog, offset: number): boolean {
  if (offset >= log.logEndOffset) {
    // A leader that was deposed before it appended has the start of its epoch at its end all the same.
    truncateEpochs(log.epochs, log.logEndOffset);
    return false;
  }
  const kept: RecordBatch[] = [];
  visitBatches(log, 0, (batch) => {
    if (batch.lastOffset >= offset) return false;
    kept.push(batch);
    return true;
  });
  replaceBatches(log, kept);
  log.logEndOffset =
    (kept[kept.length - 1]?.lastOffset ?? Math.min(offset, log.logStartOffset) - 1) + 1;
  log.highWatermark = Math.min(log.highWatermark, log.logEndOffset);
  log.logStartOffset = Math.min(log.logStartOffset, log.logEndOffset);
  log.cleanedUpTo = Math.min(log.cleanedUpTo, log.logEndOffset);
  truncateEpochs(log.epochs, log.logEndOffset);
  truncateSegments(log);
  return true;
}

/** Drops everything and goes on at `offset` (Kafka: UnifiedLog.truncateFullyAndStartAt). */
export function restartLogAt(log: PartitionLog, offset: number): void {
  truncateTo(log, 0);
  log.logStartOffset = offset;
  log.logEndOffset = offset;
  log.highWatermark = offset;
  log.cleanedUpTo = Math.min(log.cleanedUpTo, offset);
  Object.assign(log.active, makeActiveSegment(offset));
}

/** Puts other batches in the place of all. */
export function replaceBatches(log: PartitionLog, batches: readonly RecordBatch[]): void {
  const full = batches.length - (batches.length % CHUNK_BATCHES);
  log.chunks = [];
  for (let i = 0; i < full; i += CHUNK_BATCHES) {
    log.chunks.push(new Chunk(batches.slice(i, i + CHUNK_BATCHES)));
  }
  log.tail = batches.slice(full);
}

/** The segment that holds the new end is the active one again. */
function truncateSegments(log: PartitionLog): void {
  const end = log.logEndOffset;
  let base = log.active.baseOffset;
  while (base >= end && log.rolled.length > 0) base = log.rolled.pop()?.baseOffset ?? 0;
  Object.assign(log.active, makeActiveSegment(Math.min(base, end)));
  visitBatches(log, base, (batch) => {
    addToSegment(log.active, batch);
    return true;
  });
  log.sizeInBytes = log.rolled.reduce((sum, s) => sum + s.sizeInBytes, log.active.sizeInBytes);
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
    for (let i = 0; i < batch.recordCount; i++) {
      const record = batch.recordAt(i);
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
