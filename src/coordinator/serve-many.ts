import type { DescribedGroup } from '../protocol/api/describe-groups.js';
import type { ErrorName } from '../protocol/errors.js';
import { answer, answerPart, errorAnswer, mergeParts, partOfDelete } from './answer.js';
import { type CoordinatorContext, makeContext } from './context.js';
import { Merge } from './deferred.js';
import { deleteGroups } from './groups/delete.js';
import { describeConsumerGroup, describeError, describeGroup } from './groups/describe.js';
import { listGroups } from './groups/list.js';
import type { CoordinatorHost, CoordinatorRequestOf, CoordinatorResponseBody } from './host.js';
import { inJavaOrder } from './java-order.js';
import { partitionFor, shardOf, shardOfGroup } from './locate.js';
import { noteTombstones } from './notes.js';
import { fetchOffsets } from './offsets/fetch.js';
import { deferDelete, finishRead, finishWrite, hasPendingWrites } from './shard.js';
import type { CoordinatorState } from './state.js';

/*
 * Requests about several groups, which may stand in several shards. Kafka: GroupCoordinatorService.
 */

/** Each group is an operation of its own; the answer leaves when all have one. */
export function serveFetch(
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
    const shard = shardOfGroup(state, group.groupId);
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

export function serveDeleteGroups(
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
export function listAll(
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

export function describeAll(
  state: CoordinatorState,
  request: CoordinatorRequestOf<'DescribeGroups'>,
): DescribedGroup[] {
  return request.body.groups.map((groupId) => {
    const shard = shardOfGroup(state, groupId);
    if (typeof shard === 'string') return describeError(groupId, shard);
    return describeGroup(shard, groupId, request.version);
  });
}

export function describeConsumerGroups(
  state: CoordinatorState,
  request: CoordinatorRequestOf<'ConsumerGroupDescribe'>,
): CoordinatorResponseBody {
  const groups = request.body.groupIds.map((groupId) => {
    const shard = shardOfGroup(state, groupId);
    if (groupId === '') return consumerGroupError(groupId, 'INVALID_GROUP_ID');
    if (typeof shard === 'string') return consumerGroupError(groupId, shard);
    return describeConsumerGroup(shard, groupId);
  });
  return { groups };
}

function consumerGroupError(groupId: string, errorCode: ErrorName) {
  return { errorCode, errorMessage: null, groupId };
}
