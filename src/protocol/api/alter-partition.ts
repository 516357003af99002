import type { ErrorName } from '../errors.js';
import type { TopicPartition } from '../topic-partition.js';

/** API 56: a leader asks the controller to change the in-sync replicas of its partitions. */
export interface AlterPartitionRequest {
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    readonly topicId: string;
    readonly leaderEpoch: number;
    /** The state of the partition that the leader knows. */
    readonly partitionEpoch: number;
    readonly newIsr: readonly number[];
  }[];
}

/** What the partition is now; with an error −1 and nobody. */
export interface AlterPartitionResponse {
  readonly partitions: readonly AlteredPartition[];
}

export interface AlteredPartition {
  readonly tp: TopicPartition;
  readonly errorCode: ErrorName;
  readonly isr: readonly number[];
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
}
