import type { Application } from '../src/api/application.js';
import { Journal } from '../src/api/journal.js';
import { Thread } from '../src/api/thread.js';
import type { ProgramFactory } from '../src/app/program.js';
import { DULL } from '../src/sim/choices.js';
import { runUntil } from '../src/sim/driver.js';
import { enqueueCall } from '../src/sim/faults.js';
import { Programs } from '../src/sim/programs.js';
import { FastDriver } from '../src/sim/run-fast.js';
import { makeTrace } from '../src/sim/trace.js';
import { consumerNamed, type World } from '../src/sim/world.js';
import { invariant } from '../src/util/invariant.js';
import {
  type Bench,
  type Figure,
  perSecond,
  type Samples,
  short,
  speedRatio,
  timed,
  type Workload,
} from './measure.js';
import { groupWorld, keys, startAll } from './worlds.js';

/*
 * What a record costs that poll() hands out, 500 at a time (max.poll.records), fetches included: against the least
 * that anybody pays who makes a record, an object of five fields pushed onto an array.
 */

const RECORDS = 100_000;
/** How often the log is read in one sample. */
const TIMES = 10;
const MAX_POLL_RECORDS = 500;

const ALLOCATE = 'allocate and push';
const OWN = 'own application polls';
const BUILT_IN = 'built-in application polls';

interface FiveFields {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
}

/** The yardstick, in lists of 500 like the polls. */
const allocate: Workload = {
  name: ALLOCATE,
  sample: () =>
    timed(() => {
      let count = 0;
      for (let done = 0; done < RECORDS * TIMES; done += MAX_POLL_RECORDS) {
        const list = fiveHundred(done);
        count += list.length;
        kept.list = list;
      }
      return count;
    }),
};

/** Keeps the engine from seeing that nobody reads the lists. */
const kept: { list: readonly unknown[] } = { list: [] };

function fiveHundred(from: number): FiveFields[] {
  const list: FiveFields[] = [];
  for (let i = 0; i < MAX_POLL_RECORDS; i++) {
    list.push({ topic: 'orders', partition: 0, offset: from + i, key: null, value: 'x' });
  }
  return list;
}

/** Reads everything again and again; what it got is counted. */
class Reader {
  got = 0;
  /** It polls until it has got so many. */
  wanted = 0;

  readonly application: Application = {
    run: (app) => this.run(app),
  };

  private *run(app: Parameters<NonNullable<Application['run']>>[0]) {
    for (;;) {
      const records = yield* app.consumer.poll(100);
      kept.list = records;
      this.got += records.length;
      if (records.length === 0 && this.got < this.wanted) app.consumer.seekToBeginning();
    }
  }
}

/** A log of `RECORDS` records, and a consumer that has read them all once. */
function filledWorld(programs: ReadonlyMap<string, ProgramFactory>): FastDriver {
  const world = groupWorld({
    consumers: 1,
    partitions: 1,
    config: { enableAutoCommit: false, maxPollRecords: MAX_POLL_RECORDS },
    app: { commit: 'none', pollTimeoutMs: 100 },
    load: { rate: null, count: RECORDS, keys: keys(64), values: ['x'] },
  });
  const driver = new FastDriver(world, DULL, makeTrace(false), new Programs(programs));
  startAll(driver, ['producer']);
  runUntil(driver, 20_000);
  startAll(driver, ['consumer']);
  runUntil(driver, 40_000);
  invariant(position(driver.world) === RECORDS, 'everything is read once');
  return driver;
}

function position(world: World): number {
  const partitions = consumerNamed(world, 'c1')?.process?.consumer.partitions.values() ?? [];
  return [...partitions][0]?.position ?? -1;
}

function own(): Workload {
  const reader = new Reader();
  const make = () => new Thread('c1', reader.application, new Journal());
  let driver: FastDriver | undefined;
  return {
    name: OWN,
    sample: () => {
      driver ??= filledWorld(new Map([['c1', make]]));
      const { world, trace } = driver;
      const before = reader.got;
      reader.wanted = before + RECORDS * TIMES;
      const running = driver;
      return timed(() => {
        while (reader.got < reader.wanted) runUntil(running, world.now + 1_000);
        trace.facts.length = 0;
        return reader.got - before;
      });
    },
  };
}

function builtIn(): Workload {
  let driver: FastDriver | undefined;
  return {
    name: BUILT_IN,
    sample: () => {
      driver ??= filledWorld(new Map());
      const running = driver;
      return timed(() => {
        for (let i = 0; i < TIMES; i++) readAgain(running);
        running.trace.facts.length = 0;
        return RECORDS * TIMES;
      });
    },
  };
}

function readAgain(driver: FastDriver): void {
  driver.apply((world) => {
    const node = consumerNamed(world, 'c1');
    if (node !== undefined) enqueueCall(world, node, { kind: 'seekToBeginning', partitions: [] });
  });
  runUntil(driver, driver.world.now + 2_000);
  invariant(position(driver.world) === RECORDS, 'everything is read again');
}

function cost(samples: Samples, name: string, what: string): Figure {
  return {
    name: what,
    measured: 1 / speedRatio(samples, name, ALLOCATE),
    unit: 'of alloc+push',
    target: 3,
    aim: null,
    better: 'lower',
    note: `${short(perSecond(samples, name))} records/s, against ${short(perSecond(samples, ALLOCATE))}`,
  };
}

export const pollingBench: Bench = {
  name: 'polling',
  workloads: [allocate, own(), builtIn()],
  figures: (samples) => [
    cost(samples, OWN, 'poll of 500, a record, own application'),
    cost(samples, BUILT_IN, 'poll of 500, a record, built in'),
  ],
};
