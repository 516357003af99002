import type { TopicPartition } from '../topic-partition.js';

/** API 56: a leader asks the controller to change the in-sync replicas of its partitions. */
export interface AlterPartitionRequest {
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    readonly leaderEpoch: number;
    readonly newIsr: readonly number[];
  }[];
}
