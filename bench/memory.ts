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
  ],
};
