import type { DescribedGroup } from '../protocol/api/describe-groups.js';
import type { ErrorName } from '../protocol/errors.js';
import type { ProducerState } from '../protocol/record-batch.js';
import { javaStringHash, kafkaAbs } from '../util/java-hash.js';
import { answer, answerPart, errorAnswer, mergeParts, partOfDelete } from './answer.js';
import { heartbeat, heartbeatResponse, isHeartbeatResult } from './classic/heartbeat.js';
import { joinGroup } from './classic/join.js';
import { leaveGroup, leaveUnknownGroup } from './classic/leave.js';
import { joinError } from './classic/respond.js';
import { syncGroup } from './classic/sync.js';
import { type CoordinatorContext, findGroup, makeContext } from './context.js';
import { Merge } from './deferred.js';
import { deleteGroups } from './groups/delete.js';
import { describeConsumerGroup, describeError, describeGroup } from './groups/describe.js';
import { listGroups } from './groups/list.js';
import type {
  CoordinatorHost,
  CoordinatorRequest,
  CoordinatorRequestOf,
  CoordinatorResponseBody,
} from './host.js';
import { inJavaOrder } from './java-order.js';
import { noteCommit, noteTombstones } from './notes.js';
import { commitError, commitOffsets } from './offsets/commit.js';
import { deleteOffsets } from './offsets/delete.js';
import { fetchOffsets } from './offsets/fetch.js';
import { commitTransactionalOffsets } from './offsets/transactions.js';
import {
  appendMarker,
  defer,
  deferDelete,
  finishParked,
  finishRead,
  finishWrite,
  hasPendingWrites,
} from './shard.js';
import type { CoordinatorState, Shard } from './state.js';

/*
 * From a request to the shard that serves it. Kafka: GroupCoordinatorService.
 */

/** The partition of `__consumer_offsets` that holds a group. Kafka: partitionFor. */
export function partitionFor(groupId: string, numPartitions: number): number {
  return kafkaAbs(javaStringHash(groupId)) % numPartitions;
}

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
  const shard = shardOf(state, partitionFor(groupId, state.config.value.offsetsTopicNumPartitions));
  if (typeof shard === 'string') answer(state, host, request.token, errorAnswer(request, shard));
  else run(makeContext(state, host, shard), request);
}

/** The shard if it is active here, else the error. Kafka: withActiveContextOrThrow. */
function shardOf(state: CoordinatorState, partition: number): Shard | ErrorName {
  const shard = state.shards.get(partition);
  if (shard === undefined) return 'NOT_COORDINATOR';
  return shard.status === 'Active' ? shard : 'COORDINATOR_LOAD_IN_PROGRESS';
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
function forVersion(
  response: ReturnType<typeof leaveUnknownGroup>,
  version: number,
): ReturnType<typeof leaveUnknownGroup> {
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

/** Each group is an operation of its own; the answer leaves when all have one. */
function serveFetch(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequestOf<'OffsetFetch'>,
): void {
  const { groups, requireStable } = request.body;
  const { token } = request;
  const whole = groups.length === 1;
  if (!whole)
    state.merges.set(
      token,
      new Merge(
        'OffsetFetch',
        groups.map(() => null),
      ),
    );
  groups.forEach((group, i) => {
    const part = whole ? -1 : i;
    const one = whole ? request : { ...request, body: { groups: [group], requireStable } };
    const { offsetsTopicNumPartitions } = state.config.value;
    const shard = shardOf(state, partitionFor(group.groupId, offsetsTopicNumPartitions));
    if (typeof shard === 'string') {
      answerPart(state, host, token, part, errorAnswer(one, shard));
      return;
    }
    const response = { groups: [fetchOffsets(shard, group, requireStable)] };
    if (requireStable) finishRead(makeContext(state, host, shard), one, response, part);
    else answerPart(state, host, token, part, response);
  });
  if (groups.length === 0) {
    state.merges.delete(token);
    answer(state, host, token, mergeParts('OffsetFetch', []));
  }
}

function serveDeleteGroups(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequestOf<'DeleteGroups'>,
): void {
  const { token } = request;
  const parts = new Map<number, string[]>();
  for (const groupId of request.body.groupsNames) {
    const partition = partitionFor(groupId, state.config.value.offsetsTopicNumPartitions);
    const list = parts.get(partition);
    if (list === undefined) parts.set(partition, [groupId]);
    else list.push(groupId);
  }
  const whole = parts.size === 1;
  if (parts.size === 0) answer(state, host, token, { results: [] });
  else if (!whole)
    state.merges.set(
      token,
      new Merge(
        'DeleteGroups',
        [...parts].map(() => null),
      ),
    );
  let part = whole ? -1 : 0;
  for (const [partition, groupIds] of parts) {
    const one = partOfDelete(request, inJavaOrder([...new Set(groupIds)]));
    const shard = shardOf(state, partition);
    if (typeof shard === 'string') answerPart(state, host, token, part, errorAnswer(one, shard));
    else {
      const ctx = makeContext(state, host, shard);
      // First it looks for share groups among them, an operation that writes nothing and so waits for earlier writes.
      if (hasPendingWrites(ctx)) deferDelete(ctx, one, part);
      else runDeleteGroups(ctx, one, part);
    }
    part += 1;
  }
}

/** Kafka: GroupCoordinatorService.handleDeleteGroups. */
export function runDeleteGroups(
  ctx: CoordinatorContext,
  request: CoordinatorRequestOf<'DeleteGroups'>,
  part: number,
): void {
  const { records, response } = deleteGroups(ctx, request.body.groupsNames);
  if (finishWrite(ctx, request, records, response, null, part) === 'NONE')
    noteTombstones(ctx.host, records, 'group deleted');
}

/** Every shard of this broker; one that is loading fails the request. Kafka: listGroups. */
function listAll(
  state: CoordinatorState,
  request: CoordinatorRequestOf<'ListGroups'>,
): CoordinatorResponseBody {
  const groups = [];
  for (const shard of state.shards.values()) {
    if (shard.status === 'Loading') return errorAnswer(request, 'COORDINATOR_LOAD_IN_PROGRESS');
    groups.push(...listGroups(shard, request.body));
  }
  return { errorCode: 'NONE', groups };
}

function describeAll(
  state: CoordinatorState,
  request: CoordinatorRequestOf<'DescribeGroups'>,
): DescribedGroup[] {
  const { offsetsTopicNumPartitions } = state.config.value;
  return request.body.groups.map((groupId) => {
    const shard = shardOf(state, partitionFor(groupId, offsetsTopicNumPartitions));
    if (typeof shard === 'string') return describeError(groupId, shard);
    return describeGroup(shard, groupId, request.version);
  });
}

function describeConsumerGroups(
  state: CoordinatorState,
  request: CoordinatorRequestOf<'ConsumerGroupDescribe'>,
): CoordinatorResponseBody {
  const { offsetsTopicNumPartitions } = state.config.value;
  const groups = request.body.groupIds.map((groupId) => {
    const shard = shardOf(state, partitionFor(groupId, offsetsTopicNumPartitions));
    if (groupId === '') return consumerGroupError(groupId, 'INVALID_GROUP_ID');
    if (typeof shard === 'string') return consumerGroupError(groupId, shard);
    return describeConsumerGroup(shard, groupId);
  });
  return { groups };
}

function consumerGroupError(groupId: string, errorCode: ErrorName) {
  return { errorCode, errorMessage: null, groupId };
}
