import { isCompacted, type TopicConfig } from '../protocol/cluster-image.js';
import type { RecordBatch } from '../protocol/record-batch.js';

/*
 * Where Kafka's segments begin and end, as data beside the batches: retention deletes whole segments, and the cleaner
 * never touches the active one. The batches themselves lie in chunks of a fixed size: see partition-log.
 */

/** A rolled segment. Immutable and shared. */
export class LogSegment {
  constructor(
    readonly baseOffset: number,
    readonly sizeInBytes: number,
    /** Of its records, ms: what retention.ms is counted from; −1 without records. */
    readonly largestTimestamp: number,
    /** The largest one of its first batch: what segment.ms is counted from; −1 without records. */
    readonly firstTimestamp: number,
  ) {}
}

/** The segment that is appended to. */
export interface ActiveSegment {
  baseOffset: number;
  sizeInBytes: number;
  largestTimestamp: number;
  firstTimestamp: number;
}

export function makeActiveSegment(baseOffset: number): ActiveSegment {
  return { baseOffset, sizeInBytes: 0, largestTimestamp: -1, firstTimestamp: -1 };
}

/** The batch goes into the segment. */
export function addToSegment(segment: ActiveSegment, batch: RecordBatch): void {
  const { maxTimestamp } = batch;
  const isFirst = segment.sizeInBytes === 0;
  if (isFirst) segment.firstTimestamp = maxTimestamp;
  if (isFirst || maxTimestamp > segment.largestTimestamp) segment.largestTimestamp = maxTimestamp;
  segment.sizeInBytes += batch.sizeInBytes;
}

export function seal(segment: ActiveSegment): LogSegment {
  const { baseOffset, sizeInBytes, largestTimestamp, firstTimestamp } = segment;
  return new LogSegment(baseOffset, sizeInBytes, largestTimestamp, firstTimestamp);
}

const MAX_INT = 2_147_483_647;

/**
 * Whether a new segment begins before this batch: the old one would be larger than segment.bytes, or the batch is more
 * than segment.ms later than its first one, by the records' own time (Kafka: LogSegment.shouldRoll). No jitter.
 */
export function mustRoll(segment: ActiveSegment, batch: RecordBatch, config: TopicConfig): boolean {
  if (segment.sizeInBytes === 0) return false;
  if (segment.sizeInBytes + batch.sizeInBytes > config.segmentBytes) return true;
  if (batch.maxTimestamp - segment.firstTimestamp > maxSegmentMs(config)) return true;
  return batch.lastOffset - segment.baseOffset > MAX_INT;
}

/** A compacted log rolls in time for its max.compaction.lag.ms (Kafka: LogConfig.maxSegmentMs). */
function maxSegmentMs(config: TopicConfig): number {
  if (!isCompacted(config) || config.maxCompactionLagMs <= 0) return config.segmentMs;
  return Math.min(config.maxCompactionLagMs, config.segmentMs);
}
