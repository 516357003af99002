import { assignorsBench } from './assignor-figures.js';
import { bareLoop, bareLoopBench } from './bare-loop.js';
import { bigGroupBench, bigGroupMemory, bigGroupWall } from './big-group.js';
import { clusterBench, simulatedHour } from './cluster.js';
import { coordinatorBench } from './coordinator.js';
import { fuzzBench } from './fuzz.js';
import { heartbeatsBench } from './heartbeats.js';
import { type Bench, type Figure, interleaved } from './measure.js';
import { bytesPerRecord, memoryBench, retentionGrowth, storyGrowth } from './memory.js';
import { outputOf } from './own-process.js';
import { pollingBench } from './polling.js';
import { rebalancingBench } from './rebalancing.js';
import { searchBench, searchGrowth } from './search.js';
import { startUpBench } from './start-up.js';
import { steadyBench } from './steady.js';
import { storiesBench } from './stories.js';
import { jsonLines, table } from './table.js';

/*
 * npm run bench [-- --json] [-- --only NAME]: how fast the simulator is, as ratios within one process. Nothing here
 * is a test: the table says what is met, the exit code does not.
 */

const ROUNDS = 9;

const BENCHES: readonly Bench[] = [
  bareLoopBench,
  steadyBench,
  rebalancingBench,
  heartbeatsBench,
  storiesBench,
  fuzzBench,
  searchBench,
  bigGroupBench,
  memoryBench,
  clusterBench,
  coordinatorBench,
  pollingBench,
  startUpBench,
  assignorsBench,
];

/** What is measured in a process of its own: see own-process. */
const TASKS: Readonly<Record<string, () => number>> = {
  'big-group-wall': bigGroupWall,
  'big-group-memory': bigGroupMemory,
  'simulated-hour': simulatedHour,
  'bytes-batched': () => bytesPerRecord(5),
  'bytes-single': () => bytesPerRecord(0),
  'story-growth': storyGrowth,
  'retention-growth': retentionGrowth,
  'search-growth': searchGrowth,
};

function main(args: readonly string[]): void {
  const task = option(args, '--task');
  if (task !== undefined) {
    console.log(TASKS[task]?.() ?? Number.NaN);
    return;
  }
  const only = option(args, '--only');
  const benches = BENCHES.filter((b) => only === undefined || b.name.includes(only));
  const json = args.includes('--json');
  const figures = benches.length === 1 ? measure(benches) : benches.flatMap(inItsOwnProcess);
  if (benches.length === 0) {
    console.error(`no bench ${only}; there are: ${BENCHES.map((b) => b.name).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  console.log((json ? jsonLines(figures) : table(figures)).join('\n'));
}

/** One group of figures, the bare loop in turn with it. */
function measure(benches: readonly Bench[]): Figure[] {
  const workloads = benches.flatMap((b) => b.workloads);
  if (workloads.length > 0 || benches.includes(bareLoopBench))
    workloads.splice(0, 0, bareLoop(10), bareLoop(1_000));
  const samples = interleaved(workloads, ROUNDS);
  return benches.flatMap((b) => b.figures(samples));
}

/** Each group has a process and a bare loop of its own: what the engine compiled for one does not slow the next. */
function inItsOwnProcess(bench: Bench): Figure[] {
  const lines = outputOf(['--only', bench.name, '--json']).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Figure); // written by jsonLines
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

main(process.argv.slice(2));
