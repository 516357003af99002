import type { ErrorName } from '../errors.js';
import type { LogRecord, ProducerState } from '../record-batch.js';
import type { TopicPartition } from '../topic-partition.js';

/** One record batch for one partition. A class, so that immer never drafts it. */
export class ProduceBatch {
  constructor(
    readonly tp: TopicPartition,
    readonly producer: ProducerState,
    readonly records: readonly LogRecord[],
  ) {}
}

/** API 0. Partitions are listed flat, each with its batch. */
export interface ProduceRequest {
  /** 0: no answer; 1: the leader's append; −1: all in-sync replicas. */
  readonly acks: number;
  readonly timeoutMs: number;
  readonly batches: readonly ProduceBatch[];
}

export interface ProduceResponsePartition {
  readonly tp: TopicPartition;
  readonly errorCode: ErrorName;
  /** Offset of the batch's first record, −1 with an error. */
  readonly baseOffset: number;
  readonly logStartOffset: number;
  /** The leader epoch under which it was appended, and the topic's id: not in Kafka's answer, for the trace only. */
  readonly leaderEpoch: number;
  readonly topicId: string;
}

export interface ProduceResponse {
  readonly partitions: readonly ProduceResponsePartition[];
}
