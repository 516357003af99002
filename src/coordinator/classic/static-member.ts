import type { ErrorName } from '../../protocol/errors.js';
import {
  type CoordinatorContext,
  type CoordinatorResult,
  FAILED_RESULT,
  findGroup,
  rearmSession,
  respondParked,
} from '../context.js';
import { StaticMemberWritten } from '../deferred.js';
import { storageError } from '../errors.js';
import { groupMetadataRecord } from '../records.js';
import type { ClassicGroup, ClassicMember } from '../state.js';
import { sessionTimer } from '../timer.js';
import { selectProtocol } from './elect.js';
import { countProtocols } from './group.js';
import { type Join, parkJoin } from './park.js';
import {
  maybeCompleteJoinPhase,
  maybePrepareRebalanceOrCompleteJoin,
  prepareRebalance,
} from './rebalance.js';
import { completeJoin, completeSync, joinError, joinSuccess, syncError } from './respond.js';

/** From this version on a leader that came back is told the members and to leave the assignment alone. */
const SKIP_ASSIGNMENT_SINCE = 9;

/**
 * A static member joins without an id: the process was restarted. It takes the place of its earlier self, without a
 * rebalance if the group is Stable and would elect the same protocol.
 * Kafka: updateStaticMemberThenRebalanceOrCompleteJoin (KIP-345).
 */
export function replaceStaticMember(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
  groupInstanceId: string,
  oldId: string,
  newId: string,
): CoordinatorResult {
  const oldLeaderId = group.leaderId;
  const member = takePlace(ctx, group, groupInstanceId, oldId, newId);
  if (member === undefined) return FAILED_RESULT;
  rearmSession(ctx, member);
  const { protocols, rebalanceTimeoutMs, sessionTimeoutMs } = member;
  parkJoin(ctx, join, group, member);
  const reason = `${member.clientId} (${groupInstanceId}) came back`;
  switch (group.state) {
    case 'Stable': {
      const elected = selectProtocol(group);
      if (elected === undefined) return FAILED_RESULT;
      if (elected !== group.protocolName)
        return maybePrepareRebalanceOrCompleteJoin(ctx, group, `${reason} with other protocols`);
      const after = new StaticMemberWritten(
        group.groupId,
        group.incarnation,
        groupInstanceId,
        oldId,
        newId,
        join.token,
        join.version,
        oldLeaderId,
        protocols,
        rebalanceTimeoutMs,
        sessionTimeoutMs,
      );
      return { records: [groupMetadataRecord(group, null)], after };
    }
    case 'CompletingRebalance':
      // The leader may be assigning to the old id already.
      return prepareRebalance(ctx, group, reason);
    case 'PreparingRebalance':
      return maybeCompleteJoinPhase(ctx, group);
    case 'Empty':
    case 'Dead':
      return FAILED_RESULT;
  }
}

/** The old id's parked requests are fenced; everything else goes on under the new one. Kafka: replaceStaticMember. */
function takePlace(
  ctx: CoordinatorContext,
  group: ClassicGroup,
  groupInstanceId: string,
  oldId: string,
  newId: string,
): ClassicMember | undefined {
  const old = group.members.get(oldId);
  if (old === undefined) return undefined;
  completeJoin(ctx, group, old, joinError('FENCED_INSTANCE_ID', oldId, null));
  completeSync(ctx, old, syncError('FENCED_INSTANCE_ID'));
  const { clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs, protocols, assignment } = old;
  group.members.delete(oldId);
  group.members.set(newId, {
    memberId: newId,
    groupInstanceId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    sessionTimeoutMs,
    protocols,
    assignment,
    isNew: false,
    joinToken: 0,
    syncToken: 0,
    sessionTimer: sessionTimer(ctx.shard.partition, group.groupId, newId),
  });
  if (group.leaderId === oldId) group.leaderId = newId;
  group.staticMembers.set(groupInstanceId, newId);
  ctx.host.note({
    type: 'static member replaced',
    group: group.groupId,
    groupInstanceId,
    oldMemberId: oldId,
    memberId: newId,
  });
  return group.members.get(newId);
}

/** The replacement is committed. */
export function staticMemberCommitted(ctx: CoordinatorContext, done: StaticMemberWritten): void {
  const group = groupOf(ctx, done);
  const member = group?.members.get(done.newMemberId);
  if (group === undefined || member === undefined) return;
  if (done.version >= SKIP_ASSIGNMENT_SINCE) {
    const leads = group.leaderId === done.newMemberId;
    const response = joinSuccess(group, done.newMemberId, leads, group.leaderId, leads);
    completeJoin(ctx, group, member, response);
  } else {
    // The old id is named as leader, so that the client does not take itself for it and assign.
    const response = joinSuccess(group, done.newMemberId, false, done.oldLeaderId);
    completeJoin(ctx, group, member, response);
  }
}

/** The replacement could not be written: the old id is back. */
export function staticMemberFailed(
  ctx: CoordinatorContext,
  done: StaticMemberWritten,
  error: ErrorName,
): void {
  const group = groupOf(ctx, done);
  const member = group?.members.get(done.newMemberId);
  if (group === undefined || member === undefined) return;
  countProtocols(group, member.protocols, -1);
  countProtocols(group, done.oldProtocols, 1);
  member.protocols = done.oldProtocols;
  member.rebalanceTimeoutMs = done.oldRebalanceTimeoutMs;
  member.sessionTimeoutMs = done.oldSessionTimeoutMs;
  if (member.joinToken !== 0) {
    member.joinToken = 0;
    group.numAwaitingJoin -= 1;
  }
  const { groupInstanceId, newMemberId, oldMemberId } = done;
  const old = takePlace(ctx, group, groupInstanceId, newMemberId, oldMemberId);
  if (old !== undefined) rearmSession(ctx, old);
  respondParked(ctx, done.token, {
    ...joinSuccess(group, '', false, done.oldLeaderId),
    errorCode: storageError(error),
  });
}

function groupOf(ctx: CoordinatorContext, done: StaticMemberWritten): ClassicGroup | undefined {
  const group = findGroup(ctx, done.groupId);
  return group?.incarnation === done.incarnation ? group : undefined;
}
