import type { ErrorName } from '../errors.js';

/** API 9, v8+. */
export interface OffsetFetchRequest {
  readonly groups: readonly {
    readonly groupId: string;
    /** null = all. */
    readonly topics:
      | readonly {
          readonly name: string;
          readonly topicId: string;
          readonly partitionIndexes: readonly number[];
        }[]
      | null;
  }[];
  readonly requireStable: boolean;
}

export interface OffsetFetchPartition {
  readonly partitionIndex: number;
  /** −1: none. */
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string;
  readonly errorCode: ErrorName;
}

export interface OffsetFetchResponse {
  readonly groups: readonly {
    readonly groupId: string;
    readonly errorCode: ErrorName;
    readonly topics: readonly {
      readonly name: string;
      readonly topicId: string;
      readonly partitions: readonly OffsetFetchPartition[];
    }[];
  }[];
}
