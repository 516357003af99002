import type { ErrorName } from '../protocol/errors.js';
import type { ProducerState } from '../protocol/record-batch.js';
import type { CoordinatorRecord } from '../protocol/records.js';
import { answerPart, errorAnswer } from './answer.js';
import { joinError } from './classic/respond.js';
import { staticMemberCommitted, staticMemberFailed } from './classic/static-member.js';
import { assignmentCommitted, assignmentFailed } from './classic/sync.js';
import { formerGroup } from './committed.js';
import {
  arm,
  type CoordinatorContext,
  type CoordinatorResult,
  FAILED_RESULT,
  respondParked,
} from './context.js';
import { type Continuation, Deferred } from './deferred.js';
import { storageError } from './errors.js';
import type { AppendResult, CoordinatorRequest, CoordinatorResponseBody } from './host.js';
import { replay, replayMarker } from './replay.js';
import { Uncommitted } from './state.js';
import { expiryTimer } from './timer.js';

/*
 * One operation after the other on one partition: write, replay, wait. Kafka: CoordinatorRuntime.CoordinatorContext.
 */

/** Appends one batch and replays it: the offset after it, or the error, which takes back what the request made. */
export function append(
  ctx: CoordinatorContext,
  records: readonly CoordinatorRecord[],
  producer: ProducerState | null,
): number | ErrorName {
  const { shard } = ctx;
  const endOffset = written(ctx, ctx.host.append(shard.partition, records, producer));
  if (typeof endOffset !== 'number') return endOffset;
  const trail = { endOffset, uncommitted: shard.uncommitted };
  const producerId = producer === null ? -1 : producer.producerId;
  let offset = endOffset - records.length;
  for (const record of records) {
    if (record.type === 'GroupMetadata' && record.value === null)
      removeGroup(ctx, record.key.group, endOffset);
    replay(shard.durable, record, offset, producerId, trail);
    offset += 1;
  }
  return endOffset;
}

/** Appends a transaction marker and replays it. */
export function appendMarker(
  ctx: CoordinatorContext,
  producer: ProducerState,
  control: 'COMMIT' | 'ABORT',
): number | ErrorName {
  const { shard } = ctx;
  const endOffset = written(ctx, ctx.host.appendMarker(shard.partition, producer, control));
  if (typeof endOffset !== 'number') return endOffset;
  const trail = { endOffset, uncommitted: shard.uncommitted };
  replayMarker(shard.durable, producer.producerId, control, trail);
  return endOffset;
}

/** Groups that requests have made in memory stand with the first write after them, or fall with it. */
function written(ctx: CoordinatorContext, result: AppendResult): number | ErrorName {
  const { shard } = ctx;
  if (result.error !== 'NONE') {
    for (const groupId of shard.created) shard.groups.delete(groupId);
    shard.created = [];
    return result.error;
  }
  const endOffset = result.lastOffset + 1;
  shard.lastWrittenOffset = endOffset;
  if (shard.created.length > 0) {
    for (const groupId of shard.created)
      shard.uncommitted.push(new Uncommitted(endOffset, groupId, null, 0, null, null));
    shard.created = [];
  }
  return endOffset;
}

/** The live group goes with its tombstone; readers of committed state still see it. */
function removeGroup(ctx: CoordinatorContext, groupId: string, endOffset: number): void {
  const { groups, uncommitted } = ctx.shard;
  const group = groups.get(groupId);
  if (group === undefined) return;
  uncommitted.push(new Uncommitted(endOffset, groupId, null, 0, null, formerGroup(group)));
  groups.delete(groupId);
}

/** True while a write of the shard is not committed: whatever is answered now would show it. */
export function hasPendingWrites(ctx: CoordinatorContext): boolean {
  return ctx.shard.lastCommittedOffset < ctx.shard.lastWrittenOffset;
}

/** Answers a request without records: now, or after the last pending write of the shard. */
export function finishRead(
  ctx: CoordinatorContext,
  request: CoordinatorRequest,
  response: CoordinatorResponseBody,
  part = -1,
): void {
  if (hasPendingWrites(ctx)) defer(ctx, ctx.shard.lastWrittenOffset, request, part, response, null);
  else answerPart(ctx.state, ctx.host, request.token, part, response);
}

/** Writes a request's records and answers it once they are committed, or at once if that fails: the storage error. */
export function finishWrite(
  ctx: CoordinatorContext,
  request: CoordinatorRequest,
  records: readonly CoordinatorRecord[],
  response: CoordinatorResponseBody,
  producer: ProducerState | null = null,
  part = -1,
): ErrorName {
  if (records.length === 0) {
    finishRead(ctx, request, response, part);
    return 'NONE';
  }
  const endOffset = append(ctx, records, producer);
  if (typeof endOffset === 'number') {
    if (ctx.rules.waitsForReplication()) defer(ctx, endOffset, request, part, response, null);
    else answerPart(ctx.state, ctx.host, request.token, part, response);
    return 'NONE';
  }
  answerPart(ctx.state, ctx.host, request.token, part, errorAnswer(request, endOffset));
  return endOffset;
}

/** A request with its answer in hand waits for `endOffset`. */
export function defer(
  ctx: CoordinatorContext,
  endOffset: number,
  request: CoordinatorRequest,
  part: number,
  response: CoordinatorResponseBody,
  timeoutMs: number | null,
): void {
  const at = ctx.now + (timeoutMs ?? ctx.config.offsetsCommitTimeoutMs);
  const seq = nextSeq(ctx);
  const { token } = request;
  push(ctx, new Deferred('request', endOffset, at, seq, token, part, request, response, null));
}

/** A DeleteGroups waits for the writes before it; then it begins. */
export function deferDelete(
  ctx: CoordinatorContext,
  request: CoordinatorRequest,
  part: number,
): void {
  const { lastWrittenOffset: end } = ctx.shard;
  const at = ctx.now + ctx.config.offsetsCommitTimeoutMs;
  const { token } = request;
  const seq = nextSeq(ctx);
  push(ctx, new Deferred('delete groups', end, at, seq, token, part, request, null, null));
}

/** What a JoinGroup or SyncGroup leaves to do: its answer is given elsewhere, here it only hears of a failure. */
export function finishParked(
  ctx: CoordinatorContext,
  request: CoordinatorRequest,
  result: CoordinatorResult,
): void {
  if (result === FAILED_RESULT) {
    ctx.shard.parked.delete(request.token);
    ctx.host.respond(request.token, errorAnswer(request, 'UNKNOWN_SERVER_ERROR'));
    return;
  }
  const { after } = result;
  let endOffset: number | ErrorName = ctx.shard.lastWrittenOffset;
  if (result.records.length > 0) {
    endOffset = append(ctx, result.records, null);
    if (typeof endOffset !== 'number') {
      failParked(ctx, request, after, endOffset);
      return;
    }
  } else if (!hasPendingWrites(ctx)) return;
  const matters = after !== null && after.type !== 'group created';
  if (!matters && !ctx.shard.parked.has(request.token)) return; // answered: nothing left to hear of
  const at = ctx.now + ctx.config.offsetsCommitTimeoutMs;
  const seq = nextSeq(ctx);
  push(ctx, new Deferred('parked', endOffset, at, seq, request.token, -1, request, null, after));
}

/** Writes what a timer or an expired member leaves behind: an emptied group. Nobody waits for it. */
export function finishTimer(ctx: CoordinatorContext, result: CoordinatorResult): void {
  if (result.records.length > 0) append(ctx, result.records, null);
}

/** Writes the expiry pass; if that fails or takes too long the next pass is put off. False: nothing is written. */
export function finishExpiry(
  ctx: CoordinatorContext,
  records: readonly CoordinatorRecord[],
): boolean {
  let endOffset: number | ErrorName = ctx.shard.lastWrittenOffset;
  if (records.length > 0) endOffset = append(ctx, records, null);
  else if (!hasPendingWrites(ctx)) return false;
  if (typeof endOffset !== 'number') {
    armExpiry(ctx);
    return false;
  }
  const at = ctx.now + ctx.config.offsetsCommitTimeoutMs;
  push(ctx, new Deferred('expiry', endOffset, at, nextSeq(ctx), 0, -1, null, null, null));
  return true;
}

export function armExpiry(ctx: CoordinatorContext): void {
  arm(ctx, expiryTimer(ctx.shard.partition), ctx.config.offsetsRetentionCheckIntervalMs);
}

function nextSeq(ctx: CoordinatorContext): number {
  const seq = ctx.timers.nextSeq;
  ctx.timers.nextSeq = seq + 1;
  return seq;
}

function push(ctx: CoordinatorContext, waiting: Deferred): void {
  ctx.shard.deferred.push(waiting);
  ctx.state.deferredCount += 1;
}

/** The high watermark has passed it. Kafka: CoordinatorWriteEvent.complete(null). */
export function complete(ctx: CoordinatorContext, waiting: Deferred): void {
  if (waiting.after !== null) continueWith(ctx, waiting.after);
  if (waiting.kind === 'parked' && ctx.shard.parked.get(waiting.token) === false)
    ctx.shard.parked.delete(waiting.token);
  if (waiting.response !== null)
    answerPart(ctx.state, ctx.host, waiting.token, waiting.part, waiting.response);
}

function continueWith(ctx: CoordinatorContext, after: Continuation): void {
  switch (after.type) {
    case 'assignment':
      assignmentCommitted(ctx, after);
      return;
    case 'static member':
      staticMemberCommitted(ctx, after);
      return;
    case 'group created':
      return;
  }
}

/** It was not replicated in time, or the shard is lost. Kafka: CoordinatorWriteEvent.complete(exception). */
export function fail(ctx: CoordinatorContext, waiting: Deferred, error: ErrorName): void {
  const { kind, request, after, token, part } = waiting;
  if (kind === 'expiry') {
    if (error !== 'NOT_COORDINATOR') armExpiry(ctx);
    return;
  }
  if (request === null) return;
  if (kind === 'parked') failParked(ctx, request, after, error);
  else answerPart(ctx.state, ctx.host, token, part, errorAnswer(request, error));
}

function failParked(
  ctx: CoordinatorContext,
  request: CoordinatorRequest,
  after: Continuation | null,
  error: ErrorName,
): void {
  if (after?.type === 'assignment') assignmentFailed(ctx, after, error);
  else if (after?.type === 'static member') staticMemberFailed(ctx, after, error);
  else if (after?.type === 'group created')
    respondParked(ctx, after.token, joinError(storageError(error), ''));
  respondParked(ctx, request.token, errorAnswer(request, error));
}
