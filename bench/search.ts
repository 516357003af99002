import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Player } from '../src/search/campaign.js';
import { BY_PROMISES } from '../src/search/judge.js';
import { type Bench, collectGarbage, type Figure, median } from './measure.js';
import { inOwnProcess } from './own-process.js';

/*
 * A search as its users meet it: two threads against one, a test file with a property against one whose property does
 * nothing, and whether run after run leaves anything behind. Wall time of the built command and library, in turn.
 */

const COMMAND = 'dist/cohort.cjs';
const VITEST = 'node_modules/vitest/vitest.mjs';
const RUNS = 800;
const ROUNDS = 5;

function wallMs(args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - start;
}

/** How much longer the first takes than the second: the median of the rounds. */
function times(first: readonly string[], second: readonly string[]): number {
  const rounds = Array.from({ length: ROUNDS }, () => wallMs(first) / wallMs(second));
  return median(rounds);
}

function fuzz(workers: number): string[] {
  return [COMMAND, 'fuzz', '--seed', '1', '--runs', `${RUNS}`, '--workers', `${workers}`];
}

function testFile(name: string): string[] {
  return [VITEST, 'run', '--config', 'bench/vitest/vitest.config.ts', name];
}

function twoWorkers(): Figure {
  return {
    name: 'fuzz, two workers',
    measured: times(fuzz(1), fuzz(2)),
    unit: 'times one worker',
    target: 1.5,
    aim: null,
    better: 'higher',
    note: `${RUNS} runs, wall time`,
  };
}

function propertyInVitest(): Figure {
  return {
    name: 'a vitest file, 100 small stories',
    measured: times(testFile('stories'), testFile('empty')),
    unit: 'times an empty one',
    target: 1.25,
    aim: null,
    better: 'lower',
    note: 'wall time, its process included',
  };
}

const EARLY = 500;
const LATE = 5_000;

/** Heap after 5,000 runs of a search against the heap after 500. */
export function searchGrowth(): number {
  const player = new Player({ seed: 1, sources: [], judge: BY_PROMISES });
  const heapAfter = (from: number, to: number): number => {
    for (let index = from; index < to; index++) player.play(index);
    collectGarbage();
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const early = heapAfter(0, EARLY);
  return heapAfter(EARLY, LATE) / early - 1;
}

function growth(): Figure {
  return {
    name: `heap, ${LATE} runs of a search against ${EARLY}`,
    measured: inOwnProcess('search-growth'),
    unit: 'growth',
    target: 0.1,
    aim: null,
    better: 'lower',
    note: 'a search of ten minutes is some 50,000 runs',
  };
}

export const searchBench: Bench = {
  name: 'search',
  workloads: [],
  figures: () => (existsSync(COMMAND) ? [twoWorkers(), propertyInVitest(), growth()] : [growth()]),
};
