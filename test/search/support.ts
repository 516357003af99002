import type { ScenarioFile } from '../../src/scenario/schema.js';
import { parsed } from '../../src/search/around.js';
import type { Judge } from '../../src/search/judge.js';
import { minimise, type Shrunk } from '../../src/search/minimise.js';

/** Judges at-least-once, whatever is promised. */
export const AT_LEAST_ONCE: Judge = { checks: ['at-least-once'], invariants: [] };

/** Hands records to threads under auto-commit, in a world much larger than what it takes to lose one. */
export const LOSING: ScenarioFile = {
  summary: 'a hand-off that loses records, among much that has nothing to do with it',
  cluster: { brokers: 3, latency: '1ms..9ms' },
  topics: { orders: { partitions: 3 }, refunds: {} },
  producers: {
    shop: { topic: 'orders', rate: '20/s', count: 60, keys: ['ada', 'bob'] },
    desk: { topic: 'refunds', count: 5 },
  },
  consumers: {
    c1: {
      group: 'billing',
      subscribe: ['orders', 'refunds'],
      'auto.offset.reset': 'earliest',
      'auto.commit.interval.ms': 1_000,
      processing: '100ms..400ms',
      commit: 'hand-off',
      workers: 2,
    },
    c2: { group: 'audit', subscribe: ['orders'], 'auto.offset.reset': 'earliest' },
  },
  choices: { 'latency c1>broker-1': { '0': 3, '4': 2 }, 'latency shop>broker-2': { '1': 5 } },
  steps: [
    { start: ['shop', 'desk', 'c1', 'c2'] },
    { at: '2s', freeze: 'c2', for: '1s' },
    { at: '5s', crash: 'c1' },
    { at: '8s', restart: 'c1' },
    { until: 'billing is caught up' },
  ],
};

/** To the end. */
export function shrink(file: ScenarioFile, check = 'at-least-once', judge = AT_LEAST_ONCE): Shrunk {
  const running = minimise(file, check, judge);
  for (;;) {
    const next = running.next();
    if (next.done === true) return next.value;
  }
}

/** The scenario that it must be. */
export function must(file: ScenarioFile) {
  const scenario = parsed(file);
  if (scenario === undefined) throw new Error('it is no scenario');
  return scenario;
}
