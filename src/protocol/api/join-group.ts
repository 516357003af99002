import type { Bytes } from '../consumer-protocol.js';
import type { ErrorName } from '../errors.js';

export interface JoinGroupProtocol {
  readonly name: string;
  readonly metadata: Bytes;
}

/** API 11. */
export interface JoinGroupRequest {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  /** −1 (v0): the session timeout is used. */
  readonly rebalanceTimeoutMs: number;
  /** '' = none yet. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  /** In order of preference. */
  readonly protocols: readonly JoinGroupProtocol[];
  readonly reason: string | null;
}

export interface JoinGroupResponseMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: Bytes;
}

export interface JoinGroupResponse {
  readonly errorCode: ErrorName;
  /** −1 with an error. */
  readonly generationId: number;
  readonly protocolType: string | null;
  /** null from v7 on if there is none, '' before. */
  readonly protocolName: string | null;
  readonly leader: string;
  /** v9+: a static leader came back, its assignment stands. */
  readonly skipAssignment: boolean;
  readonly memberId: string;
  /** Filled for the leader only. */
  readonly members: readonly JoinGroupResponseMember[];
}
