import {
  arm,
  type CoordinatorContext,
  type CoordinatorResult,
  EMPTY_RESULT,
  FAILED_RESULT,
  findGroup,
} from '../context.js';
import { GroupCreated } from '../deferred.js';
import { emptyGroupMetadataRecord } from '../records.js';
import type { ClassicGroup, ClassicMember } from '../state.js';
import { sessionTimer } from '../timer.js';
import { createGroup } from './create.js';
import { addMember, sameProtocols, supportsProtocols } from './group.js';
import { copyProtocols, type Join, parkJoin } from './park.js';
import { dropMember, maybePrepareRebalanceOrCompleteJoin } from './rebalance.js';
import { joinError, joinSuccess } from './respond.js';
import { replaceStaticMember } from './static-member.js';

/** From this version on a dynamic member is told its id first and joins with it (KIP-394). */
const MEMBER_ID_REQUIRED_SINCE = 4;

/**
 * JoinGroup to a classic group, or to one that does not exist. Answers by itself, now or when the join phase ends.
 * Kafka: GroupMetadataManager.classicGroupJoinToClassicGroup.
 */
export function joinGroup(ctx: CoordinatorContext, join: Join): CoordinatorResult {
  const { groupId, memberId } = join.body;
  const found = findGroup(ctx, groupId);
  if (found === undefined && memberId !== '') {
    ctx.host.respond(join.token, joinError('UNKNOWN_MEMBER_ID', memberId));
    return EMPTY_RESULT;
  }
  const group = found ?? createGroup(ctx, groupId);
  const result = joinExistingGroup(ctx, join, group);
  if (found !== undefined || result !== EMPTY_RESULT) return result;
  // Whatever has become of the request, the group exists from now on.
  return { records: [emptyGroupMetadataRecord(group)], after: new GroupCreated(join.token) };
}

function joinExistingGroup(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
): CoordinatorResult {
  const { memberId, protocolType, protocols } = join.body;
  if (!acceptJoiningMember(group, memberId, ctx.config.groupMaxSize)) {
    rejectForSize(ctx, group, memberId);
    ctx.host.respond(join.token, joinError('GROUP_MAX_SIZE_REACHED', ''));
    return EMPTY_RESULT;
  }
  if (group.state === 'Dead') {
    ctx.host.respond(join.token, joinError('COORDINATOR_NOT_AVAILABLE', memberId));
    return EMPTY_RESULT;
  }
  if (!supportsProtocols(group, protocolType, protocols)) {
    ctx.host.respond(join.token, joinError('INCONSISTENT_GROUP_PROTOCOL', memberId));
    return EMPTY_RESULT;
  }
  return memberId === '' ? joinNewMember(ctx, join, group) : joinKnownMember(ctx, join, group);
}

/** Kafka: acceptJoiningMember. */
function acceptJoiningMember(group: ClassicGroup, memberId: string, maxSize: number): boolean {
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      return true;
    case 'PreparingRebalance': {
      // The parked ones are counted: if the limit was lowered, whoever rejoins last has to go.
      const member = group.members.get(memberId);
      return (member !== undefined && member.joinToken !== 0) || group.numAwaitingJoin < maxSize;
    }
    case 'CompletingRebalance':
    case 'Stable':
      return group.members.has(memberId) || group.members.size < maxSize;
  }
}

/** The id is out, but whether all others have joined is not looked at: the phase waits for its timer. */
function rejectForSize(ctx: CoordinatorContext, group: ClassicGroup, memberId: string): void {
  const member = group.members.get(memberId);
  if (member === undefined) group.pendingJoinMembers.delete(memberId);
  else dropMember(ctx, group, member, 'group is full');
}

/** Kafka: classicGroupJoinNewMember and the two it calls. */
function joinNewMember(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
): CoordinatorResult {
  const { groupInstanceId, sessionTimeoutMs } = join.body;
  if (groupInstanceId !== null) {
    const newId = ctx.host.newMemberId(groupInstanceId);
    const oldId = group.staticMembers.get(groupInstanceId);
    if (oldId === undefined) return addAndRebalance(ctx, join, group, newId);
    return replaceStaticMember(ctx, join, group, groupInstanceId, oldId, newId);
  }
  const newId = ctx.host.newMemberId(join.clientId);
  if (join.version < MEMBER_ID_REQUIRED_SINCE) return addAndRebalance(ctx, join, group, newId);
  group.pendingJoinMembers.set(newId, true);
  arm(ctx, sessionTimer(ctx.shard.partition, group.groupId, newId), sessionTimeoutMs);
  ctx.host.respond(join.token, joinError('MEMBER_ID_REQUIRED', newId));
  return EMPTY_RESULT;
}

/** Kafka: classicGroupJoinExistingMember. */
function joinKnownMember(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
): CoordinatorResult {
  const { memberId, groupInstanceId } = join.body;
  if (group.pendingJoinMembers.has(memberId)) {
    // An id of the coordinator's making belongs to no static member: Kafka throws.
    if (groupInstanceId !== null) return FAILED_RESULT;
    return addAndRebalance(ctx, join, group, memberId);
  }
  const error = ctx.rules.validateMember(group, memberId, groupInstanceId);
  const member = group.members.get(memberId);
  if (error !== 'NONE' || member === undefined) {
    ctx.host.respond(join.token, joinError(error, memberId, null));
    return EMPTY_RESULT;
  }
  return rejoin(ctx, join, group, member);
}

function rejoin(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
  member: ClassicMember,
): CoordinatorResult {
  const same = sameProtocols(member, join.body.protocols);
  const leads = group.leaderId === member.memberId;
  switch (group.state) {
    case 'PreparingRebalance':
      return updateAndRebalance(ctx, join, group, member, 'joined again');
    case 'CompletingRebalance':
      // Perhaps the answer was lost: the current generation is told again.
      if (same) return answerNow(ctx, join, group, leads);
      return updateAndRebalance(ctx, join, group, member, 'changed its subscription');
    case 'Stable':
      // The leader joins again when something has changed that its own metadata does not show.
      if (leads) return updateAndRebalance(ctx, join, group, member, '(the leader) joined again');
      if (!same) return updateAndRebalance(ctx, join, group, member, 'changed its subscription');
      return answerNow(ctx, join, group, false);
    case 'Empty':
    case 'Dead':
      ctx.host.respond(join.token, joinError('UNKNOWN_MEMBER_ID', member.memberId));
      return EMPTY_RESULT;
  }
}

function answerNow(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
  withMembers: boolean,
): CoordinatorResult {
  ctx.host.respond(join.token, joinSuccess(group, join.body.memberId, withMembers));
  return EMPTY_RESULT;
}

/** Kafka: addMemberThenRebalanceOrCompleteJoin. */
function addAndRebalance(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
  memberId: string,
): CoordinatorResult {
  const { body, clientId } = join;
  const { groupInstanceId } = body;
  // Somebody else came during the initial delay: it may be worth waiting for more.
  if (group.state === 'PreparingRebalance' && group.previousState === 'Empty')
    group.newMemberAdded = true;
  if (group.members.size === 0) group.protocolType = body.protocolType;
  addMember(group, {
    memberId,
    groupInstanceId,
    clientId,
    clientHost: join.clientHost,
    rebalanceTimeoutMs: body.rebalanceTimeoutMs,
    sessionTimeoutMs: body.sessionTimeoutMs,
    protocols: copyProtocols(body),
    assignment: '',
    isNew: true,
    joinToken: join.token,
    syncToken: 0,
    sessionTimer: sessionTimer(ctx.shard.partition, group.groupId, memberId),
  });
  ctx.shard.parked.set(join.token, true);
  ctx.host.note({
    type: 'member joined',
    group: group.groupId,
    memberId,
    clientId,
    groupInstanceId,
  });
  // A new member cannot heartbeat before it is answered, and its connection may be gone unnoticed.
  const timer = group.members.get(memberId)?.sessionTimer;
  if (timer !== undefined) arm(ctx, timer, ctx.config.newMemberJoinTimeoutMs);
  return maybePrepareRebalanceOrCompleteJoin(ctx, group, `${clientId} joined`);
}

/** Kafka: updateMemberThenRebalanceOrCompleteJoin. */
function updateAndRebalance(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
  member: ClassicMember,
  what: string,
): CoordinatorResult {
  parkJoin(ctx, join, group, member);
  const { memberId, clientId } = member;
  ctx.host.note({ type: 'member rejoined', group: group.groupId, memberId, clientId });
  return maybePrepareRebalanceOrCompleteJoin(ctx, group, `${clientId} ${what}`);
}
