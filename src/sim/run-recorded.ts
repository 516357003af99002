import { enableMapSet, enablePatches, type Patch, produceWithPatches, setAutoFreeze } from 'immer';
import { advance } from './advance.js';
import type { Choices } from './choices.js';
import { Dispatch } from './dispatch.js';
import { type Driver, guarded } from './driver.js';
import type { Programs } from './programs.js';
import { makeTrace, type Trace } from './trace.js';
import type { World } from './world.js';

enableMapSet();
enablePatches();
setAutoFreeze(true);

/** A moment of a recorded run: the frozen world after an event, and what the event changed. */
export interface Moment {
  readonly world: World;
  readonly patches: readonly Patch[];
}

/**
 * The recorded driver: each event makes a new frozen world, which shares with the one before what did not change. By
 * law it tells the same trace and ends in the same world as the fast driver.
 */
export class RecordedDriver implements Driver {
  /** The first is the initial world. */
  readonly moments: Moment[];
  private readonly out: Dispatch;

  constructor(
    initial: World,
    choices: Choices,
    readonly trace: Trace = makeTrace(false),
    programs: Programs | null = null,
  ) {
    this.moments = [{ world: initial, patches: [] }];
    this.out = new Dispatch(initial, choices, trace, programs);
  }

  get world(): World {
    return (this.moments[this.moments.length - 1] as Moment).world; // never empty
  }

  step(until: number): boolean {
    let happened = false;
    this.produce((draft) => {
      happened = advance(draft, this.out, until);
    });
    return happened;
  }

  apply(change: (world: World, out: Dispatch) => void): void {
    this.produce((draft) => change(draft, this.out));
  }

  private produce(recipe: (draft: World) => void): void {
    const [world, patches] = produceWithPatches(this.world, (draft: World) => {
      this.out.world = draft;
      this.out.node = draft.nodes[0] as Dispatch['node']; // the controller
      guarded(this.out, () => recipe(draft));
    });
    this.out.world = world;
    this.moments.push({ world, patches });
  }
}
