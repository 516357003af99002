import { shiftDeadlines } from '../coordinator/clock-jump.js';
import { cancelTimer, shiftTimers } from '../util/timers.js';
import { rebaseCheckpoints, rebaseUnwritten } from './disk.js';
import { scheduleLogTasks } from './log-tasks.js';
import type { BrokerState } from './state.js';

/**
 * The wall clock of the broker jumped from `before` to `now`, its own ms. What waits in a purgatory, a coordinator's
 * timer or a scheduler goes on as if nothing had happened: they run on the monotonic clock (SystemTimer, hiResClockMs).
 * What is compared with timestamps or with time.milliseconds() is seen with the new clock: retention, the cleaner,
 * offsets that expire, when a follower was last caught up.
 */
export function brokerClockJumped(broker: BrokerState, before: number, now: number): void {
  const byMs = now - before;
  const v = broker.volatile;
  shiftTimers(v.timers, byMs);
  shiftDeadlines(v.coordinator, byMs);
  v.coordinatorSince += byMs;
  rebaseCheckpoints(broker, before, now);
  rebaseUnwritten(broker, byMs);
  // Both are armed for when they have something to do, and that depends on the clock.
  cancelTimer(v.timers, 'retention');
  cancelTimer(v.timers, 'cleaner');
  scheduleLogTasks(broker, now);
}
