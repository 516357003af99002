import { type Driver, runUntil } from '../../sim/driver.js';
import { thaw } from '../../sim/faults.js';
import { nodeNamed } from '../../sim/world.js';
import type { Thaw } from './actions.js';

/** How many events of a run happen between two chances to stop it. */
const SLICE = 5_000;

/** Lets the events of a run happen one by one, and with them the thaws that its steps have scheduled. */
export class Pace {
  thaws: Thaw[] = [];
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

  /** The next event, or the next thaw that a freeze asked for; false if neither comes until `until`. */
  stepUntil(until: number): boolean {
    if (this.isExhausted()) return false;
    const thawing = this.thaws.reduce(
      (first, t) => Math.min(first, t.at),
      Number.POSITIVE_INFINITY,
    );
    if (this.driver.step(Math.min(until, thawing))) return true;
    if (thawing > until) return false;
    runUntil(this.driver, thawing);
    const due = this.thaws.filter((t) => t.at <= thawing);
    this.thaws = this.thaws.filter((t) => t.at > thawing);
    this.driver.apply((world, out) => {
      for (const { node } of due) {
        const target = nodeNamed(world, node);
        if (target !== undefined) thaw(world, target, out);
      }
    });
    return true;
  }
}
