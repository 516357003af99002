import type { ErrorName } from '../errors.js';

/** Special timestamps of ListOffsets. */
export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;
export const MAX_TIMESTAMP = -3;

/** API 2. */
export interface ListOffsetsRequest {
  /** −1: a consumer. */
  readonly replicaId: number;
  readonly isolationLevel: 'read_uncommitted' | 'read_committed';
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly currentLeaderEpoch: number;
      readonly timestamp: number;
    }[];
  }[];
}

export interface ListOffsetsResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly errorCode: ErrorName;
      /** −1 if there is none. */
      readonly timestamp: number;
      /** −1 if there is none. */
      readonly offset: number;
      readonly leaderEpoch: number;
    }[];
  }[];
}
