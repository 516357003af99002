import type { SyncGroupRequest } from '../../protocol/api/sync-group.js';
import type { Bytes } from '../../protocol/consumer-protocol.js';
import type { ErrorName } from '../../protocol/errors.js';
import {
  type CoordinatorContext,
  type CoordinatorResult,
  cancel,
  EMPTY_RESULT,
  FAILED_RESULT,
  findGroup,
  forgetParked,
  rearmSession,
} from '../context.js';
import { AssignmentWritten } from '../deferred.js';
import { storageError } from '../errors.js';
import type { CoordinatorRequestOf } from '../host.js';
import { groupMetadataRecord } from '../records.js';
import type { CoordinatorRules } from '../rules.js';
import type { ClassicGroup } from '../state.js';
import { syncKey } from '../timer.js';
import { partitionsIn } from './partitions-in.js';
import { maybePrepareRebalanceOrCompleteJoin, resetAssignments, transition } from './rebalance.js';
import { completeSync, syncError } from './respond.js';

/**
 * SyncGroup. Answers by itself, now or when the leader's assignment is committed.
 * Kafka: GroupMetadataManager.classicGroupSync.
 */
export function syncGroup(
  ctx: CoordinatorContext,
  sync: CoordinatorRequestOf<'SyncGroup'>,
): CoordinatorResult {
  const { body, token } = sync;
  const group = findGroup(ctx, body.groupId);
  const error = group === undefined ? 'UNKNOWN_MEMBER_ID' : validateSync(ctx.rules, group, body);
  const member = group?.members.get(body.memberId);
  if (error !== 'NONE' || group === undefined || member === undefined) {
    ctx.host.respond(token, syncError(error));
    return EMPTY_RESULT;
  }
  switch (group.state) {
    case 'PreparingRebalance':
      ctx.host.respond(token, syncError('REBALANCE_IN_PROGRESS'));
      return EMPTY_RESULT;
    case 'CompletingRebalance':
      forgetParked(ctx, member.syncToken);
      member.syncToken = token;
      ctx.shard.parked.set(token, true);
      leavePendingSync(ctx, group, body.memberId);
      return group.leaderId === body.memberId ? writeAssignment(group, body) : EMPTY_RESULT;
    case 'Stable':
      // Late or repeated: the assignment stands, whatever the request says. The session is not renewed.
      leavePendingSync(ctx, group, body.memberId);
      ctx.host.respond(token, {
        errorCode: 'NONE',
        protocolType: group.protocolType,
        protocolName: group.protocolName,
        assignment: member.assignment,
      });
      return EMPTY_RESULT;
    case 'Empty':
    case 'Dead':
      return FAILED_RESULT; // Not reached: validateSync has answered.
  }
}

/** Kafka: validateSyncGroup, and the check for an empty group before it. */
function validateSync(
  rules: CoordinatorRules,
  group: ClassicGroup,
  body: SyncGroupRequest,
): ErrorName {
  if (group.state === 'Empty') return 'UNKNOWN_MEMBER_ID';
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const error = rules.validateMember(group, body.memberId, body.groupInstanceId);
  if (error !== 'NONE') return error;
  if (!rules.isCurrentGeneration(group, body.generationId)) return 'ILLEGAL_GENERATION';
  return differs(body.protocolType, group.protocolType) ||
    differs(body.protocolName, group.protocolName)
    ? 'INCONSISTENT_GROUP_PROTOCOL'
    : 'NONE';
}

function differs(asked: string | null, known: string | null): boolean {
  return asked !== null && known !== null && asked !== known;
}

/** Kafka: removePendingSyncMember. */
function leavePendingSync(ctx: CoordinatorContext, group: ClassicGroup, memberId: string): void {
  group.pendingSyncMembers.delete(memberId);
  if (group.pendingSyncMembers.size === 0) cancel(ctx, syncKey(ctx.shard.partition, group.groupId));
}

/** Members that the leader leaves out get nothing, ids that it made up are ignored. */
function writeAssignment(group: ClassicGroup, body: SyncGroupRequest): CoordinatorResult {
  const assignments = new Map<string, Bytes>();
  for (const { memberId, assignment } of body.assignments) assignments.set(memberId, assignment);
  const { groupId, incarnation, generationId } = group;
  return {
    records: [groupMetadataRecord(group, assignments)],
    after: new AssignmentWritten(groupId, incarnation, generationId, body.memberId, assignments),
  };
}

/** The group that the assignment was made for, unless it has moved on: then the record just stays in the log. */
function groupOf(ctx: CoordinatorContext, done: AssignmentWritten): ClassicGroup | undefined {
  const group = findGroup(ctx, done.groupId);
  if (group === undefined || group.incarnation !== done.incarnation) return undefined;
  const waits = group.state === 'CompletingRebalance' && group.generationId === done.generationId;
  return waits ? group : undefined;
}

/** The assignment is committed. Kafka: setAndPropagateAssignment. */
export function assignmentCommitted(ctx: CoordinatorContext, done: AssignmentWritten): void {
  const group = groupOf(ctx, done);
  if (group === undefined) return;
  const { protocolType, protocolName } = group;
  for (const member of group.members.values()) {
    member.assignment = ctx.rules.assignmentOf(member, done.assignments);
    if (member.syncToken === 0) continue;
    const { assignment } = member;
    completeSync(ctx, member, { errorCode: 'NONE', protocolType, protocolName, assignment });
    // A session that ran out while its SyncGroup was parked was let pass: it starts afresh.
    rearmSession(ctx, member);
  }
  const leader = group.members.get(done.leaderId)?.clientId ?? done.leaderId;
  transition(ctx, group, 'Stable', `the assignment of the leader ${leader} is committed`);
  noteAssignment(ctx, group);
}

/** The assignment could not be written: everybody has to join again. */
export function assignmentFailed(
  ctx: CoordinatorContext,
  done: AssignmentWritten,
  error: ErrorName,
): void {
  const group = groupOf(ctx, done);
  if (group === undefined) return;
  const mapped = storageError(error);
  resetAssignments(ctx, group, mapped);
  // What the rebalance would write is lost, as in Kafka; it writes nothing while somebody must still join.
  maybePrepareRebalanceOrCompleteJoin(ctx, group, `the assignment could not be stored: ${error}`);
}

function noteAssignment(ctx: CoordinatorContext, group: ClassicGroup): void {
  const { groupId, generationId, protocolName } = group;
  const members = [];
  for (const { memberId, clientId, assignment } of group.members.values())
    members.push({ memberId, clientId, partitions: partitionsIn(assignment) });
  ctx.host.note({
    type: 'group assignment',
    group: groupId,
    generation: generationId,
    protocol: protocolName ?? '',
    members,
  });
}
