import { CleanedBatch, type LogRecord, type RecordBatch } from '../protocol/record-batch.js';
import type { LogToClean } from './cleanable.js';
import { CleanedTransactions } from './cleaned-transactions.js';
import { type PartitionLog, replaceBatches, visitBatches } from './partition-log.js';
import type { ProducerStates } from './producer-states.js';
import { addToSegment, type LogSegment, makeActiveSegment, seal } from './segments.js';

/** Offsets `from`..`to`, both included. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

/** What one cleaning took away. */
export interface Cleaning {
  /** The log is clean below this offset now. */
  readonly upTo: number;
  /** A newer record of the same key follows. */
  readonly superseded: readonly OffsetRange[];
  /** Tombstones whose delete.retention.ms is over. */
  readonly tombstones: readonly OffsetRange[];
}

/**
 * Cleans a log (Kafka: Cleaner.doClean; log-and-replication.md §7): of each key only the record with the highest offset
 * stays, and of tombstones only those whose delete horizon has not come. Offsets never change.
 */
export function cleanLog(
  log: PartitionLog,
  producers: ProducerStates,
  toClean: LogToClean,
  now: number,
): Cleaning {
  const { latest, upTo } = latestOffsets(log, toClean);
  const round = new CleaningRound(log, producers, latest, upTo, now);
  const kept: RecordBatch[] = [];
  const rest: RecordBatch[] = [];
  visitBatches(log, log.logStartOffset, (batch) => {
    const stays = batch.baseOffset < upTo ? round.clean(batch) : batch;
    if (stays !== null) (batch.baseOffset < upTo ? kept : rest).push(stays);
    return true;
  });
  replaceSegments(log, kept, upTo);
  replaceBatches(log, [...kept, ...rest]);
  log.cleanedUpTo = upTo;
  return { upTo, superseded: round.superseded, tombstones: round.tombstones };
}

/** The last offset of each key in the dirty part (Cleaner.buildOffsetMap), and the end of what the map covers. */
function latestOffsets(
  log: PartitionLog,
  { firstDirtyOffset, firstUncleanableOffset }: LogToClean,
): { latest: Map<string, number>; upTo: number } {
  const latest = new Map<string, number>();
  const transactions = new CleanedTransactions(log);
  visitBatches(log, firstDirtyOffset, (batch) => {
    if (batch.baseOffset >= firstUncleanableOffset) return false;
    if (batch.producer.control !== null || transactions.isAborted(batch)) return true;
    for (let i = 0; i < batch.recordCount; i++) {
      const offset = batch.offsetAt(i);
      const key = keyOf(batch.recordAt(i), offset);
      if (key !== null && offset >= firstDirtyOffset) latest.set(key, offset);
    }
    return true;
  });
  return { latest, upTo: firstUncleanableOffset };
}

/** What a key is compared by; null without a key. A record of a later Kafka is nobody's successor. */
function keyOf({ key, value }: LogRecord, offset: number): string | null {
  if (value === null || typeof value === 'string') return key;
  switch (value.type) {
    case 'OffsetCommit': {
      const { group, topic, partition } = value.key;
      return JSON.stringify([group, topic, partition]);
    }
    case 'GroupMetadata':
      return JSON.stringify([value.key.group]);
    case 'Unknown':
      return String(offset);
  }
}

function isTombstone({ value }: LogRecord): boolean {
  if (value === null || typeof value === 'string') return value === null;
  return value.type !== 'Unknown' && value.value === null;
}

/** One pass over the segments (Cleaner.cleanInto). */
class CleaningRound {
  readonly superseded: { from: number; to: number }[] = [];
  readonly tombstones: { from: number; to: number }[] = [];
  private readonly transactions: CleanedTransactions;

  constructor(
    private readonly log: PartitionLog,
    private readonly producers: ProducerStates,
    private readonly latest: ReadonlyMap<string, number>,
    private readonly upTo: number,
    private readonly now: number,
  ) {
    this.transactions = new CleanedTransactions(log);
  }

  /** The batch as it stays, itself if nothing changes, or null if it goes. */
  clean(batch: RecordBatch): RecordBatch | null {
    const discarded = this.transactions.canDiscard(batch);
    if (batch.producer.control !== null) return this.cleanMarker(batch, discarded);
    const records: LogRecord[] = [];
    const deltas: number[] = [];
    let tombstones = false;
    for (let i = 0; i < batch.recordCount && !discarded; i++) {
      const record = batch.recordAt(i);
      const offset = batch.offsetAt(i);
      if (!this.stays(record, offset, batch)) continue;
      records.push(record);
      deltas.push(offset - batch.baseOffset);
      tombstones ||= isTombstone(record);
    }
    if (records.length === 0 && !this.isKeptEmpty(batch)) return null;
    const horizonMs = this.horizonOf(batch, tombstones);
    if (records.length === batch.recordCount && horizonMs === batch.deleteHorizonMs) return batch;
    return new CleanedBatch(batch, latestTimestamp(batch, records), records, deltas, horizonMs);
  }

  /** Kafka: Cleaner.shouldRetainRecord. */
  private stays(record: LogRecord, offset: number, { deleteHorizonMs }: RecordBatch): boolean {
    const key = keyOf(record, offset);
    if (key === null || offset < (this.latest.get(key) ?? -1)) {
      extend(this.superseded, offset);
      return false;
    }
    if (!isTombstone(record) || deleteHorizonMs < 0 || this.now < deleteHorizonMs) return true;
    extend(this.tombstones, offset);
    return false;
  }

  /** A marker goes once all data of its transaction is gone and its horizon has come (LR-25). */
  private cleanMarker(batch: RecordBatch, discarded: boolean): RecordBatch | null {
    const { deleteHorizonMs } = batch;
    const isOver = deleteHorizonMs >= 0 && deleteHorizonMs <= this.now;
    if (discarded && isOver && !this.isKeptEmpty(batch)) return null;
    const horizonMs = this.horizonOf(batch, discarded);
    if (horizonMs === deleteHorizonMs) return batch;
    return new CleanedBatch(batch, batch.maxTimestamp, batch.records, [], horizonMs);
  }

  /** The first pass that keeps a tombstone says when a later one may remove it (LR-24). */
  private horizonOf({ deleteHorizonMs }: RecordBatch, isNeeded: boolean): number {
    if (deleteHorizonMs >= 0 || !isNeeded) return deleteHorizonMs;
    return this.now + this.log.config.deleteRetentionMs;
  }

  /** The last batch of a producer has its sequence, the last one of the round the last offset (LR-26). */
  private isKeptEmpty({ lastOffset, producer }: RecordBatch): boolean {
    if (lastOffset + 1 === this.upTo) return true;
    const entry = this.producers.get(producer.producerId);
    const last = entry?.batches[entry.batches.length - 1];
    if (last === undefined) return false;
    return lastOffset === last.baseOffset + last.lastSequence - last.baseSequence;
  }
}

function latestTimestamp(batch: RecordBatch, records: readonly LogRecord[]): number {
  const first = records[0]?.timestamp ?? batch.maxTimestamp;
  return records.reduce((latest, { timestamp }) => Math.max(latest, timestamp), first);
}

function extend(ranges: { from: number; to: number }[], offset: number): void {
  const last = ranges[ranges.length - 1];
  if (last !== undefined && last.to + 1 === offset) last.to = offset;
  else ranges.push({ from: offset, to: offset });
}

/** What was cleaned is put together into as few segments as segment.bytes allows (Cleaner.groupSegmentsBySize). */
function replaceSegments(log: PartitionLog, kept: readonly RecordBatch[], upTo: number): void {
  const cleaned: LogSegment[] = [];
  let next = 0;
  for (const group of groupsBelow(log, upTo)) {
    const segment = makeActiveSegment(group.baseOffset);
    for (; next < kept.length; next++) {
      const batch = kept[next] as RecordBatch; // next < length
      if (batch.baseOffset >= group.endOffset) break;
      addToSegment(segment, batch);
    }
    // Without records a segment is as old as what it was made from.
    if (segment.sizeInBytes === 0) segment.largestTimestamp = group.largestTimestamp;
    cleaned.push(seal(segment));
  }
  log.rolled = [...cleaned, ...log.rolled.filter(({ baseOffset }) => baseOffset >= upTo)];
  log.sizeInBytes = log.rolled.reduce((sum, s) => sum + s.sizeInBytes, log.active.sizeInBytes);
}

interface SegmentGroup {
  readonly baseOffset: number;
  endOffset: number;
  sizeInBytes: number;
  largestTimestamp: number;
}

function groupsBelow(log: PartitionLog, upTo: number): SegmentGroup[] {
  const groups: SegmentGroup[] = [];
  log.rolled.forEach((segment: LogSegment, i) => {
    const { baseOffset, sizeInBytes, largestTimestamp } = segment;
    if (baseOffset >= upTo) return;
    const endOffset = log.rolled[i + 1]?.baseOffset ?? log.active.baseOffset;
    const last = groups[groups.length - 1];
    if (last === undefined || last.sizeInBytes + sizeInBytes > log.config.segmentBytes) {
      groups.push({ baseOffset, endOffset, sizeInBytes, largestTimestamp });
      return;
    }
    last.endOffset = endOffset;
    last.sizeInBytes += sizeInBytes;
    last.largestTimestamp = Math.max(last.largestTimestamp, largestTimestamp);
  });
  return groups;
}
