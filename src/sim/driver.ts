import { InvariantError } from '../util/invariant.js';
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

/** A broken invariant, with where in the run it broke. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';

  constructor(
    readonly error: InvariantError,
    readonly event: number,
    readonly at: number,
    /** The last facts before it. */
    readonly last: Trace['facts'],
  ) {
    super(error.message);
  }
}

/** Runs `work`; a broken invariant is told with the event number and the last facts. */
export function guarded<T>(out: Dispatch, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw located(out, error);
  }
}

/** A broken invariant with where it broke; any other error as it is. */
export function located(out: Dispatch, error: unknown): unknown {
  if (!(error instanceof InvariantError)) return error;
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
