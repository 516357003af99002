import { performance } from 'node:perf_hooks';
import type { Bench } from './measure.js';
import { inOwnProcess } from './own-process.js';
import { fastDriver, groupWorld, joinAll } from './worlds.js';

/* A thousand consumers on ten thousand partitions, from the making of the world to a Stable group. */

const MEMBERS = 1_000;
const PARTITIONS = 10_000;

/** Wall time in ms. */
export function bigGroupWall(): number {
  const start = performance.now();
  startBigGroup();
  return performance.now() - start;
}

/** The most that the process ever held, MiB. */
export function bigGroupMemory(): number {
  startBigGroup();
  return process.resourceUsage().maxRSS / 1024;
}

function startBigGroup(): void {
  const world = groupWorld({ consumers: MEMBERS, partitions: PARTITIONS });
  joinAll(fastDriver(world, 'messages'), MEMBERS);
}

export const bigGroupBench: Bench = {
  name: 'big-group',
  workloads: [],
  figures: () => [
    {
      name: '1,000 consumers on 10,000 partitions',
      measured: inOwnProcess('big-group-wall') / 1_000,
      unit: 's',
      target: 5,
      aim: null,
      better: 'lower',
      note: 'wall time from start to Stable, in a fresh process',
    },
    {
      name: '1,000 consumers on 10,000 partitions',
      measured: inOwnProcess('big-group-memory'),
      unit: 'MiB',
      target: 512,
      aim: null,
      better: 'lower',
      note: 'largest resident size of that process',
    },
  ],
};
