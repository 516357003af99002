import { advance } from './advance.js';
import type { Choices } from './choices.js';
import { Dispatch } from './dispatch.js';
import { type Driver, guarded, located } from './driver.js';
import type { Programs } from './programs.js';
import { makeTrace, type Trace } from './trace.js';
import type { World } from './world.js';

/** The fast driver: one world, changed in place. */
export class FastDriver implements Driver {
  private readonly out: Dispatch;

  constructor(
    readonly world: World,
    choices: Choices,
    readonly trace: Trace = makeTrace(false),
    programs: Programs | null = null,
  ) {
    this.out = new Dispatch(world, choices, trace, programs);
  }

  step(until: number): boolean {
    try {
      return advance(this.world, this.out, until);
    } catch (error) {
      throw located(this.out, error);
    }
  }

  apply(change: (world: World, out: Dispatch) => void): void {
    guarded(this.out, () => change(this.world, this.out));
  }
}
