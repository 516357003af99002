import { brokerClockJumped } from '../broker/clock-jump.js';
import { controllerClockJumped } from '../controller/brokers.js';
import { NodeClock, ownTime } from './clock.js';
import type { Dispatch } from './dispatch.js';
import { rearm } from './wakeups.js';
import { NEVER, type SimNode, type World } from './world.js';

/** What `date -s` or NTP does to a clock; null: that stays as it is. */
export interface ClockChange {
  /** It jumps to virtual time plus this many ms. */
  readonly offsetMs: number | null;
  readonly ppm: number | null;
}

/**
 * Sets a node's own clock, now. A client times everything by its wall clock (Time.milliseconds), so its timers keep
 * their deadline on it: after a jump ahead they are due earlier, after one back later. Brokers and the controller time
 * by the monotonic clock, which does not jump: their timers keep the time they had left.
 */
export function setClock(world: World, node: SimNode, change: ClockChange, out: Dispatch): void {
  const { now } = world;
  const before = ownTime(node, now);
  const reading = change.offsetMs === null ? before : now + change.offsetMs;
  const ppm = change.ppm ?? node.clock?.ppm ?? 0;
  const jumpMs = reading - before;
  const setBackMs = (node.clock?.setBackMs ?? 0) + Math.max(0, -jumpMs);
  const isTrue = reading === now && ppm === 0 && setBackMs === 0;
  node.clock = isTrue ? null : new NodeClock(now, reading, ppm, setBackMs);
  out.node = node;
  out.note({ type: 'clock set', aheadMs: reading - now, ppm, jumpMs });
  if (node.kind === 'broker') brokerClockJumped(node.state, before, reading);
  if (node.kind === 'controller') controllerClockJumped(node.state, jumpMs);
  node.wakeAt = NEVER; // the wake-up that is in the queue may come too early or too late
  rearm(world, node);
}
