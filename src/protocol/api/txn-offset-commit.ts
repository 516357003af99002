import type { ErrorName } from '../errors.js';
import type { OffsetCommitPartition } from './offset-commit.js';

/** API 28: offsets that become visible when the producer's transaction commits. */
export interface TxnOffsetCommitRequest {
  readonly transactionalId: string;
  readonly groupId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly OffsetCommitPartition[];
  }[];
}

export interface TxnOffsetCommitResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly errorCode: ErrorName;
    }[];
  }[];
}

/** What WriteTxnMarkers does at the coordinator: a COMMIT or ABORT marker of one producer is appended. */
export interface CompleteTransactionRequest {
  /** The partition of `__consumer_offsets` that gets the marker. */
  readonly partition: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly committed: boolean;
  /** How long the marker may wait for replication: the broker's request.timeout.ms. */
  readonly timeoutMs: number;
}

export interface CompleteTransactionResponse {
  readonly errorCode: ErrorName;
}
