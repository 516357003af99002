import { shiftTimers } from '../util/timers.js';
import { Deferred } from './deferred.js';
import type { CoordinatorState } from './state.js';

/** The broker's clock jumped: timers and waiting answers keep the time they had left (SystemTimer: monotonic). */
export function shiftDeadlines(state: CoordinatorState, byMs: number): void {
  shiftTimers(state.timers, byMs);
  for (const shard of state.shards.values()) {
    if (shard.deferred.length > 0) shard.deferred = shard.deferred.map((one) => later(one, byMs));
  }
}

function later(one: Deferred, byMs: number): Deferred {
  const { kind, endOffset, at, seq, token, part, request, response, after } = one;
  return new Deferred(kind, endOffset, at + byMs, seq, token, part, request, response, after);
}
