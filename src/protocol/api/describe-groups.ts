import type { Bytes } from '../consumer-protocol.js';
import type { ErrorName } from '../errors.js';

/** API 15. */
export interface DescribeGroupsRequest {
  readonly groups: readonly string[];
}

export interface DescribedGroupMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** Empty unless the group is Stable. */
  readonly memberMetadata: Bytes;
  readonly memberAssignment: Bytes;
}

export interface DescribedGroup {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly protocolType: string;
  /** The elected protocol if the group is Stable, else ''. */
  readonly protocolData: string;
  readonly members: readonly DescribedGroupMember[];
}

export interface DescribeGroupsResponse {
  readonly groups: readonly DescribedGroup[];
}
