import { armTimer, cancelTimer, deadlineOf } from '../../util/few-timers.js';
import type { AppEvent, Call, ConsumerException } from './calls.js';
import type { ConsumerContext } from './context.js';
import type { ActiveCall, ConsumerTimer } from './state.js';

const CALL: ConsumerTimer = Object.freeze({ kind: 'call' });

/** Ends the running call, which is the innermost one. */
export function returns(c: ConsumerContext, event: AppEvent): void {
  drop(c);
  c.events.push(event);
}

/** Ends the running call with an exception. */
export function throws(c: ConsumerContext, call: ActiveCall, thrown: ConsumerException): void {
  drop(c);
  throwsNow(c, call.kind as Call['kind'], thrown); // 'callback' never throws: it ends by callback-return
}

/** An exception out of a call that never waited. */
export function throwsNow(c: ConsumerContext, call: Call['kind'], thrown: ConsumerException): void {
  c.note({ type: 'exception', call, exception: thrown.name, message: thrown.message });
  c.events.push({ kind: 'threw', call, exception: thrown });
}

/** Only the innermost call is ever looked at, so it is the one that ends. */
function drop(c: ConsumerContext): void {
  c.s.calls.pop();
  cancelTimer(c.s.timers, 'call');
}

/** The running call is looked at again at `at`, if nothing happens before. */
export function waitUntil(c: ConsumerContext, at: number): void {
  if (at === Number.POSITIVE_INFINITY) return;
  if (deadlineOf(c.s.timers, 'call') === at) return;
  armTimer(c.s.timers, 'call', at, CALL);
}
