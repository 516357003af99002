import type { ErrorName } from '../errors.js';

export interface MemberIdentity {
  /** '' with an instance id: removal by an operator. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly reason: string | null;
}

/** API 13. Before v3 a list of one, whose error becomes the top-level error. */
export interface LeaveGroupRequest {
  readonly groupId: string;
  readonly members: readonly MemberIdentity[];
}

export interface LeaveGroupResponse {
  readonly errorCode: ErrorName;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly errorCode: ErrorName;
  }[];
}
