import type { ErrorName } from '../errors.js';

export interface OffsetCommitPartition {
  readonly partitionIndex: number;
  /** The next offset to read. */
  readonly committedOffset: number;
  /** −1: unknown. */
  readonly committedLeaderEpoch: number;
  readonly committedMetadata: string | null;
}

/** API 8. */
export interface OffsetCommitRequest {
  readonly groupId: string;
  /** −1: no member (manual assignment, operator). */
  readonly generationIdOrMemberEpoch: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** v2–4; −1: the broker's retention applies. */
  readonly retentionTimeMs: number;
  readonly topics: readonly {
    readonly name: string;
    /** v10+; '' before. */
    readonly topicId: string;
    readonly partitions: readonly OffsetCommitPartition[];
  }[];
}

/** No group-level error: it is repeated on every partition. */
export interface OffsetCommitResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly topicId: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly errorCode: ErrorName;
    }[];
  }[];
}
