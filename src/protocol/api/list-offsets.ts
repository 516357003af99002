import type { ErrorName } from '../errors.js';
import type { TopicPartition } from '../topic-partition.js';

/** Special timestamps of ListOffsets. */
export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;
export const MAX_TIMESTAMP = -3;

/** API 2. Partitions are listed flat. */
export interface ListOffsetsRequest {
  /** −1: a consumer. */
  readonly replicaId: number;
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    /** The asker's view of the leader epoch, −1 if unknown. */
    readonly currentLeaderEpoch: number;
    readonly timestamp: number;
  }[];
}

export interface ListOffsetsResponsePartition {
  readonly tp: TopicPartition;
  readonly errorCode: ErrorName;
  /** −1 if there is none. */
  readonly timestamp: number;
  /** −1 if there is none. */
  readonly offset: number;
  readonly leaderEpoch: number;
}

export interface ListOffsetsResponse {
  readonly partitions: readonly ListOffsetsResponsePartition[];
}
