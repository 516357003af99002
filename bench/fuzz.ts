import { scenario } from '../src/scenario/build.js';
import type { RunResult } from '../src/scenario/result.js';
import { runScenario } from '../src/scenario/run/run.js';
import type { ScenarioFile } from '../src/scenario/schema.js';
import { faultsInTime } from '../src/search/faults.js';
import { BY_PROMISES, judgeResult, MAX_EVENTS } from '../src/search/judge.js';
import { seededChoices } from '../src/sim/seeded-choices.js';
import { costInBareEvents } from './bare-loop.js';
import { type Bench, type Samples, speedRatio, timed, type Workload } from './measure.js';

/*
 * The standard random scenario of a search: 3 brokers, replication 3, 3 consumers with session 6 s and heartbeat 3 s,
 * 2 topics of 4 partitions, 3 partitions of __consumer_offsets as in generated scenarios, 200 records, 2 faults, a drawn schedule, until converged; then judged. A run counts from
 * the plain data of its scenario to its verdict.
 */

const CAST = { consumers: ['c0', 'c1', 'c2'], producers: ['p0', 'p1'], brokers: 3, groups: ['g'] };

/** One of a few, so that no single story is what is measured. */
function file(seed: number): ScenarioFile {
  const consumer: NonNullable<ScenarioFile['consumers']>[string] = {
    group: 'g',
    subscribe: ['t0', 't1'],
    'auto.offset.reset': 'earliest',
    'session.timeout.ms': 6_000,
    'heartbeat.interval.ms': 3_000,
    commit: 'sync-per-batch',
  };
  const topic = { partitions: 4, 'replication.factor': 3 };
  const load = (name: string) => ({
    topic: name,
    rate: '20/s',
    count: 100,
    keys: ['a', 'b', 'c', 'd'],
  });
  const faults = [
    { kind: 'crash a consumer', at: 3_500 + 500 * (seed % 4), whom: seed % 3, forMs: 3_000 },
    { kind: 'crash a broker', at: 6_000 + 500 * (seed % 5), whom: seed % 3, forMs: 12_000 },
  ] as const;
  return {
    summary: 'the standard random scenario',
    cluster: { brokers: 3, latency: '1ms..5ms', 'offsets.topic.num.partitions': 3 },
    topics: { t0: topic, t1: topic },
    producers: { p0: load('t0'), p1: load('t1') },
    consumers: { c0: consumer, c1: consumer, c2: consumer },
    limit: '60s',
    steps: [
      { start: [...CAST.producers, ...CAST.consumers] },
      ...faultsInTime(faults, CAST),
      { until: 'p0 is done and p1 is done and g is caught up' },
    ],
  };
}

export function play(seed: number): RunResult {
  return runScenario(scenario(file(seed)), {
    choices: seededChoices(seed),
    keepMessages: false,
    maxEvents: MAX_EVENTS,
  });
}

const RUNS = 20;

function workload(name: string, run: (seed: number) => void): Workload {
  return {
    name,
    sample: () =>
      timed(() => {
        for (let seed = 0; seed < RUNS; seed++) run(seed);
        return RUNS;
      }),
  };
}

const JUDGED = 'random scenario, judged';
const PLAYED = 'random scenario, played';

export const fuzzBench: Bench = {
  name: 'fuzz',
  workloads: [
    workload(JUDGED, (seed) => judgeResult(play(seed), BY_PROMISES)),
    workload(PLAYED, (seed) => play(seed)),
  ],
  figures: (samples) => [cost(samples), share(samples)],
};

/** 100 runs a core-second, aim 300, where the bare loop makes 12.6 million events. */
function cost(samples: Samples) {
  const { events } = play(1).world;
  return costInBareEvents(
    samples,
    JUDGED,
    { target: 126_000, aim: 42_000 },
    (speed) => `${speed} runs/s, ${events} events each`,
  );
}

function share(samples: Samples) {
  return {
    name: 'judging, of a run',
    measured: 1 - speedRatio(samples, JUDGED, PLAYED),
    unit: 'share',
    target: 0.3,
    aim: null,
    better: 'lower' as const,
    note: 'all checks, and what the configuration promises',
  };
}
