import type { ErrorName } from '../errors.js';
import type { TopicPartition } from '../topic-partition.js';

/** API 21: raises the log start offset. Partitions are listed flat. */
export interface DeleteRecordsRequest {
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    /** −1: the high watermark. */
    readonly offset: number;
  }[];
}

export interface DeleteRecordsResponse {
  readonly partitions: readonly {
    readonly tp: TopicPartition;
    readonly lowWatermark: number;
    readonly errorCode: ErrorName;
  }[];
}
