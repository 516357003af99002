import type { JoinGroupResponse } from '../../protocol/api/join-group.js';
import type { SyncGroupResponse } from '../../protocol/api/sync-group.js';
import type { ErrorName } from '../../protocol/errors.js';
import { type CoordinatorContext, respondParked } from '../context.js';
import type { ClassicGroup, ClassicMember } from '../state.js';
import { joinResponseMembers } from './group.js';

const NOBODY: JoinGroupResponse['members'] = Object.freeze([]);

/** An answer to JoinGroup that is an error; `protocolName` is '' by default, as in Kafka's schema. */
export function joinError(
  error: ErrorName,
  memberId: string,
  protocolName: '' | null = '',
): JoinGroupResponse {
  return {
    errorCode: error,
    generationId: -1,
    protocolType: null,
    protocolName,
    leader: '',
    skipAssignment: false,
    memberId,
    members: NOBODY,
  };
}

/** The group as it is now, told to one member; the leader's answer lists everybody. */
export function joinSuccess(
  group: ClassicGroup,
  memberId: string,
  withMembers: boolean,
  leader = group.leaderId,
  skipAssignment = false,
): JoinGroupResponse {
  return {
    errorCode: 'NONE',
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: leader ?? '',
    skipAssignment,
    memberId,
    members: withMembers ? joinResponseMembers(group) : NOBODY,
  };
}

const SYNC_ERRORS = new Map<ErrorName, SyncGroupResponse>();

export function syncError(error: ErrorName): SyncGroupResponse {
  let response = SYNC_ERRORS.get(error);
  if (response === undefined) {
    response = Object.freeze({
      errorCode: error,
      protocolType: null,
      protocolName: null,
      assignment: '',
    });
    SYNC_ERRORS.set(error, response);
  }
  return response;
}

/** Answers the member's parked JoinGroup, if it has one. Kafka: ClassicGroup.completeJoinFuture. */
export function completeJoin(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  member: ClassicMember,
  response: JoinGroupResponse,
): void {
  const token = member.joinToken;
  if (token === 0) return;
  member.joinToken = 0;
  group.numAwaitingJoin -= 1;
  respondParked(ctx, token, response);
}

/** Answers the member's parked SyncGroup, if it has one. Kafka: ClassicGroup.completeSyncFuture. */
export function completeSync(
  ctx: CoordinatorContext,
  member: ClassicMember,
  response: SyncGroupResponse,
): boolean {
  const token = member.syncToken;
  if (token === 0) return false;
  member.syncToken = 0;
  respondParked(ctx, token, response);
  return true;
}
