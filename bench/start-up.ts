import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { type Bench, type Figure, median } from './measure.js';

/* The built command on its first scenario against a node that does nothing: wall time, in turn. */

const COMMAND = ['dist/cohort.cjs', 'run', 'scenarios/crash-before-commit.yaml'];
const ROUNDS = 15;

function wallMs(args: readonly string[]): number {
  const start = performance.now();
  try {
    execFileSync(process.execPath, args, { stdio: 'ignore' });
  } catch {
    // its verdict does not matter here, only its time
  }
  return performance.now() - start;
}

function figure(): Figure {
  const ratios: number[] = [];
  const commands: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const bare = wallMs(['-e', '0']);
    const command = wallMs(COMMAND);
    commands.push(command);
    ratios.push(command / bare);
  }
  const old = process.versions.node.startsWith('20.');
  return {
    name: 'cohort run scenarios/crash-before-commit.yaml',
    measured: median(ratios),
    unit: 'times node -e 0',
    target: old ? 2 : 2.2,
    aim: old ? 1.5 : 1.8,
    better: 'lower',
    note: `${median(commands).toFixed(0)} ms of wall time`,
  };
}

export const startUpBench: Bench = {
  name: 'start-up',
  workloads: [],
  figures: () => (COMMAND.slice(0, 1).every((file) => existsSync(file)) ? [figure()] : []),
};
