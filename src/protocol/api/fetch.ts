import type { ErrorName } from '../errors.js';
import type { RecordBatch } from '../record-batch.js';
import type { TopicPartition } from '../topic-partition.js';

export interface FetchPartition {
  readonly tp: TopicPartition;
  readonly topicId: string;
  readonly fetchOffset: number;
  /** The reader's view of the leader epoch, −1 if unknown. */
  readonly currentLeaderEpoch: number;
  /** Epoch of the last batch the reader has, −1 if unknown: lets the leader find a divergence (KIP-595). */
  readonly lastFetchedEpoch: number;
  /** A follower's own log start offset; −1 from consumers. */
  readonly logStartOffset: number;
  /**
   * A follower's own high watermark; −1 from consumers. Kafka's leader knows it from the fetch session (KIP-227), by
   * which it leaves partitions out of its answer of which it has nothing new to tell.
   */
  readonly highWatermark: number;
  readonly partitionMaxBytes: number;
}

/** API 1. Partitions are listed flat: order decides who gets the byte budget. */
export interface FetchRequest {
  /** −1: a consumer. */
  readonly replicaId: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: 'read_uncommitted' | 'read_committed';
  readonly rackId: string;
  readonly partitions: readonly FetchPartition[];
}

export interface FetchResponsePartition {
  readonly tp: TopicPartition;
  readonly errorCode: ErrorName;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  /** Where the reader's log leaves the leader's; null if it does not. */
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | null;
  readonly batches: readonly RecordBatch[];
}

export interface FetchResponse {
  readonly partitions: readonly FetchResponsePartition[];
}
