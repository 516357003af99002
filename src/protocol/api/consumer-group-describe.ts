import type { ErrorName } from '../errors.js';

/** API 69: groups of the newer protocol; a classic or unknown group is GROUP_ID_NOT_FOUND. */
export interface ConsumerGroupDescribeRequest {
  readonly groupIds: readonly string[];
}

export interface ConsumerGroupDescribeResponse {
  readonly groups: readonly {
    readonly errorCode: ErrorName;
    readonly errorMessage: string | null;
    readonly groupId: string;
  }[];
}
