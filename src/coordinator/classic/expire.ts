import {
  type CoordinatorContext,
  type CoordinatorResult,
  cancel,
  EMPTY_RESULT,
} from '../context.js';
import type { ClassicGroup, ClassicMember } from '../state.js';
import { removeMember } from './group.js';
import {
  completeJoinPhase,
  dropMember,
  maybePrepareRebalanceOrCompleteJoin,
  prepareRebalance,
} from './rebalance.js';
import { completeJoin, joinError } from './respond.js';

/**
 * Nothing was heard of a member, or of a pending id, for its session timeout.
 * Kafka: expireClassicGroupMemberHeartbeat.
 */
export function sessionExpired(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  memberId: string,
): CoordinatorResult {
  if (group.state === 'Dead') return EMPTY_RESULT;
  if (group.pendingJoinMembers.has(memberId)) {
    removeMember(group, memberId);
    return completeIfAllJoined(ctx, group);
  }
  const member = group.members.get(memberId);
  // A parked request stands for a heartbeat; the timer is not armed again until it is answered. A member that has
  // never completed a join has no such protection.
  if (member === undefined || (!member.isNew && isParked(member))) return EMPTY_RESULT;
  return expireMember(ctx, group, member);
}

function isParked(member: ClassicMember): boolean {
  return member.joinToken !== 0 || member.syncToken !== 0;
}

/** Kafka: removeMemberAndUpdateClassicGroup. */
function expireMember(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  member: ClassicMember,
): CoordinatorResult {
  const { clientId, isNew } = member;
  completeJoin(ctx, group, member, joinError('UNKNOWN_MEMBER_ID', ''));
  dropMember(ctx, group, member, isNew ? 'never completed its first join' : 'session expired');
  if (group.state === 'Stable' || group.state === 'CompletingRebalance')
    return maybePrepareRebalanceOrCompleteJoin(ctx, group, `the session of ${clientId} expired`);
  return completeIfAllJoined(ctx, group);
}

/** Unlike a leave, an expiry may end even an initial join phase early. */
function completeIfAllJoined(ctx: CoordinatorContext, group: ClassicGroup): CoordinatorResult {
  const complete = group.state === 'PreparingRebalance' && ctx.rules.hasEverybodyJoined(group);
  return complete ? completeJoinPhase(ctx, group) : EMPTY_RESULT;
}

/** Members that have not sent SyncGroup in time are out, heartbeats or not. Kafka: expirePendingSync. */
export function syncExpired(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  generationId: number,
): CoordinatorResult {
  if (generationId !== group.generationId) return EMPTY_RESULT;
  if (group.state !== 'CompletingRebalance' && group.state !== 'Stable') return EMPTY_RESULT;
  if (group.pendingSyncMembers.size === 0) return EMPTY_RESULT;
  const names: string[] = [];
  for (const memberId of [...group.pendingSyncMembers.keys()]) {
    const member = group.members.get(memberId);
    if (member === undefined) {
      // A static member that was replaced before it had synced: its old id is still waited for.
      group.pendingSyncMembers.delete(memberId);
      names.push(memberId);
      continue;
    }
    names.push(member.clientId);
    cancel(ctx, member.sessionTimer.key);
    dropMember(ctx, group, member, 'did not sync in time');
  }
  return prepareRebalance(ctx, group, `${names.join(', ')} did not sync in time`);
}
