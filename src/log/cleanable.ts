import { isCompacted } from '../protocol/cluster-image.js';
import { type PartitionLog, visitBatches } from './partition-log.js';
import type { LogSegment } from './segments.js';

/** What the cleaner would do with a log: clean `firstDirtyOffset`…`firstUncleanableOffset`−1 (Kafka: LogToClean). */
export interface LogToClean {
  readonly firstDirtyOffset: number;
  readonly firstUncleanableOffset: number;
  readonly cleanableBytes: number;
  /** Dirty bytes that could be cleaned, of those and the clean ones. */
  readonly cleanableRatio: number;
  /** max.compaction.lag.ms has passed for something dirty. */
  readonly isOverdue: boolean;
}

/** Kafka: LogCleanerManager.cleanableOffsets, calculateCleanableBytes, maxCompactionDelay. */
export function logToClean(log: PartitionLog, now: number): LogToClean {
  const firstDirtyOffset = firstDirty(log);
  const segments = log.rolled;
  const limit = Math.max(firstDirtyOffset, uncleanableFrom(log, firstDirtyOffset, now));
  // Cleaned are whole segments: the one that holds the first uncleanable offset is not among them.
  const firstUncleanableOffset = segmentBaseAt(log, limit);
  const from = segmentBaseAt(log, Math.min(firstDirtyOffset, firstUncleanableOffset));
  let cleanBytes = 0;
  let cleanableBytes = 0;
  for (const { baseOffset, sizeInBytes } of segments) {
    if (baseOffset < firstDirtyOffset) cleanBytes += sizeInBytes;
    if (baseOffset >= from && baseOffset < firstUncleanableOffset) cleanableBytes += sizeInBytes;
  }
  const total = cleanBytes + cleanableBytes;
  return {
    firstDirtyOffset,
    firstUncleanableOffset,
    cleanableBytes,
    cleanableRatio: total === 0 ? 0 : cleanableBytes / total,
    isOverdue: overdueAt(log) < now,
  };
}

/** Whether the cleaner takes this log (LogCleanerManager.grabFilthiestCompactedLog). */
export function isFilthy(log: PartitionLog, toClean: LogToClean): boolean {
  if (toClean.isOverdue && toClean.cleanableBytes > 0) return true;
  return toClean.cleanableRatio > log.config.minCleanableDirtyRatio;
}

/**
 * The next instant at which the cleaner might find something to do, if nothing is appended until then; undefined:
 * never. Only a roll, a lag that is over, or a high watermark that moves gives it something.
 */
export function cleaningDueAt(log: PartitionLog, now: number): number | undefined {
  if (!isCompacted(log.config)) return undefined;
  const dirty = dirtySegments(log, firstDirty(log));
  if (dirty.length === 0) return undefined;
  if (isFilthy(log, logToClean(log, now)) || firstUnstableOffset(log) < log.active.baseOffset)
    return now;
  const lag = log.config.minCompactionLagMs;
  const lagsOver = lag > 0 ? dirty.map((s) => s.largestTimestamp + lag) : [];
  const due = [...lagsOver, overdueAt(log) + 1].filter((at) => at > now);
  const first = Math.min(...due); // Infinity without any
  return Number.isFinite(first) ? first : undefined;
}

/** A checkpoint below the log start, or beyond the end, is no good: the cleaner begins at the start again. */
function firstDirty(log: PartitionLog): number {
  const { cleanedUpTo, logStartOffset, logEndOffset } = log;
  return cleanedUpTo < logStartOffset || cleanedUpTo > logEndOffset ? logStartOffset : cleanedUpTo;
}

/** Not what may still be undone, nor the active segment, nor what is younger than min.compaction.lag.ms. */
function uncleanableFrom(log: PartitionLog, firstDirtyOffset: number, now: number): number {
  const { minCompactionLagMs } = log.config;
  const limit = Math.min(firstUnstableOffset(log), log.active.baseOffset);
  if (minCompactionLagMs <= 0) return limit;
  const young = dirtySegments(log, firstDirtyOffset).find(
    (segment) => segment.largestTimestamp > now - minCompactionLagMs,
  );
  return Math.min(limit, young?.baseOffset ?? limit);
}

/** The rolled segments from the one that holds the first dirty offset on. */
function dirtySegments(log: PartitionLog, firstDirtyOffset: number): LogSegment[] {
  if (firstDirtyOffset >= log.active.baseOffset) return [];
  const from = segmentBaseAt(log, firstDirtyOffset);
  return log.rolled.filter(({ baseOffset }) => baseOffset >= from);
}

/** When the oldest dirty segment has waited for max.compaction.lag.ms: it must be cleaned after that. Infinity: never. */
function overdueAt(log: PartitionLog): number {
  if (log.config.maxCompactionLagMs === Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
  let earliest = Number.POSITIVE_INFINITY;
  for (const { firstTimestamp } of dirtySegments(log, firstDirty(log))) {
    if (firstTimestamp > 0 && firstTimestamp < earliest) earliest = firstTimestamp;
  }
  return earliest + log.config.maxCompactionLagMs;
}

/** The base of the segment that holds `offset`. */
function segmentBaseAt(log: PartitionLog, offset: number): number {
  if (offset >= log.active.baseOffset) return log.active.baseOffset;
  const at = log.rolled.findLast(({ baseOffset }) => baseOffset <= offset);
  return at?.baseOffset ?? log.rolled[0]?.baseOffset ?? log.active.baseOffset;
}

/** The first offset that is not replicated, or belongs to an open transaction (the last stable offset). */
export function firstUnstableOffset(log: PartitionLog): number {
  const open = new Map<number, number>();
  visitBatches(log, firstDirty(log), ({ producer, baseOffset }) => {
    if (baseOffset >= log.highWatermark) return false;
    if (producer.control !== null) open.delete(producer.producerId);
    else if (producer.isTransactional && !open.has(producer.producerId))
      open.set(producer.producerId, baseOffset);
    return true;
  });
  return Math.min(log.highWatermark, ...open.values());
}
