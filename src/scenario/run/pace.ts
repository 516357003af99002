import { type Driver, runUntil } from '../../sim/driver.js';
import { comesDue } from './faults.js';
import type { Scheduled } from './targets.js';

/** How many events of a run happen between two chances to stop it. */
const SLICE = 5_000;

/** Lets the events of a run happen one by one, and with them what the faults of its steps have scheduled. */
export class Pace {
  scheduled: Scheduled[] = [];
  private sliceEndsAt = SLICE;

  constructor(
    private readonly driver: Driver,
    private readonly maxEvents: number,
  ) {}

  isExhausted(): boolean {
    return this.driver.world.events >= this.maxEvents;
  }

  /** True once a slice is full; the next one begins. */
  sliceIsFull(): boolean {
    const { events } = this.driver.world;
    if (events < this.sliceEndsAt) return false;
    this.sliceEndsAt = events + SLICE;
    return true;
  }

  /** The next event, or what is scheduled next; false if neither comes until `until`. */
  stepUntil(until: number): boolean {
    if (this.isExhausted()) return false;
    if (this.scheduled.length === 0) return this.driver.step(until);
    const next = Math.min(...this.scheduled.map((s) => s.at));
    if (this.driver.step(Math.min(until, next))) return true;
    if (next > until) return false;
    runUntil(this.driver, next);
    const due = this.scheduled.filter((s) => s.at <= next);
    this.scheduled = this.scheduled.filter((s) => s.at > next);
    this.driver.apply((world, out) => {
      for (const one of due) comesDue(world, one, out);
    });
    return true;
  }
}
