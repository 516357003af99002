import type { ErrorName } from '../errors.js';
import type { TopicPartition } from '../topic-partition.js';

/** API 56: a leader asks the controller to change the in-sync replicas of its partitions. */
export interface AlterPartitionRequest {
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    readonly leaderEpoch: number;
    /** The state of the partition that the leader knows. */
    readonly partitionEpoch: number;
    readonly newIsr: readonly number[];
  }[];
}

/** The new ISR itself comes with the next UpdateMetadata. */
export interface AlterPartitionResponse {
  readonly partitions: readonly { readonly tp: TopicPartition; readonly errorCode: ErrorName }[];
}
