import type { ErrorName } from '../errors.js';
import type { LogRecord, ProducerState } from '../record-batch.js';

/** One record batch for one partition. A class, so that immer never drafts it. */
export class ProduceBatch {
  constructor(
    readonly producer: ProducerState,
    readonly records: readonly LogRecord[],
  ) {}
}

/** API 0. */
export interface ProduceRequest {
  /** 0: no answer; 1: the leader's append; −1: all in-sync replicas. */
  readonly acks: number;
  readonly timeoutMs: number;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly index: number; readonly batch: ProduceBatch }[];
  }[];
}

export interface ProduceResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly index: number;
      readonly errorCode: ErrorName;
      /** Offset of the batch's first record, −1 with an error. */
      readonly baseOffset: number;
      readonly logStartOffset: number;
    }[];
  }[];
}
