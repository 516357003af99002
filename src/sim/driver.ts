import type { Dispatch } from './dispatch.js';
import { timeOf } from './queue.js';
import type { Trace } from './trace.js';
import type { World } from './world.js';

/** A run in progress: what both drivers offer. */
export interface Driver {
  /** The world as it is now. Only `apply` may change it. */
  readonly world: World;
  readonly trace: Trace;
  /** Lets the next event happen; false if nothing is left to happen until `until` (virtual ms, included). */
  step(until: number): boolean;
  /** Does something to the world between two events: a fault, a start, a call. */
  apply(change: (world: World, out: Dispatch) => void): void;
}

/** When the next event happens: virtual ms; undefined if none is left. */
export function nextEventAt(world: World): number | undefined {
  const first = world.queue[0];
  return first === undefined ? undefined : timeOf(first);
}

/** A broken invariant or another bug of ours, with where in the run it struck. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';

  constructor(
    readonly error: Error,
    readonly event: number,
    readonly at: number,
    /** The last facts before it. */
    readonly last: Trace['facts'],
  ) {
    super(error.message);
  }
}

/** Runs `work`; what it throws is told with the event number and the last facts. */
export function guarded<T>(out: Dispatch, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw located(out, error);
  }
}

/** An error with where in the run it struck. */
export function located(out: Dispatch, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof SimulationError) return error;
  return new SimulationError(error, out.world.events, out.world.now, out.trace.facts.slice(-10));
}

/** Lets everything happen that is due up to and including `until`, and sets the clock to it. */
export function runUntil(driver: Driver, until: number): void {
  while (driver.step(until)) {
    // one event after the other
  }
  if (driver.world.now < until) {
    driver.apply((world) => {
      world.now = until;
    });
  }
}
