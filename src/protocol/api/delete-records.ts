import type { ErrorName } from '../errors.js';

/** API 21: raises the log start offset. */
export interface DeleteRecordsRequest {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      /** −1: the high watermark. */
      readonly offset: number;
    }[];
  }[];
}

export interface DeleteRecordsResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly lowWatermark: number;
      readonly errorCode: ErrorName;
    }[];
  }[];
}
