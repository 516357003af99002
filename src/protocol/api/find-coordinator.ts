import type { ErrorName } from '../errors.js';

/** API 10, v4+: which broker coordinates each group. Key type 0 = group, 1 = transaction. */
export interface FindCoordinatorRequest {
  readonly keyType: number;
  readonly coordinatorKeys: readonly string[];
}

export interface FindCoordinatorResponse {
  readonly coordinators: readonly {
    readonly key: string;
    /** The broker's id, −1 if there is none. */
    readonly nodeId: number;
    readonly errorCode: ErrorName;
  }[];
}
