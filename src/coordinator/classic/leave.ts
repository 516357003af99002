import type {
  LeaveGroupRequest,
  LeaveGroupResponse,
  MemberIdentity,
} from '../../protocol/api/leave-group.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { RemovalReason } from '../../protocol/facts.js';
import {
  type CoordinatorContext,
  type CoordinatorResult,
  cancel,
  EMPTY_RESULT,
} from '../context.js';
import type { ClassicGroup, ClassicMember } from '../state.js';
import { sessionKey } from '../timer.js';
import { removeMember } from './group.js';
import {
  dropMember,
  maybeCompleteJoinPhase,
  maybePrepareRebalanceOrCompleteJoin,
} from './rebalance.js';
import { completeJoin, joinError } from './respond.js';

type MemberResponse = LeaveGroupResponse['members'][number];

/**
 * LeaveGroup: members go by themselves, or an operator removes them by instance id. One rebalance for all of them.
 * Kafka: GroupMetadataManager.classicGroupLeaveToClassicGroup.
 */
export function leaveGroup(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  body: LeaveGroupRequest,
): { result: CoordinatorResult; response: LeaveGroupResponse } {
  const members: MemberResponse[] = [];
  const gone: string[] = [];
  for (const identity of body.members) {
    const { memberId, groupInstanceId } = identity;
    const clientId = group.members.get(idOf(group, identity))?.clientId ?? memberId;
    const errorCode = leave(ctx, group, identity);
    if (errorCode === 'NONE') gone.push(clientId);
    members.push({ memberId, groupInstanceId, errorCode });
  }
  const result = gone.length === 0 ? EMPTY_RESULT : rebalance(ctx, group, gone);
  return { result, response: { errorCode: 'NONE', members } };
}

function rebalance(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  gone: readonly string[],
): CoordinatorResult {
  switch (group.state) {
    case 'Stable':
    case 'CompletingRebalance':
      return maybePrepareRebalanceOrCompleteJoin(ctx, group, `${gone.join(', ')} left`);
    case 'PreparingRebalance':
      return maybeCompleteJoinPhase(ctx, group);
    case 'Empty':
    case 'Dead':
      return EMPTY_RESULT;
  }
}

/** Whom an entry means: an operator names the instance only. */
function idOf(group: ClassicGroup, identity: MemberIdentity): string {
  if (identity.memberId !== '' || identity.groupInstanceId === null) return identity.memberId;
  return group.staticMembers.get(identity.groupInstanceId) ?? '';
}

function leave(ctx: CoordinatorContext, group: ClassicGroup, identity: MemberIdentity): ErrorName {
  const { memberId, groupInstanceId } = identity;
  if (memberId === '') {
    const member = group.members.get(idOf(group, identity));
    if (groupInstanceId === null || member === undefined) return 'UNKNOWN_MEMBER_ID';
    removeLeaving(ctx, group, member, 'removed by operator');
    return 'NONE';
  }
  if (group.pendingJoinMembers.has(memberId)) {
    removeMember(group, memberId);
    cancel(ctx, sessionKey(ctx.shard.partition, group.groupId, memberId));
    return 'NONE';
  }
  const error = ctx.rules.validateMember(group, memberId, groupInstanceId);
  const member = group.members.get(memberId);
  if (error !== 'NONE' || member === undefined) return error;
  removeLeaving(ctx, group, member, 'left');
  return 'NONE';
}

/** A parked JoinGroup is answered, so that a client that is still there starts anew; a parked SyncGroup is not. */
function removeLeaving(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  member: ClassicMember,
  reason: RemovalReason,
): void {
  cancel(ctx, member.sessionTimer.key);
  completeJoin(ctx, group, member, joinError('UNKNOWN_MEMBER_ID', ''));
  dropMember(ctx, group, member, reason);
}

/** LeaveGroup to a group that does not exist: nobody in it is known. */
export function leaveUnknownGroup(body: LeaveGroupRequest): LeaveGroupResponse {
  const members = body.members.map(({ memberId, groupInstanceId }): MemberResponse => {
    return { memberId, groupInstanceId, errorCode: 'UNKNOWN_MEMBER_ID' };
  });
  return { errorCode: 'NONE', members };
}
