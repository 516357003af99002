import type { DeleteRecordsRequest } from '../../protocol/api/delete-records.js';
import type { LeaveGroupRequest } from '../../protocol/api/leave-group.js';
import type { OffsetCommitRequest } from '../../protocol/api/offset-commit.js';
import type { OffsetDeleteRequest } from '../../protocol/api/offset-delete.js';
import type { OperatorFact, PartitionOffset } from '../../protocol/facts.js';
import { type Envelope, responseBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import { byTopic, type TopicPartition } from '../../protocol/topic-partition.js';
import { armTimer, type FewTimers, makeFewTimers, popDue } from '../../util/few-timers.js';
import {
  type Connections,
  forgetRequest,
  makeConnections,
  send,
  takeAnswered,
} from '../network.js';

/** One request of an operator's tool. A class, so that immer never drafts it. */
export class AdminTask {
  constructor(
    readonly action: OperatorFact['action'] | 'delete records',
    readonly group: string,
    readonly request: AdminRequest,
    /** What the trace is told of it. */
    readonly offsets: readonly PartitionOffset[],
    /** Who is asked, found anew at each attempt. */
    readonly target: AdminTarget,
    /** The tool gives up then: default.api.timeout.ms after its start. */
    readonly deadline: number,
  ) {}
}

export type AdminRequest =
  | { readonly api: 'OffsetCommit'; readonly body: OffsetCommitRequest }
  | { readonly api: 'OffsetDelete'; readonly body: OffsetDeleteRequest }
  | { readonly api: 'DeleteGroups'; readonly body: { readonly groupsNames: readonly string[] } }
  | { readonly api: 'LeaveGroup'; readonly body: LeaveGroupRequest }
  | { readonly api: 'DeleteRecords'; readonly body: DeleteRecordsRequest };

export type AdminTarget =
  | { readonly kind: 'coordinator' }
  | { readonly kind: 'leader'; readonly tp: TopicPartition };

export type AdminTimer = { readonly kind: 'retry'; readonly task: AdminTask };

/** Kafka's admin client as its tools use it: one request after the other, repeated while the error is retriable. */
export interface AdminState {
  readonly connections: Connections;
  readonly timers: FewTimers<AdminTimer>;
  /** Correlation id -> task. */
  readonly tasks: Map<number, AdminTask>;
  nextRetry: number;
}

const RETRY_BACKOFF_MS = 100;
const REQUEST_TIMEOUT_MS = 30_000;

export function makeAdmin(): AdminState {
  return {
    connections: makeConnections(),
    timers: makeFewTimers(),
    tasks: new Map(),
    nextRetry: 1,
  };
}

/** True if nothing it was asked to do is under way. */
export function adminIsIdle(admin: AdminState): boolean {
  return admin.tasks.size === 0 && admin.timers.entries.length === 0;
}

/** Sends a task's request to `node`, the broker that it concerns now; −1: nobody can be asked yet. */
export function runTask(
  admin: AdminState,
  task: AdminTask,
  node: number,
  now: number,
  out: Out,
): void {
  if (node < 0) {
    const what = task.target.kind === 'leader' ? 'LEADER' : 'COORDINATOR';
    retryLater(admin, task, now, `${what}_NOT_AVAILABLE`, out);
    return;
  }
  const { api, body } = task.request;
  const version = VERSIONS[api];
  const id = send(
    admin.connections,
    now,
    out,
    node,
    api,
    version,
    REQUEST_TIMEOUT_MS,
    body as never, // `api` and `body` of a task belong together
  );
  admin.tasks.set(id, task);
}

const VERSIONS: Readonly<Record<AdminRequest['api'], number>> = {
  OffsetCommit: 9,
  OffsetDelete: 0,
  DeleteGroups: 2,
  LeaveGroup: 5,
  DeleteRecords: 2,
};

/** An answer, or the end of a connection. */
export function adminReceive(admin: AdminState, now: number, message: Envelope, out: Out): void {
  if (message.kind === 'disconnect') {
    for (const [id, task] of admin.tasks) {
      if (message.correlationId !== 0 && message.correlationId !== id) continue;
      admin.tasks.delete(id);
      forgetRequest(admin.connections, id);
      retryLater(admin, task, now, 'DISCONNECTED', out);
    }
    return;
  }
  const request = takeAnswered(admin.connections, message);
  const task = request === undefined ? undefined : admin.tasks.get(request.correlationId);
  if (request === undefined || task === undefined) return;
  admin.tasks.delete(request.correlationId);
  const error = errorOf(message, task);
  if (RETRIABLE.has(error)) retryLater(admin, task, now, error, out);
  else finish(task, error, out);
}

const RETRIABLE: ReadonlySet<string> = new Set([
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'NOT_LEADER_OR_FOLLOWER',
  'REBALANCE_IN_PROGRESS',
]);

function retryLater(
  admin: AdminState,
  task: AdminTask,
  now: number,
  error: string,
  out: Out,
): void {
  if (now >= task.deadline) {
    finish(task, error, out);
    return;
  }
  const key = `retry/${admin.nextRetry++}`;
  armTimer(admin.timers, key, now + RETRY_BACKOFF_MS, { kind: 'retry', task });
}

/** The task whose retry is due, if there is one. */
export function dueTask(admin: AdminState, now: number): AdminTask | undefined {
  return popDue(admin.timers, now)?.fire.task;
}

function finish(task: AdminTask, error: string, out: Out): void {
  const { action, group, offsets, target } = task;
  if (action === 'delete records') {
    if (error === 'NONE' || target.kind !== 'leader') return; // the broker tells of a raised log start itself
    out.note({ type: 'cluster tool refused', action, subject: target.tp.key, error });
    return;
  }
  out.note({ type: 'operator', action, group, offsets, error });
}

/** The first error in an answer, 'NONE' if there is none. */
function errorOf(message: Envelope, task: AdminTask): string {
  switch (task.request.api) {
    case 'OffsetCommit':
      return firstError(responseBody(message, 'OffsetCommit').topics.flatMap((t) => t.partitions));
    case 'OffsetDelete': {
      const answer = responseBody(message, 'OffsetDelete');
      if (answer.errorCode !== 'NONE') return answer.errorCode;
      return firstError(answer.topics.flatMap((t) => t.partitions));
    }
    case 'DeleteGroups':
      return firstError(responseBody(message, 'DeleteGroups').results);
    case 'LeaveGroup': {
      const answer = responseBody(message, 'LeaveGroup');
      return answer.errorCode === 'NONE' ? firstError(answer.members) : answer.errorCode;
    }
    case 'DeleteRecords':
      return firstError(responseBody(message, 'DeleteRecords').partitions);
  }
}

function firstError(list: readonly { readonly errorCode: string }[]): string {
  return list.find((e) => e.errorCode !== 'NONE')?.errorCode ?? 'NONE';
}

/** OffsetCommit as the tools send it: no member, no generation, metadata "" (offsets.md §11). */
export function operatorCommit(
  group: string,
  offsets: readonly PartitionOffset[],
): OffsetCommitRequest {
  const next = new Map(offsets.map((o) => [o.tp.key, o.offset]));
  return {
    groupId: group,
    generationIdOrMemberEpoch: -1,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1,
    topics: byTopic(offsets.map((o) => o.tp)).map(({ topic, partitions }) => ({
      name: topic,
      topicId: '',
      partitions: partitions.map((p) => ({
        partitionIndex: p,
        committedOffset: next.get(`${topic}-${p}`) ?? 0,
        committedLeaderEpoch: -1,
        committedMetadata: '',
      })),
    })),
  };
}
