import { nextDeadline, popDue } from '../util/timers.js';
import { admit } from './admission.js';
import { syncExpired } from './classic/expire.js';
import { completeJoinPhase, initialDelayExpired } from './classic/rebalance.js';
import { COORDINATOR_DEFAULTS, type CoordinatorConfig } from './config.js';
import { type CoordinatorContext, makeContext } from './context.js';
import type { Deferred } from './deferred.js';
import type { CoordinatorHost, CoordinatorRequest } from './host.js';
import { load, unload } from './load.js';
import { noteTombstones } from './notes.js';
import { deleteOffsetsOfPartitions } from './offsets/delete.js';
import { expireOffsets } from './offsets/expire.js';
import { CoordinatorRules } from './rules.js';
import { serveRequest } from './serve.js';
import { runDeleteGroups } from './serve-many.js';
import { append, armExpiry, complete, fail, finishExpiry, finishTimer } from './shard.js';
import { type CoordinatorState, makeShard, makeState, type Shard } from './state.js';
import type { CoordinatorTimer } from './timer.js';

export { partitionFor } from './locate.js';
export type { CoordinatorState } from './state.js';

/** A coordinator that leads no partition yet. */
export function makeCoordinator(
  config: CoordinatorConfig = COORDINATOR_DEFAULTS,
  rules: CoordinatorRules = new CoordinatorRules(),
): CoordinatorState {
  return makeState(config, rules);
}

/** Takes a request in: the answer leaves through `host.respond`, now or later, or never. */
export function handleRequest(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequest,
): void {
  const admitted = admit(state, host, request);
  if (admitted !== null) serveRequest(state, host, admitted);
  dropDeadTimers(state);
}

/** The same for a request that needs no broker's checks: what a recording of Kafka's coordinator holds. */
export function handleAdmittedRequest(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequest,
): void {
  serveRequest(state, host, request);
  dropDeadTimers(state);
}

/** Every entry point ends with it, so that the first timer can be read off a frozen state. */
function dropDeadTimers(state: CoordinatorState): void {
  nextDeadline(state.timers);
}

/** When the first timer is due; undefined if none is armed. Changes nothing. */
export function nextCoordinatorDeadline(state: CoordinatorState): number | undefined {
  const timer = state.timers.heap[0]?.at;
  const waiting = firstTimeout(state)?.at;
  if (waiting === undefined) return timer;
  return timer === undefined ? waiting : Math.min(timer, waiting);
}

/** The waiting answer that gives up first. */
function firstTimeout(state: CoordinatorState): Deferred | undefined {
  if (state.deferredCount === 0) return undefined;
  let first: Deferred | undefined;
  for (const shard of state.shards.values()) {
    for (const one of shard.deferred) {
      if (first === undefined || one.at < first.at || (one.at === first.at && one.seq < first.seq))
        first = one;
    }
  }
  return first;
}

/** Fires one timer due at `host.now`, in (deadline, arming) order over all partitions; false if none is due. */
export function fireCoordinatorTimer(state: CoordinatorState, host: CoordinatorHost): boolean {
  const top = state.timers.heap[0];
  const waiting = firstTimeout(state);
  const waitingFirst =
    waiting !== undefined &&
    (top === undefined || waiting.at < top.at || (waiting.at === top.at && waiting.seq < top.seq));
  if (waitingFirst) {
    if (waiting.at > host.now) return false;
    giveUp(state, host, waiting);
  } else {
    const due = popDue(state.timers, host.now);
    if (due === undefined) return false;
    const shard = state.shards.get(due.fire.partition);
    if (shard !== undefined) fire(makeContext(state, host, shard), due.fire);
  }
  dropDeadTimers(state);
  return true;
}

/** Kafka: OperationTimeout. What was written may still be committed later. */
function giveUp(state: CoordinatorState, host: CoordinatorHost, waiting: Deferred): void {
  for (const shard of state.shards.values()) {
    const index = shard.deferred.indexOf(waiting);
    if (index === -1) continue;
    shard.deferred.splice(index, 1);
    state.deferredCount -= 1;
    fail(makeContext(state, host, shard), waiting, 'REQUEST_TIMED_OUT');
    return;
  }
}

function fire(ctx: CoordinatorContext, timer: CoordinatorTimer): void {
  if (timer.kind === 'expiry') {
    const records = expireOffsets(ctx);
    armExpiry(ctx);
    if (finishExpiry(ctx, records)) noteTombstones(ctx.host, records, 'expired');
    return;
  }
  const group = ctx.shard.groups.get(timer.groupId);
  if (group === undefined) return;
  switch (timer.kind) {
    case 'session':
      finishTimer(ctx, ctx.rules.sessionExpired(ctx, group, timer.memberId));
      return;
    case 'initial join':
      finishTimer(ctx, initialDelayExpired(ctx, group, timer.delayMs, timer.remainingMs));
      return;
    case 'join':
      finishTimer(ctx, completeJoinPhase(ctx, group));
      return;
    case 'sync':
      finishTimer(ctx, syncExpired(ctx, group, timer.generationId));
      return;
  }
}

/**
 * Offsets of the partition below `highWatermark` are committed: answers that waited for them leave. A DeleteGroups
 * that waited begins, so this may append, as any other entry point may.
 */
export function onHighWatermark(
  state: CoordinatorState,
  host: CoordinatorHost,
  partition: number,
  highWatermark: number,
): void {
  const shard = state.shards.get(partition);
  if (shard === undefined || shard.status !== 'Active') return;
  if (highWatermark <= shard.lastCommittedOffset) return;
  shard.lastCommittedOffset = highWatermark;
  forgetCommitted(shard, highWatermark);
  if (shard.deferred.length === 0) return;
  const ctx = makeContext(state, host, shard);
  if (shard.deferred.length === 1) releaseOnly(ctx, highWatermark);
  else release(ctx, takeReady(shard, highWatermark));
  dropDeadTimers(state);
}

/** Both lists are in order of offsets: if the last entry is committed, all are. */
function forgetCommitted(shard: Shard, highWatermark: number): void {
  const { uncommitted } = shard;
  const last = uncommitted[uncommitted.length - 1];
  if (last === undefined) return;
  if (last.endOffset <= highWatermark) {
    while (uncommitted.length > 0) uncommitted.pop();
    return;
  }
  let kept = 0;
  while ((uncommitted[kept]?.endOffset ?? 0) <= highWatermark) kept += 1;
  uncommitted.splice(0, kept);
}

function takeReady(shard: Shard, highWatermark: number): Deferred[] {
  const { deferred } = shard;
  let n = 0;
  while (n < deferred.length && (deferred[n]?.endOffset ?? 0) <= highWatermark) n += 1;
  return deferred.splice(0, n);
}

/** Without replication to wait for there is never more than one. */
function releaseOnly(ctx: CoordinatorContext, highWatermark: number): void {
  const { deferred } = ctx.shard;
  const only = deferred[0];
  if (only === undefined || only.endOffset > highWatermark) return;
  deferred.pop();
  ctx.state.deferredCount -= 1;
  complete(ctx, only);
  if (only.kind === 'delete groups') begin(ctx, only);
}

function release(ctx: CoordinatorContext, ready: readonly Deferred[]): void {
  ctx.state.deferredCount -= ready.length;
  let deletions = false;
  for (const one of ready) {
    complete(ctx, one);
    if (one.kind === 'delete groups') deletions = true;
  }
  if (!deletions) return;
  for (const one of ready) if (one.kind === 'delete groups') begin(ctx, one);
}

/** A DeleteGroups that waited for the writes before it. */
function begin(ctx: CoordinatorContext, { request, part }: Deferred): void {
  if (request?.api === 'DeleteGroups') runDeleteGroups(ctx, request, part);
}

/** This broker became leader of the partition; requests get COORDINATOR_LOAD_IN_PROGRESS until endLoad. */
export function beginLoad(
  state: CoordinatorState,
  host: CoordinatorHost,
  partition: number,
  leaderEpoch: number,
): void {
  const known = state.shards.get(partition);
  if (known !== undefined) {
    if (leaderEpoch > known.leaderEpoch) known.leaderEpoch = leaderEpoch;
    return;
  }
  state.shards.set(partition, makeShard(partition, leaderEpoch));
  host.note({ type: 'coordinator loading', partition });
}

/** The log has been read: it is replayed now and the partition's groups are served. */
export function endLoad(state: CoordinatorState, host: CoordinatorHost, partition: number): void {
  const shard = state.shards.get(partition);
  if (shard?.status === 'Loading') load(makeContext(state, host, shard));
  dropDeadTimers(state);
}

/** This broker is no longer leader of the partition: whoever waits gets NOT_COORDINATOR. */
export function onResigned(
  state: CoordinatorState,
  host: CoordinatorHost,
  partition: number,
  leaderEpoch: number,
): void {
  const shard = state.shards.get(partition);
  if (shard !== undefined && leaderEpoch > shard.leaderEpoch)
    unload(makeContext(state, host, shard));
  dropDeadTimers(state);
}

/** Partitions were deleted: every group's offsets of them go. Nobody waits for it. */
export function onPartitionsDeleted(
  state: CoordinatorState,
  host: CoordinatorHost,
  partitions: readonly { readonly topic: string; readonly partition: number }[],
): void {
  const deleted = new Map<string, Set<number>>();
  for (const { topic, partition } of partitions) {
    const indexes = deleted.get(topic);
    if (indexes === undefined) deleted.set(topic, new Set([partition]));
    else indexes.add(partition);
  }
  for (const shard of state.shards.values()) {
    if (shard.status !== 'Active') continue;
    const ctx = makeContext(state, host, shard);
    const records = deleteOffsetsOfPartitions(shard, deleted);
    if (records.length > 0 && typeof append(ctx, records, null) === 'number')
      noteTombstones(host, records, 'topic deleted');
  }
}
