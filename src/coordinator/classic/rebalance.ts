import type { ErrorName } from '../../protocol/errors.js';
import type { RemovalReason } from '../../protocol/facts.js';
import {
  arm,
  type CoordinatorContext,
  type CoordinatorResult,
  cancel,
  EMPTY_RESULT,
  FAILED_RESULT,
  forgetParked,
  rearmSession,
} from '../context.js';
import { groupMetadataRecord } from '../records.js';
import type { ClassicGroup, ClassicGroupState, ClassicMember } from '../state.js';
import { initialJoinTimer, joinKey, joinTimer, syncKey, syncTimer } from '../timer.js';
import { selectProtocol } from './elect.js';
import { computeSubscribedTopics, maxRebalanceTimeoutMs, removeMember } from './group.js';
import { completeJoin, completeSync, joinSuccess, syncError } from './respond.js';

/*
 * How a join phase begins, waits and ends. The states and what leads out of them:
 *
 * Empty                members join: PreparingRebalance, an initial one, which waits for more to come
 * PreparingRebalance   all have joined, or the join timer: CompletingRebalance; nobody is left: Empty
 * CompletingRebalance  the leader's assignment is committed: Stable; anything that changes the members: Preparing
 * Stable               anything that changes the members, or the leader joins again: PreparingRebalance
 */

/** Enters a state. Kafka: ClassicGroup.transitionTo. */
export function transition(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  to: ClassicGroupState,
  reason: string,
): void {
  const from = group.state;
  group.previousState = from;
  group.state = to;
  group.currentStateTimestamp = ctx.now;
  const { groupId, generationId } = group;
  ctx.host.note({
    type: 'group state',
    group: groupId,
    from,
    to,
    generation: generationId,
    reason,
  });
}

/** Takes a member out and says why. Its session timer and its parked JoinGroup are the caller's. */
export function dropMember(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  member: ClassicMember,
  reason: RemovalReason,
): void {
  const { memberId, clientId, syncToken, joinToken } = member;
  removeMember(group, memberId);
  forgetParked(ctx, syncToken);
  forgetParked(ctx, joinToken);
  ctx.host.note({ type: 'member removed', group: group.groupId, memberId, clientId, reason });
}

/** Starts a rebalance, or ends its join phase if this was the last one missing. Kafka: the same name. */
export function maybePrepareRebalanceOrCompleteJoin(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  reason: string,
): CoordinatorResult {
  switch (group.state) {
    case 'Empty':
    case 'Stable':
    case 'CompletingRebalance':
      return prepareRebalance(ctx, group, reason);
    case 'PreparingRebalance':
    case 'Dead':
      return maybeCompleteJoinPhase(ctx, group);
  }
}

/** Kafka: GroupMetadataManager.prepareRebalance. */
export function prepareRebalance(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  reason: string,
): CoordinatorResult {
  const { partition } = ctx.shard;
  const { groupId } = group;
  if (group.state === 'CompletingRebalance') resetAssignments(ctx, group, 'REBALANCE_IN_PROGRESS');
  group.pendingSyncMembers.clear();
  cancel(ctx, syncKey(partition, groupId));

  const initial = group.state === 'Empty';
  if (initial) {
    // The group is new: members get time to arrive before the first assignment is made.
    const delayMs = ctx.config.groupInitialRebalanceDelayMs;
    const remainingMs = Math.max(maxRebalanceTimeoutMs(group) - delayMs, 0);
    arm(ctx, initialJoinTimer(partition, groupId, delayMs, remainingMs), delayMs);
  }
  transition(ctx, group, 'PreparingRebalance', reason);
  if (initial) return EMPTY_RESULT;
  if (ctx.rules.hasEverybodyJoined(group)) return completeJoinPhase(ctx, group);
  arm(ctx, joinTimer(partition, groupId), maxRebalanceTimeoutMs(group));
  return EMPTY_RESULT;
}

/** Ends the join phase if nobody is missing; an initial one always lasts its time. Kafka: the same name. */
export function maybeCompleteJoinPhase(
  ctx: CoordinatorContext,
  group: ClassicGroup,
): CoordinatorResult {
  if (group.state !== 'PreparingRebalance' || group.previousState === 'Empty') return EMPTY_RESULT;
  return ctx.rules.hasEverybodyJoined(group) ? completeJoinPhase(ctx, group) : EMPTY_RESULT;
}

/** The initial delay is over: extended once more if members came meanwhile. Kafka: tryCompleteInitialRebalance… */
export function initialDelayExpired(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  delayMs: number,
  remainingMs: number,
): CoordinatorResult {
  if (!group.newMemberAdded || remainingMs === 0) return completeJoinPhase(ctx, group);
  group.newMemberAdded = false;
  const nextMs = Math.min(ctx.config.groupInitialRebalanceDelayMs, remainingMs);
  const leftMs = Math.max(remainingMs - delayMs, 0);
  arm(ctx, initialJoinTimer(ctx.shard.partition, group.groupId, nextMs, leftMs), nextMs);
  return EMPTY_RESULT;
}

/** Kafka: GroupMetadataManager.completeClassicGroupJoin. */
export function completeJoinPhase(ctx: CoordinatorContext, group: ClassicGroup): CoordinatorResult {
  const { partition } = ctx.shard;
  cancel(ctx, joinKey(partition, group.groupId));
  removeMissingMembers(ctx, group);
  if (!electJoinedLeader(group) && group.members.size > 0) {
    // Only static members are left, and none has come: wait until one does or their sessions end.
    arm(ctx, joinTimer(partition, group.groupId), maxRebalanceTimeoutMs(group));
    return EMPTY_RESULT;
  }
  return group.members.size === 0 ? becomeEmpty(ctx, group) : nextGeneration(ctx, group);
}

/** Dynamic members that have not joined again are out; static ones stay. */
function removeMissingMembers(ctx: CoordinatorContext, group: ClassicGroup): void {
  if (group.numAwaitingJoin === group.members.size) return;
  const missing: ClassicMember[] = [];
  for (const member of group.members.values()) {
    if (ctx.rules.isMissing(member)) missing.push(member);
  }
  for (const member of missing) {
    cancel(ctx, member.sessionTimer.key);
    dropMember(ctx, group, member, 'did not rejoin in time');
  }
}

/** A leader that has not joined again is replaced by one that has. Kafka: maybeElectNewJoinedLeader. */
function electJoinedLeader(group: ClassicGroup): boolean {
  if (group.leaderId === null) return false;
  const leader = group.members.get(group.leaderId);
  if (leader !== undefined && leader.joinToken !== 0) return true;
  for (const member of group.members.values()) {
    if (member.joinToken === 0) continue;
    group.leaderId = member.memberId;
    return true;
  }
  return false;
}

/** Everybody has gone. Written, because the generation must not be used again. */
function becomeEmpty(ctx: CoordinatorContext, group: ClassicGroup): CoordinatorResult {
  group.generationId += 1;
  group.protocolName = null;
  group.subscribedTopics = computeSubscribedTopics(group);
  // A timer of an earlier group of this id, whose creation failed: Kafka throws halfway through.
  if (group.state !== 'PreparingRebalance') return FAILED_RESULT;
  transition(ctx, group, 'Empty', 'no member is left');
  group.pendingSyncMembers.clear();
  return { records: [groupMetadataRecord(group, null)], after: null };
}

/** Kafka: ClassicGroup.initNextGeneration, and the answers to everybody who has joined. */
function nextGeneration(ctx: CoordinatorContext, group: ClassicGroup): CoordinatorResult {
  group.generationId = ctx.rules.nextGeneration(group);
  const protocolName = selectProtocol(group);
  if (protocolName === undefined) return FAILED_RESULT;
  group.protocolName = protocolName;
  group.subscribedTopics = computeSubscribedTopics(group);
  if (group.state !== 'PreparingRebalance') return FAILED_RESULT;
  transition(ctx, group, 'CompletingRebalance', describeJoined(group));
  group.pendingSyncMembers.clear();
  for (const member of group.members.values()) {
    const { memberId } = member;
    if (member.joinToken !== 0)
      completeJoin(ctx, group, member, joinSuccess(group, memberId, memberId === group.leaderId));
    rearmSession(ctx, member);
    member.isNew = false;
    group.pendingSyncMembers.set(memberId, true);
  }
  const timer = syncTimer(ctx.shard.partition, group.groupId, group.generationId);
  arm(ctx, timer, maxRebalanceTimeoutMs(group));
  return EMPTY_RESULT;
}

function describeJoined(group: ClassicGroup): string {
  const { numAwaitingJoin, members } = group;
  if (numAwaitingJoin < members.size) return `${numAwaitingJoin} of ${members.size} members joined`;
  return members.size === 1 ? 'the only member joined' : `all ${members.size} members joined`;
}

/** Nobody keeps an assignment, and whoever waits for one hears `error`. Kafka: resetAndPropagateAssignmentWithError. */
export function resetAssignments(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  error: ErrorName,
): void {
  const response = syncError(error);
  for (const member of group.members.values()) {
    member.assignment = '';
    // A session that ran out while its SyncGroup was parked was let pass: it starts afresh.
    if (completeSync(ctx, member, response)) rearmSession(ctx, member);
  }
}
