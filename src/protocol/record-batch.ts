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
  constructor(
    readonly baseOffset: number,
    /** baseOffset + this = the last offset, even if compaction has removed that record. */
    readonly lastOffsetDelta: number,
    readonly partitionLeaderEpoch: number,
    readonly maxTimestamp: number,
    readonly producer: ProducerState,
    readonly records: readonly LogRecord[],
    /** Offset of each record minus baseOffset; null while they are dense (record i has delta i). */
    readonly offsetDeltas: readonly number[] | null,
    /** Header 61 bytes, and what the records would take on disk. */
    readonly sizeInBytes: number,
  ) {}

  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta;
  }

  /** The offset of the record at `index`. */
  offsetAt(index: number): number {
    return this.baseOffset + (this.offsetDeltas === null ? index : (this.offsetDeltas[index] ?? 0));
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
  }
  return size;
}
