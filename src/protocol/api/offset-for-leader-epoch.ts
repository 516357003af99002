import type { ErrorName } from '../errors.js';
import type { TopicPartition } from '../topic-partition.js';

/** API 23. Partitions are listed flat. */
export interface OffsetForLeaderEpochRequest {
  /** −1: a consumer. */
  readonly replicaId: number;
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    /** The asker's view of the leader epoch, −1 if unknown. */
    readonly currentLeaderEpoch: number;
    /** Where did this epoch end? */
    readonly leaderEpoch: number;
  }[];
}

export interface OffsetForLeaderEpochResponse {
  readonly partitions: readonly OffsetForLeaderEpochResponsePartition[];
}

export interface OffsetForLeaderEpochResponsePartition {
  readonly tp: TopicPartition;
  readonly errorCode: ErrorName;
  /** The largest epoch of the log that is not above the one asked for, −1 if there is none. */
  readonly leaderEpoch: number;
  /** Where it ended, −1 if the epoch is not known. */
  readonly endOffset: number;
}
