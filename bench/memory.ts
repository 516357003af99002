import { logEndOf, partitionsOf } from '../src/sim/observe.js';
import { type Bench, collectGarbage, type Figure } from './measure.js';
import { inOwnProcess } from './own-process.js';
import { tellSmallStory } from './stories.js';
import { fastDriver, groupWorld, runForgetful, startAll, TOPIC } from './worlds.js';

/* What is kept: bytes a record in a log, and whether story after story leaves anything behind. */

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Produces payload-less records through the simulated cluster, and weighs what stays of each in the logs. */
export function bytesPerRecord(lingerMs: number): number {
  const world = groupWorld({
    consumers: 0,
    partitions: 10,
    producer: { lingerMs },
    load: { rate: { records: 2, perMs: 1 }, count: 200_000, values: [null] },
  });
  const driver = fastDriver(world, 'nothing');
  runForgetful(driver, 1_000);
  const before = heapBytes();
  startAll(driver, ['producer']);
  runForgetful(driver, 101_000);
  const bytes = heapBytes() - before;
  let stored = 0;
  for (const tp of partitionsOf(world, TOPIC)) stored += logEndOf(world, tp) ?? 0;
  return bytes / stored;
}

const FEW = 1_000;
const MANY = 10_000;

/** Heap after 10,000 stories against the heap after 1,000. */
export function storyGrowth(): number {
  for (let i = 0; i < FEW; i++) tellSmallStory();
  const early = heapBytes();
  for (let i = FEW; i < MANY; i++) tellSmallStory();
  return heapBytes() / early - 1;
}

const HOUR_MS = 3_600_000;

/**
 * Heap after three hours of virtual time against the heap after one: a group reads a topic of five minutes' retention
 * and commits to a `__consumer_offsets` that is compacted.
 */
export function retentionGrowth(): number {
  const world = groupWorld({
    consumers: 2,
    partitions: 4,
    producer: { lingerMs: 0 },
    load: { rate: { records: 5, perMs: 1_000 }, count: null, values: [null] },
    topic: { retentionMs: 300_000, segmentMs: 60_000 },
    broker: { offsetsTopicSegmentBytes: 10_000 },
  });
  const driver = fastDriver(world, 'nothing');
  startAll(driver, ['consumer', 'producer']);
  runForgetful(driver, HOUR_MS);
  const early = heapBytes();
  runForgetful(driver, 2 * HOUR_MS);
  return heapBytes() / early - 1;
}

function recordFigure(name: string, task: string): Figure {
  return {
    name,
    measured: inOwnProcess(task),
    unit: 'bytes',
    target: 200,
    aim: null,
    better: 'lower',
    note: 'through producer and broker; heap after collection',
  };
}

export const memoryBench: Bench = {
  name: 'memory',
  workloads: [],
  figures: () => [
    recordFigure('a record without payload, 10 a batch', 'bytes-batched'),
    recordFigure('a record without payload, alone in its batch', 'bytes-single'),
    {
      name: 'growth over 10,000 small stories',
      measured: inOwnProcess('story-growth'),
      unit: 'of the heap',
      target: 0.2,
      aim: null,
      better: 'lower',
      note: 'heap after collection, from the 1,000th story on',
    },
    {
      name: 'growth from 1 to 3 hours of virtual time, retention on',
      measured: inOwnProcess('retention-growth'),
      unit: 'of the heap',
      target: 0.1,
      aim: null,
      better: 'lower',
      note: '5 records a second, retention of 5 minutes, compacted offsets',
    },
  ],
};
