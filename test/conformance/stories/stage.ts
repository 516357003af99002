import { boot } from '../../../src/sim/boot.js';
import { DULL } from '../../../src/sim/choices.js';
import type { Dispatch } from '../../../src/sim/dispatch.js';
import type { Driver } from '../../../src/sim/driver.js';
import { FastDriver } from '../../../src/sim/run-fast.js';
import { RecordedDriver } from '../../../src/sim/run-recorded.js';
import { makeWorld, type World } from '../../../src/sim/world.js';
import { StoryHistory } from './history.js';
import type { Story } from './story.js';
import { storyWorld } from './world.js';

/** More events than any story needs: a loop that takes no time would never end. */
const MAX_EVENTS = 5_000_000;

interface Alarm {
  readonly at: number;
  readonly act: () => void;
}

/** Someone who reacts to what has happened in the world: an application thread, the recorder's background producer. */
export interface Actor {
  /** True if it did something, so that the others look again. */
  react(): boolean;
}

/** The world of one story, its virtual time, and those who act in it besides its nodes. */
export class Stage {
  readonly driver: Driver;
  readonly history = new StoryHistory();
  readonly actors: Actor[] = [];
  private alarms: Alarm[] = [];

  constructor(
    readonly story: Story,
    mode: 'fast' | 'recorded',
  ) {
    const world = makeWorld(storyWorld(story));
    this.driver = mode === 'fast' ? new FastDriver(world, DULL) : new RecordedDriver(world, DULL);
    this.apply(boot);
  }

  get world(): World {
    return this.driver.world;
  }

  get now(): number {
    return this.driver.world.now;
  }

  apply(change: (world: World, out: Dispatch) => void): void {
    this.driver.apply(change);
  }

  /** Calls `act` in `ms`. */
  after(ms: number, act: () => void): void {
    this.alarms.push({ at: this.now + ms, act });
  }

  pass(ms: number): void {
    this.until(() => false, ms);
  }

  /** Lets time pass until `holds`, at most `ms`; returns whether it holds. */
  until(holds: () => boolean, ms: number): boolean {
    const end = this.now + ms;
    this.settle();
    while (!holds()) {
      if (this.now >= end && !this.driver.step(end)) return false;
      this.advance(end);
      this.settle();
    }
    return true;
  }

  /** The next event of the world, or the next alarm, up to `end`. */
  private advance(end: number): void {
    if (this.world.events > MAX_EVENTS) throw new Error('the story does not come to an end');
    let first: Alarm | undefined;
    for (const alarm of this.alarms) {
      if (alarm.at <= end && (first === undefined || alarm.at < first.at)) first = alarm;
    }
    const limit = first?.at ?? end;
    if (this.driver.step(limit)) return;
    this.apply((world) => {
      world.now = Math.max(world.now, limit);
    });
    if (first === undefined) return;
    this.alarms = this.alarms.filter((alarm) => alarm !== first);
    first.act();
  }

  /** Everybody reacts until nobody has anything to do at this instant. */
  private settle(): void {
    for (let again = true; again; ) {
      again = false;
      for (const actor of this.actors) if (actor.react()) again = true;
    }
  }
}
