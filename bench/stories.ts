import { indexHistory } from '../src/check/index-facts.js';
import { checkAll } from '../src/check/registry.js';
import { PROPERTY_NAMES } from '../src/scenario/model-steps.js';
import { endingOf } from '../src/scenario/run/ending.js';
import { Observed } from '../src/scenario/run/observed.js';
import { runUntil } from '../src/sim/driver.js';
import { crash } from '../src/sim/faults.js';
import { logEndOf, partitionsOf } from '../src/sim/observe.js';
import type { FastDriver } from '../src/sim/run-fast.js';
import { nodeNamed, type World } from '../src/sim/world.js';
import { invariant } from '../src/util/invariant.js';
import { costInBareEvents } from './bare-loop.js';
import { type Bench, type Figure, type Samples, timed, type Workload } from './measure.js';
import {
  committedRecords,
  fastDriver,
  groupWorld,
  isStable,
  joinAll,
  keys,
  startAll,
  TOPIC,
  type Tracing,
} from './worlds.js';

/*
 * A whole story, from making the world to its end: members join (range, session 6 s, heartbeat 3 s, fetch.max.wait
 * 1.5 s, one commit a poll, no processing time), records are produced, consumed and committed, one member is cut off
 * without goodbye, the others take over; it ends when the group is Stable without that member and caught up.
 */

interface StorySize {
  readonly name: string;
  readonly members: number;
  readonly partitions: number;
  readonly records: number;
  /** Stories in one sample. */
  readonly repeat: number;
  /** In bare events. */
  readonly target: number;
  readonly aim: number;
}

const SMALL: StorySize = {
  name: 'small story',
  members: 3,
  partitions: 6,
  records: 100,
  repeat: 600,
  target: 4_000,
  aim: 2_000,
};

const LARGE: StorySize = {
  name: 'large story',
  members: 10,
  partitions: 50,
  records: 10_000,
  repeat: 60,
  target: 32_000,
  aim: 16_000,
};

export function tellSmallStory(): number {
  return tellStory(SMALL, 'messages');
}

/** The number of its events. */
function tellStory(size: StorySize, tracing: Tracing): number {
  return playStory(size, tracing).world.events;
}

/** The small story and all that there is to check about it: the number of properties that it violates. */
function judgeSmallStory(): number {
  const { world, trace } = playStory(SMALL, 'facts');
  const observed = new Observed([]);
  observed.update(trace);
  const history = indexHistory(trace.facts);
  const verdicts = checkAll(history, endingOf(world, 'limit', observed), PROPERTY_NAMES);
  return verdicts.filter(({ status }) => status === 'violated').length;
}

function playStory(size: StorySize, tracing: Tracing): FastDriver {
  const { members, partitions, records } = size;
  const world = groupWorld({
    consumers: members,
    partitions,
    config: {
      sessionTimeoutMs: 6_000,
      heartbeatIntervalMs: 3_000,
      fetchMaxWaitMs: 1_500,
      enableAutoCommit: false,
      partitionAssignmentStrategy: ['range'],
    },
    app: { commit: 'sync-per-batch' },
    load: { count: records, keys: keys(2 * partitions), values: [null] },
  });
  const driver = fastDriver(world, tracing);
  joinAll(driver, members);
  startAll(driver, ['producer']);
  while (!isCaughtUp(world, records)) runUntil(driver, world.now + 100);
  driver.apply((w, out) => {
    const last = nodeNamed(w, `c${members}`);
    if (last !== undefined) crash(w, last, out);
  });
  while (!isStable(world, members - 1)) runUntil(driver, world.now + 1_000);
  invariant(isCaughtUp(world, records), 'the story ends well');
  return driver;
}

/** Every record is in the log, and the commits reach its end. */
function isCaughtUp(world: World, records: number): boolean {
  invariant(world.now < 10_000_000, 'the group catches up');
  if (committedRecords(world) !== records) return false;
  let inLog = 0;
  for (const tp of partitionsOf(world, TOPIC)) inLog += logEndOf(world, tp) ?? 0;
  return inLog === records;
}

function workload(size: StorySize, tracing: Tracing): Workload {
  return {
    name: storyName(size, tracing),
    sample: () =>
      timed(() => {
        for (let i = 0; i < size.repeat; i++) tellStory(size, tracing);
        return size.repeat;
      }),
  };
}

function storyName(size: StorySize, tracing: Tracing): string {
  return `${size.name}, ${tracing} kept`;
}

function figure(samples: Samples, size: StorySize, tracing: Tracing): Figure {
  const events = tellStory(size, tracing);
  return costInBareEvents(
    samples,
    storyName(size, tracing),
    { target: size.target, aim: size.aim },
    (speed) => `${speed} stories/s, ${events} events each`,
  );
}

const JUDGED = 'small story, all checks';

function judged(samples: Samples): Figure {
  const limits = { target: 5_200, aim: 2_800 };
  return costInBareEvents(
    samples,
    JUDGED,
    limits,
    (speed) => `${speed} stories/s, ${PROPERTY_NAMES.length} checks`,
  );
}

export const storiesBench: Bench = {
  name: 'stories',
  workloads: [
    workload(SMALL, 'messages'),
    workload(SMALL, 'facts'),
    workload(LARGE, 'messages'),
    workload(LARGE, 'facts'),
    {
      name: JUDGED,
      sample: () =>
        timed(() => {
          for (let i = 0; i < SMALL.repeat; i++) judgeSmallStory();
          return SMALL.repeat;
        }),
    },
  ],
  figures: (samples) => [
    figure(samples, SMALL, 'messages'),
    figure(samples, SMALL, 'facts'),
    figure(samples, LARGE, 'messages'),
    figure(samples, LARGE, 'facts'),
    judged(samples),
  ],
};
