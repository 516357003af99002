import type { DeleteGroupsRequest, DeleteGroupsResponse } from '../protocol/api/delete-groups.js';
import type { OffsetFetchResponse } from '../protocol/api/offset-fetch.js';
import type { ErrorName } from '../protocol/errors.js';
import { completeAnswer } from './admission.js';
import { heartbeatResponse } from './classic/heartbeat.js';
import { joinError, syncError } from './classic/respond.js';
import { Merge } from './deferred.js';
import { fetchError, operationError } from './errors.js';
import { deleteGroupsError } from './groups/delete.js';
import { describeError } from './groups/describe.js';
import type {
  CoordinatorHost,
  CoordinatorRequest,
  CoordinatorRequestOf,
  CoordinatorResponseBody,
} from './host.js';
import { commitError } from './offsets/commit.js';
import { offsetDeleteError } from './offsets/delete.js';
import { fetchErrorGroup } from './offsets/fetch.js';
import { txnCommitError } from './offsets/transactions.js';
import type { CoordinatorState } from './state.js';

/** Sends an answer, with what a broker adds to it on the way out. */
export function answer(
  state: CoordinatorState,
  host: CoordinatorHost,
  token: number,
  body: CoordinatorResponseBody,
): void {
  if (state.admitted.size === 0) host.respond(token, body);
  else host.respond(token, completeAnswer(state, host, token, body));
}

/** Sends an answer, or keeps it until the other parts of its request have one too. */
export function answerPart(
  state: CoordinatorState,
  host: CoordinatorHost,
  token: number,
  part: number,
  body: CoordinatorResponseBody,
): void {
  if (part === -1) {
    answer(state, host, token, body);
    return;
  }
  const merge = state.merges.get(token);
  if (merge === undefined) return;
  const parts = merge.parts.map((known, i) => (i === part ? body : known));
  if (parts.includes(null)) {
    state.merges.set(token, new Merge(merge.api, parts));
    return;
  }
  state.merges.delete(token);
  answer(state, host, token, mergeParts(merge.api, parts));
}

/** One answer of those of the parts, in order. */
export function mergeParts(
  api: Merge['api'],
  parts: readonly (CoordinatorResponseBody | null)[],
): CoordinatorResponseBody {
  if (api === 'OffsetFetch') {
    const known = parts as readonly OffsetFetchResponse[]; // the api says so
    return { groups: known.flatMap(({ groups }) => groups) };
  }
  const known = parts as readonly DeleteGroupsResponse[]; // the api says so
  return { results: known.flatMap(({ results }) => results) };
}

/**
 * The answer to a request whose operation failed as a whole: not hosted here, loading, not written, timed out.
 * Kafka: the `exceptionally` branches of GroupCoordinatorService.
 */
export function errorAnswer(
  request: CoordinatorRequest,
  error: ErrorName,
): CoordinatorResponseBody {
  const mapped = operationError(error);
  switch (request.api) {
    case 'JoinGroup':
      return joinError(mapped, '');
    case 'SyncGroup':
      return syncError(mapped);
    case 'Heartbeat':
      // The group is loading: a member that hears anything else would give up its place.
      return heartbeatResponse(mapped === 'COORDINATOR_LOAD_IN_PROGRESS' ? 'NONE' : mapped);
    case 'LeaveGroup':
      return { errorCode: mapped, members: [] };
    case 'OffsetCommit':
      return commitError(request.body, mapped);
    case 'TxnOffsetCommit':
      return txnCommitError(request.body, mapped);
    case 'OffsetDelete':
      return offsetDeleteError(mapped);
    case 'DeleteGroups':
      return deleteGroupsError(request.body.groupsNames, mapped);
    case 'CompleteTransaction':
      return { errorCode: error };
    case 'OffsetFetch': {
      const code = request.body.requireStable ? fetchError(error) : error;
      return { groups: request.body.groups.map(({ groupId }) => fetchErrorGroup(groupId, code)) };
    }
    case 'DescribeGroups':
      return { groups: request.body.groups.map((groupId) => describeError(groupId, mapped)) };
    case 'ConsumerGroupDescribe':
      return {
        groups: request.body.groupIds.map((groupId) => {
          return { errorCode: mapped, errorMessage: null, groupId };
        }),
      };
    case 'ListGroups':
      return { errorCode: mapped, groups: [] };
  }
}

/** A part of a DeleteGroups request, as a request of its own. */
export function partOfDelete(
  request: CoordinatorRequestOf<'DeleteGroups'>,
  groupsNames: DeleteGroupsRequest['groupsNames'],
): CoordinatorRequestOf<'DeleteGroups'> {
  return { ...request, body: { groupsNames } };
}
