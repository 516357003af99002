import type { CoordinatorRecord } from '../protocol/records.js';
import { armTimer, cancelTimer, type TimerTable } from '../util/timers.js';
import type { CoordinatorConfig } from './config.js';
import type { Continuation } from './deferred.js';
import type { CoordinatorHost } from './host.js';
import type { CoordinatorRules } from './rules.js';
import type { ClassicGroup, ClassicMember, CoordinatorState, Shard } from './state.js';
import type { CoordinatorTimer } from './timer.js';

/** What a handler works with: made for one request, timer or event, and dropped after it. */
export interface CoordinatorContext {
  readonly host: CoordinatorHost;
  readonly now: number;
  readonly config: CoordinatorConfig;
  readonly rules: CoordinatorRules;
  readonly timers: TimerTable<CoordinatorTimer>;
  readonly state: CoordinatorState;
  readonly shard: Shard;
}

export function makeContext(
  state: CoordinatorState,
  host: CoordinatorHost,
  shard: Shard,
): CoordinatorContext {
  const config = state.config.value;
  const { rules, timers } = state;
  return { host, now: host.now, config, rules, timers, state, shard };
}

/**
 * What an operation on a group wants written. Kafka: CoordinatorResult, here without the response, which JoinGroup
 * and SyncGroup give on their own and the others keep beside it.
 */
export interface CoordinatorResult {
  readonly records: readonly CoordinatorRecord[];
  /** What is left to do once the records are committed, or have failed. */
  readonly after: Continuation | null;
}

export const EMPTY_RESULT: CoordinatorResult = Object.freeze({ records: [], after: null });

/** The operation ended in what Kafka throws as an IllegalStateException: UNKNOWN_SERVER_ERROR for a request. */
export const FAILED_RESULT: CoordinatorResult = Object.freeze({ records: [], after: null });

/** Arms `timer` to fire after `delayMs`, replacing its key's previous deadline. */
export function arm(ctx: CoordinatorContext, timer: CoordinatorTimer, delayMs: number): void {
  armTimer(ctx.timers, timer.key, ctx.now + Math.max(delayMs, 0), timer);
}

export function cancel(ctx: CoordinatorContext, key: string): void {
  cancelTimer(ctx.timers, key);
}

/** Gives a member its full session again. Kafka: rescheduleClassicGroupMemberHeartbeat. */
export function rearmSession(ctx: CoordinatorContext, member: ClassicMember): void {
  arm(ctx, member.sessionTimer, member.sessionTimeoutMs);
}

/** Answers a parked JoinGroup or SyncGroup, unless a failed write has answered it already. */
export function respondParked(
  ctx: CoordinatorContext,
  token: number,
  body: Parameters<CoordinatorHost['respond']>[1],
): void {
  if (ctx.shard.parked.delete(token)) ctx.host.respond(token, body);
}

/** Drops a parked request that Kafka never answers, once no write that may still fail would answer it. */
export function forgetParked(ctx: CoordinatorContext, token: number): void {
  const { deferred, parked } = ctx.shard;
  if (token === 0 || !parked.has(token)) return;
  for (const waiting of deferred) {
    if (waiting.token !== token) continue;
    parked.set(token, false);
    return;
  }
  parked.delete(token);
}

/** The live group, undefined if there is none. Kafka: groups.get(id) as of now. */
export function findGroup(ctx: CoordinatorContext, groupId: string): ClassicGroup | undefined {
  return ctx.shard.groups.get(groupId);
}
