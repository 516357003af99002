import { describe, expect, it } from 'vitest';
import type { Application } from '../../src/api/application.js';
import { runApplications } from '../../src/api/run-applications.js';
import type { CommitStrategy } from '../../src/app/spec.js';
import type { TracedFact } from '../../src/protocol/trace.js';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { RecordedDriver } from '../../src/sim/run-recorded.js';
import { seededChoices } from '../../src/sim/seeded-choices.js';

/*
 * The law of handlers: an application in TypeScript that does what the built-in one does tells the same facts at the
 * same times, whatever the commit strategy and whatever happens to its process.
 */

const STRATEGIES: readonly CommitStrategy[] = [
  'auto',
  'sync-per-batch',
  'sync-per-record',
  'async-per-batch',
  'async-then-sync-on-revoke',
  'before-processing',
  'none',
];

/** A join, an eviction, a rebalance with work in hand, a close, a crash and a restart. */
function story(commit: CommitStrategy) {
  const c1 = {
    group: 'billing',
    subscribe: ['orders'],
    'auto.offset.reset': 'earliest' as const,
    'max.poll.records': 4,
    'max.poll.interval.ms': '20s',
    'session.timeout.ms': '10s',
    processing: '50ms..150ms',
    commit,
  };
  return scenario({
    summary: 'everything that may happen to a consumer',
    cluster: { brokers: 3 },
    topics: { orders: { partitions: 3, 'replication.factor': 3 } },
    producers: { shop: { topic: 'orders', rate: '20/s', count: 120, keys: ['a', 'b', 'c', 'd'] } },
    consumers: {
      c1,
      c2: c1,
      c3: { ...c1, fail: [{ on: 'orders-1@9' }, { on: 'orders-2@9', how: 'poison' }] },
    },
    limit: '5m',
    steps: [
      { start: ['shop', 'c1'] },
      { at: '5s', start: 'c2' },
      { when: 'c2 has processed 6 records', crash: 'c2' },
      { after: '1s', restart: 'c2' },
      { after: '2s', pause: 'c1' },
      { after: '1s', resume: 'c1' },
      { after: '1s', start: 'c3' },
      { after: '10s', close: 'c1' },
      { after: '1s', crash: 'coordinator of billing' },
      { after: '10s', start: 'c1' },
      { check: { converges: 'holds' } },
    ],
  });
}

/** Does as the built-in application: one effect a record. */
const LIKE_BUILT_IN: Application = {
  onRecord(record, context) {
    const { key, topic, partition, offset } = record;
    context.effect(key ?? `${topic}-${partition}@${offset}`);
  },
};

/** When, who and what; the exception of a failure is the user's own. */
function told(facts: readonly TracedFact[]): unknown[] {
  return facts.map(({ at, node, fact }) => ({ at, node, fact }));
}

describe.each(STRATEGIES)('handlers around commit: %s', (commit) => {
  const own = { c1: LIKE_BUILT_IN, c2: LIKE_BUILT_IN, c3: LIKE_BUILT_IN };

  it.each([null, 1, 2, 3])('tell what the built-in application tells, seed %s', (seed) => {
    const choices = seed === null ? {} : { seed, choices: seededChoices(seed) };
    const builtIn = runScenario(story(commit), choices);
    const mine = runApplications(story(commit), own, seed === null ? {} : { seed });
    expect(builtIn.trace.facts.filter((f) => f.fact.type === 'processed').length).toBeGreaterThan(
      9,
    );
    expect(told(mine.facts)).toEqual(told(builtIn.trace.facts));
    expect(mine.run.ending).toEqual(builtIn.ending);
  });
});

// The recorded driver is slow: two strategies show that nothing of an earlier moment is held on to.
it.each(['sync-per-batch', 'async-then-sync-on-revoke'] as const)(
  'handlers around commit: %s tell the same in the recorded driver',
  (commit) => {
    const own = { c1: LIKE_BUILT_IN, c2: LIKE_BUILT_IN, c3: LIKE_BUILT_IN };
    const fast = runApplications(story(commit), own);
    const recorded = runApplications(story(commit), own, {
      makeDriver: (world, choices, trace, programs) =>
        new RecordedDriver(world, choices, trace, programs),
    });
    expect(recorded.facts).toEqual(fast.facts);
  },
);

describe.each(['close', 'crash', 'continue', 'next-poll', 'retry'] as const)(
  'after a failure: %s',
  (then) => {
    const fail = { on: 'orders-0@2', then };
    const file = scenario({
      summary: 'c1 fails on a record',
      topics: { orders: { partitions: 2 } },
      producers: { shop: { topic: 'orders', count: 20, keys: ['a', 'b', 'c'] } },
      consumers: {
        c1: { group: 'billing', subscribe: 'orders', 'auto.offset.reset': 'earliest', fail },
      },
      limit: '2m',
      steps: [{ start: ['shop', 'c1'] }, { until: '60s' }],
    });

    it('handlers do what the built-in application does', () => {
      const builtIn = runScenario(file);
      const mine = runApplications(file, { c1: { ...LIKE_BUILT_IN, onError: then } });
      const types = builtIn.trace.facts.map((f) => f.fact.type);
      expect(types.filter((type) => type === 'processing failed')).toHaveLength(1);
      expect(types.includes('crashed')).toBe(then === 'crash');
      expect(types.includes('closed')).toBe(then === 'close');
      expect(told(mine.facts)).toEqual(told(builtIn.trace.facts));
    });
  },
);
