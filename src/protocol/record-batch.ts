import type { CoordinatorRecord } from './records.js';

/**
 * A record as it is produced, stored and fetched. A class: requests, logs and answers share it, and immer never
 * drafts it. In `__consumer_offsets` the whole decoded record, its key included, stands in `value` and `key` is null.
 */
export class LogRecord {
  constructor(
    readonly key: string | null,
    readonly value: string | CoordinatorRecord | null,
    /** CreateTime, or the leader's clock under LogAppendTime; ms. */
    readonly timestamp: number,
  ) {}
}

/** The producer's part of a batch header. −1, −1, −1: neither idempotent nor transactional. */
export interface ProducerState {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  /** A transaction marker, which no consumer ever sees; null for data. */
  readonly control: 'COMMIT' | 'ABORT' | null;
}

export const NO_PRODUCER: ProducerState = {
  producerId: -1,
  producerEpoch: -1,
  baseSequence: -1,
  isTransactional: false,
  control: null,
};

/** A record batch (format v2): the unit of append, replication, truncation and fetch. Immutable and shared. */
export class RecordBatch {
  /** What `records` gives. The only record stands by itself: a list around it would be a quarter of what it takes. */
  readonly held: LogRecord | readonly LogRecord[];

  constructor(
    readonly baseOffset: number,
    readonly partitionLeaderEpoch: number,
    readonly maxTimestamp: number,
    readonly producer: ProducerState,
    records: readonly LogRecord[],
    /** Header 61 bytes, and what the records would take on disk. */
    readonly sizeInBytes: number,
  ) {
    this.held = records.length === 1 ? (records[0] as LogRecord) : records; // length 1
  }

  get records(): readonly LogRecord[] {
    return this.held instanceof LogRecord ? [this.held] : this.held;
  }

  get recordCount(): number {
    return this.held instanceof LogRecord ? 1 : this.held.length;
  }

  /** The record at `index`, which is below `recordCount`. */
  recordAt(index: number): LogRecord {
    const { held } = this;
    return held instanceof LogRecord ? held : (held[index] as LogRecord); // index < length
  }

  /** baseOffset + this = the last offset, even if compaction has removed that record. A marker takes one offset. */
  get lastOffsetDelta(): number {
    return Math.max(this.recordCount, 1) - 1;
  }

  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta;
  }

  /** The offset of the record at `index`. */
  offsetAt(index: number): number {
    return this.baseOffset + index;
  }

  /** Offset of each record minus baseOffset; null while they are dense (record i has delta i). */
  get offsetDeltas(): readonly number[] | null {
    return null;
  }

  /** When tombstones and markers in it may go (DefaultRecordBatch.deleteHorizonMs); −1: not decided. */
  get deleteHorizonMs(): number {
    return -1;
  }
}

/** A batch that the cleaner wrote anew: records may be missing, even all of them. The base and last offset stay. */
export class CleanedBatch extends RecordBatch {
  private readonly delta: number;

  constructor(
    batch: RecordBatch,
    maxTimestamp: number,
    records: readonly LogRecord[],
    private readonly deltas: readonly number[],
    private readonly horizonMs: number,
  ) {
    const { baseOffset, partitionLeaderEpoch, producer } = batch;
    const size = batchSizeInBytes(records);
    super(baseOffset, partitionLeaderEpoch, maxTimestamp, producer, records, size);
    this.delta = batch.lastOffsetDelta;
  }

  override get lastOffsetDelta(): number {
    return this.delta;
  }

  override offsetAt(index: number): number {
    return this.baseOffset + (this.deltas[index] ?? 0);
  }

  override get offsetDeltas(): readonly number[] {
    return this.deltas;
  }

  override get deleteHorizonMs(): number {
    return this.horizonMs;
  }
}

/** Bytes of a batch header (DefaultRecordBatch.RECORD_BATCH_OVERHEAD). */
const BATCH_OVERHEAD = 61;
/** Bytes of a record besides its key and value: lengths, attributes, deltas, no headers. */
const RECORD_OVERHEAD = 7;

/** What a batch of these records takes on disk, with text counted as one byte a UTF-16 unit. */
export function batchSizeInBytes(records: readonly LogRecord[]): number {
  let size = BATCH_OVERHEAD;
  for (const record of records) {
    size += RECORD_OVERHEAD + (record.key?.length ?? 0);
    if (typeof record.value === 'string') size += record.value.length;
    else if (record.value !== null) size += coordinatorRecordSize(record.value);
  }
  return size;
}

/** Key and value of a record of `__consumer_offsets` as Kafka writes them: OffsetCommit v1/v4, GroupMetadata v2/v3. */
function coordinatorRecordSize(record: CoordinatorRecord): number {
  switch (record.type) {
    case 'OffsetCommit': {
      const { group, topic } = record.key;
      const key = 2 + 2 + group.length + 2 + topic.length + 4;
      return key + (record.value === null ? 0 : 41 + record.value.metadata.length);
    }
    case 'GroupMetadata': {
      const key = 2 + 2 + record.key.group.length;
      if (record.value === null) return key;
      let size = key + 26;
      for (const { subscription, assignment, memberId, clientId } of record.value.members)
        size += 26 + memberId.length + clientId.length + subscription.length + assignment.length;
      return size;
    }
    case 'Unknown':
      return 2;
  }
}
