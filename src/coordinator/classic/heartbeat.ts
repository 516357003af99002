import type { HeartbeatRequest, HeartbeatResponse } from '../../protocol/api/heartbeat.js';
import type { ErrorName } from '../../protocol/errors.js';
import { type CoordinatorContext, findGroup } from '../context.js';

/**
 * Heartbeat from a member of a classic group.
 * Kafka: GroupMetadataManager.classicGroupHeartbeatToClassicGroup.
 */
export function heartbeat(ctx: CoordinatorContext, body: HeartbeatRequest): ErrorName {
  const group = findGroup(ctx, body.groupId);
  if (group === undefined) return 'UNKNOWN_MEMBER_ID';
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  const error = ctx.rules.validateMember(group, body.memberId, body.groupInstanceId);
  if (error !== 'NONE') return error;
  if (!ctx.rules.isCurrentGeneration(group, body.generationId)) return 'ILLEGAL_GENERATION';
  const member = group.members.get(body.memberId);
  if (member === undefined || group.state === 'Empty') return 'UNKNOWN_MEMBER_ID';
  ctx.rules.renewSession(ctx, member);
  // A member may heartbeat between its JoinGroup and SyncGroup answers: it is already in the new generation, so
  // CompletingRebalance does not send it back to JoinGroup.
  return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

/** What Kafka returns rather than throws: it waits for earlier writes of the shard, as any result does. */
export function isHeartbeatResult(error: ErrorName): boolean {
  return error === 'NONE' || error === 'REBALANCE_IN_PROGRESS';
}

const RESPONSES = new Map<ErrorName, HeartbeatResponse>();

export function heartbeatResponse(error: ErrorName): HeartbeatResponse {
  let response = RESPONSES.get(error);
  if (response === undefined) {
    response = Object.freeze({ errorCode: error });
    RESPONSES.set(error, response);
  }
  return response;
}
