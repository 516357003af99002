import type { LeaveGroupResponse } from '../protocol/api/leave-group.js';
import type { ProducerState } from '../protocol/record-batch.js';
import { answer, errorAnswer } from './answer.js';
import { heartbeat, heartbeatResponse, isHeartbeatResult } from './classic/heartbeat.js';
import { joinGroup } from './classic/join.js';
import { leaveGroup, leaveUnknownGroup } from './classic/leave.js';
import { joinError } from './classic/respond.js';
import { syncGroup } from './classic/sync.js';
import { type CoordinatorContext, findGroup, makeContext } from './context.js';
import type {
  CoordinatorHost,
  CoordinatorRequest,
  CoordinatorRequestOf,
  CoordinatorResponseBody,
} from './host.js';
import { shardOf, shardOfGroup } from './locate.js';
import { noteCommit, noteTombstones } from './notes.js';
import { commitError, commitOffsets } from './offsets/commit.js';
import { deleteOffsets } from './offsets/delete.js';
import { commitTransactionalOffsets } from './offsets/transactions.js';
import {
  describeAll,
  describeConsumerGroups,
  listAll,
  serveDeleteGroups,
  serveFetch,
} from './serve-many.js';
import { appendMarker, defer, finishParked, finishRead, finishWrite } from './shard.js';
import type { CoordinatorState } from './state.js';

/*
 * From a request to the shard that serves it. Kafka: GroupCoordinatorService.
 */

/** Serves a request that a broker has admitted. */
export function serveRequest(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequest,
): void {
  switch (request.api) {
    case 'ListGroups':
      answer(state, host, request.token, listAll(state, request));
      return;
    case 'DescribeGroups':
      answer(state, host, request.token, { groups: describeAll(state, request) });
      return;
    case 'ConsumerGroupDescribe':
      answer(state, host, request.token, describeConsumerGroups(state, request));
      return;
    case 'OffsetFetch':
      serveFetch(state, host, request);
      return;
    case 'DeleteGroups':
      serveDeleteGroups(state, host, request);
      return;
    case 'CompleteTransaction':
      serveMarker(state, host, request);
      return;
    default:
      serveGroupRequest(state, host, request);
  }
}

type GroupRequest = Exclude<
  CoordinatorRequest,
  {
    readonly api:
      | 'ListGroups'
      | 'DescribeGroups'
      | 'ConsumerGroupDescribe'
      | 'OffsetFetch'
      | 'DeleteGroups'
      | 'CompleteTransaction';
  }
>;

/** A request about one group: its shard must be here. */
function serveGroupRequest(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: GroupRequest,
): void {
  const { groupId } = request.body;
  const refused = refuse(state, request);
  if (refused !== null) {
    answer(state, host, request.token, refused);
    return;
  }
  const shard = shardOfGroup(state, groupId);
  if (typeof shard === 'string') answer(state, host, request.token, errorAnswer(request, shard));
  else run(makeContext(state, host, shard), request);
}

/** What is wrong with a request whoever the coordinator is. null: nothing. */
function refuse(state: CoordinatorState, request: GroupRequest): CoordinatorResponseBody | null {
  // '' was once a group id like any other: it may still keep offsets.
  const invalid = request.body.groupId === '' && request.api !== 'OffsetCommit';
  if (request.api !== 'JoinGroup') return invalid ? errorAnswer(request, 'INVALID_GROUP_ID') : null;
  const { memberId, sessionTimeoutMs } = request.body;
  if (invalid) return joinError('INVALID_GROUP_ID', memberId);
  const { groupMinSessionTimeoutMs: min, groupMaxSessionTimeoutMs: max } = state.config.value;
  if (sessionTimeoutMs >= min && sessionTimeoutMs <= max) return null;
  return joinError('INVALID_SESSION_TIMEOUT', memberId);
}

function run(ctx: CoordinatorContext, request: GroupRequest): void {
  switch (request.api) {
    case 'Heartbeat': {
      const error = heartbeat(ctx, request.body);
      const response = heartbeatResponse(error);
      if (isHeartbeatResult(error)) finishRead(ctx, request, response);
      else ctx.host.respond(request.token, response);
      return;
    }
    case 'OffsetCommit':
      runCommit(ctx, request);
      return;
    case 'JoinGroup':
      finishParked(ctx, request, joinGroup(ctx, request));
      return;
    case 'SyncGroup':
      finishParked(ctx, request, syncGroup(ctx, request));
      return;
    case 'LeaveGroup':
      runLeave(ctx, request);
      return;
    case 'TxnOffsetCommit':
      runTxnCommit(ctx, request);
      return;
    case 'OffsetDelete':
      runOffsetDelete(ctx, request);
      return;
  }
}

function runCommit(ctx: CoordinatorContext, request: CoordinatorRequestOf<'OffsetCommit'>): void {
  const { error, records, response } = commitOffsets(ctx, request);
  if (error !== 'NONE') {
    answer(ctx.state, ctx.host, request.token, response);
    noteCommit(ctx.host, request, response);
    return;
  }
  const failure = finishWrite(ctx, request, records, response);
  noteCommit(ctx.host, request, failure === 'NONE' ? response : commitError(request.body, failure));
}

function runLeave(ctx: CoordinatorContext, request: CoordinatorRequestOf<'LeaveGroup'>): void {
  const group = findGroup(ctx, request.body.groupId);
  if (group === undefined) {
    const response = leaveUnknownGroup(request.body);
    ctx.host.respond(request.token, forVersion(response, request.version));
    return;
  }
  const { result, response } = leaveGroup(ctx, group, request.body);
  finishWrite(ctx, request, result.records, forVersion(response, request.version));
}

/** Before v3 there is one member, and its error is the answer's (LeaveGroupResponse). */
function forVersion(response: LeaveGroupResponse, version: number): LeaveGroupResponse {
  if (version >= 3) return response;
  return { errorCode: response.members[0]?.errorCode ?? response.errorCode, members: [] };
}

function runTxnCommit(
  ctx: CoordinatorContext,
  request: CoordinatorRequestOf<'TxnOffsetCommit'>,
): void {
  const { error, records, response } = commitTransactionalOffsets(ctx, request.body);
  const { producerId, producerEpoch } = request.body;
  if (error !== 'NONE') answer(ctx.state, ctx.host, request.token, response);
  else finishWrite(ctx, request, records, response, transactional(producerId, producerEpoch));
}

function transactional(producerId: number, producerEpoch: number): ProducerState {
  return { producerId, producerEpoch, baseSequence: 0, isTransactional: true, control: null };
}

function runOffsetDelete(
  ctx: CoordinatorContext,
  request: CoordinatorRequestOf<'OffsetDelete'>,
): void {
  const { error, records, response } = deleteOffsets(ctx, request.body);
  if (error !== 'NONE') {
    answer(ctx.state, ctx.host, request.token, response);
    return;
  }
  if (finishWrite(ctx, request, records, response) === 'NONE')
    noteTombstones(ctx.host, records, 'deleted by operator');
}

/** A transaction of a producer ended: the marker decides over its pending offsets. Kafka: completeTransaction. */
function serveMarker(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequestOf<'CompleteTransaction'>,
): void {
  const { partition, producerId, producerEpoch, committed, timeoutMs } = request.body;
  const shard = shardOf(state, partition);
  if (typeof shard === 'string') {
    host.respond(request.token, { errorCode: shard });
    return;
  }
  const ctx = makeContext(state, host, shard);
  const producer = transactional(producerId, producerEpoch);
  const endOffset = appendMarker(ctx, producer, committed ? 'COMMIT' : 'ABORT');
  if (typeof endOffset === 'number')
    defer(ctx, endOffset, request, -1, { errorCode: 'NONE' }, timeoutMs);
  else host.respond(request.token, { errorCode: endOffset });
}
