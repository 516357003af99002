import { scenario } from '../src/scenario/build.js';
import { runScenario } from '../src/scenario/run/run.js';
import { seededChoices } from '../src/sim/seeded-choices.js';
import { invariant } from '../src/util/invariant.js';
import { bareName } from './bare-loop.js';
import {
  type Bench,
  cpuMs,
  perSecond,
  short,
  speedRatio,
  timed,
  type Workload,
} from './measure.js';
import { inOwnProcess } from './own-process.js';
import { fastDriver, groupWorld, joinAll, keys, runFor, startAll } from './worlds.js';

/* Three brokers, every partition on each of them: what replication costs, and an hour with a fault a minute. */

const STEADY = 'steady, 3 brokers, replication factor 3';

const steady: Workload = {
  name: STEADY,
  sample: () => {
    const world = groupWorld({
      brokers: 3,
      consumers: 10,
      partitions: 10,
      load: { rate: { records: 500, perMs: 1_000 }, count: null, keys: keys(64) },
    });
    const driver = fastDriver(world, 'facts');
    joinAll(driver, 10);
    startAll(driver, ['producer']);
    runFor(driver, 1_000);
    return timed(() => runFor(driver, 20_000));
  },
};

const MINUTES = 60;

/** CPU seconds of one simulated hour: 3 brokers, 10 consumers, 100 records a second, a fault a minute, and its judgement. */
export function simulatedHour(): number {
  const names = Array.from({ length: 10 }, (_, i) => `c${i + 1}`);
  const consumer = {
    group: 'billing',
    subscribe: ['orders'],
    'auto.offset.reset': 'earliest',
    commit: 'auto' as const,
  };
  const hour = scenario({
    summary: 'an hour with a fault a minute',
    cluster: { brokers: 3, 'default.replication.factor': 3, 'min.insync.replicas': 2 },
    topics: { orders: { partitions: 10 } },
    producers: { shop: { topic: 'orders', rate: '100/s', count: 100 * 60 * MINUTES } },
    consumers: Object.fromEntries(names.map((name) => [name, consumer])),
    limit: '2h',
    steps: [
      { start: ['shop', ...names] },
      { chaos: { for: `${MINUTES}m`, every: '1m', lasting: '1s..20s' } },
      { check: { 'at-least-once': 'holds', 'no-loss': 'holds' } },
    ],
  });
  const ms = cpuMs(() => {
    const options = { choices: seededChoices(1), keepMessages: false };
    invariant(runScenario(hour, options).outcome === 'passed', 'the hour passes');
  });
  return ms / 1_000;
}

export const clusterBench: Bench = {
  name: 'cluster',
  workloads: [steady],
  figures: (samples) => [
    {
      name: STEADY,
      measured: speedRatio(samples, STEADY, bareName(10)),
      unit: 'of bare loop',
      target: null,
      aim: null,
      better: 'higher',
      note: `${short(perSecond(samples, STEADY))} events/s, facts kept`,
    },
    {
      name: 'an hour, 3 brokers, a fault a minute',
      measured: inOwnProcess('simulated-hour'),
      unit: 's',
      target: 5,
      aim: null,
      better: 'lower',
      note: 'CPU time in a fresh process, judged',
    },
  ],
};
