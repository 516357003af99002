import type { Bytes } from '../consumer-protocol.js';
import type { ErrorName } from '../errors.js';

/** API 14. */
export interface SyncGroupRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** null before v5. */
  readonly protocolType: string | null;
  /** null before v5. */
  readonly protocolName: string | null;
  /** From the leader; empty from the others. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Bytes }[];
}

export interface SyncGroupResponse {
  readonly errorCode: ErrorName;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Bytes;
}
