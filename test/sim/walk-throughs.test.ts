import { describe, expect, it } from 'vitest';
import type { PartitionLog } from '../../src/log/partition-log.js';
import type { TracedFact } from '../../src/protocol/trace.js';
import { scenario } from '../../src/scenario/build.js';
import type { RunResult } from '../../src/scenario/result.js';
import { runScenario } from '../../src/scenario/run/run.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { brokerNode } from '../../src/sim/world.js';

/*
 * The walk-throughs of log-and-replication.md §14, with its own numbers: A is broker-1, B is broker-2. Epochs count from
 * 0 here, where the reference begins with 5. W4 is `scenarios/committed-offset-below-log-start.yaml`.
 */

const READER = {
  group: 'billing',
  subscribe: ['orders'],
  'auto.offset.reset': 'earliest',
  commit: 'sync-per-batch' as const,
};

function play(file: Omit<ScenarioFile, 'summary'>): RunResult {
  const run = runScenario(scenario({ summary: 'a walk-through', ...file }));
  const wrong = run.expectations.filter((e) => !e.ok).map((e) => [e.expected, e.actual]);
  expect(wrong).toEqual([]);
  expect(run.unfired).toEqual([]);
  return run;
}

type FactType = TracedFact['fact']['type'];

function facts<T extends FactType>(run: RunResult, type: T) {
  return run.trace.facts
    .map(({ fact }) => fact)
    .filter((f): f is Extract<TracedFact['fact'], { type: T }> => f.type === type);
}

function log(run: RunResult, broker: number): PartitionLog {
  const found = brokerNode(run.world, broker)?.state.replicas.get('orders-0')?.log;
  if (found === undefined) throw new Error(`broker-${broker} has no orders-0`);
  return found;
}

/** Offsets and epochs of what consumers were handed, as ranges. */
const delivered = (run: RunResult) =>
  facts(run, 'delivered').map(({ records: r }) => `${r.from}..${r.to}/${r.leaderEpoch}`);

describe('W1: acks=1 and a clean election', () => {
  const run = play({
    cluster: { brokers: 2 },
    topics: { orders: { partitions: 1, 'replication.factor': 2 } },
    producers: {
      before: { topic: 'orders', count: 100 },
      quick: { topic: 'orders', count: 5, acks: 1 },
      after: { topic: 'orders', count: 3 },
    },
    consumers: { c1: READER },
    steps: [
      { start: ['before', 'c1'] },
      { until: 'before is done' },
      { until: 'billing is caught up' },
      { cut: { from: 'broker-1', to: 'broker-2' }, start: 'quick' },
      { until: 'quick is done' },
      {
        expect: {
          'replica-end': { 'broker-1': { 'orders-0': 105 }, 'broker-2': { 'orders-0': 100 } },
        },
      },
      { crash: 'broker-1', lose: 'nothing' },
      { until: 'leader of orders-0 is broker-2' },
      { expect: { isr: { 'orders-0': [2] }, 'log-end': { 'orders-0': 100 } } },
      { start: 'after' },
      { until: 'after is done' },
      { heal: 'all', restart: 'broker-1' },
      { until: 'billing is caught up' },
      { after: '5s' },
    ],
  });

  it('B leads from 100 on; A is told that its epoch ended there, truncates, and copies the three of B', () => {
    for (const broker of [1, 2]) {
      expect(log(run, broker).epochs).toEqual([
        { epoch: 0, startOffset: 0 },
        { epoch: 1, startOffset: 100 },
      ]);
      expect([log(run, broker).logEndOffset, log(run, broker).highWatermark]).toEqual([103, 103]);
    }
    expect(facts(run, 'truncated')).toMatchObject([{ offset: 100, broker: 1, cause: 'diverged' }]);
    expect(facts(run, 'leader elected').filter((f) => f.tp.key === 'orders-0')).toMatchObject([
      { leader: 2, leaderEpoch: 1, clean: true },
    ]);
  });

  it('five acknowledged records are gone, and no consumer has seen them', () => {
    const acks1 = facts(run, 'acknowledged').filter((f) => f.acks === 1);
    expect(acks1.reduce((n, f) => n + f.records.to - f.records.from + 1, 0)).toBe(5);
    const above = delivered(run).filter((r) => Number.parseInt(r, 10) >= 100);
    expect(above.every((r) => r.endsWith('/1'))).toBe(true);
    expect(facts(run, 'delivered').reduce((n, f) => n + f.records.to - f.records.from + 1, 0)).toBe(
      103,
    );
  });
});

describe('W2: the same with acks=all and min.insync.replicas 2', () => {
  /** A crashes before B has fetched the five, or after that and before B’s next fetch has said so. */
  const w2 = (fetched: boolean, idempotent: boolean) =>
    play({
      cluster: { brokers: 3, 'min.insync.replicas': 2 },
      topics: { orders: { partitions: 1, 'replication.factor': 3 } },
      producers: {
        before: { topic: 'orders', count: 100 },
        shop: { topic: 'orders', count: 5, 'linger.ms': 10, 'enable.idempotence': idempotent },
      },
      steps: [
        { start: 'before' },
        { until: 'before is done' },
        { after: '2200ms' }, // the followers' fetches wait at the leader
        fetched
          ? { cut: { from: ['broker-2', 'broker-3'], to: 'broker-1' }, start: 'shop' }
          : { cut: { from: 'broker-1', to: ['broker-2', 'broker-3'] }, start: 'shop' },
        { after: '1s' },
        {
          expect: {
            'replica-end': {
              'broker-1': { 'orders-0': 105 },
              'broker-2': { 'orders-0': fetched ? 105 : 100 },
            },
            'log-end': { 'orders-0': 100 },
          },
        },
        { crash: 'broker-1', heal: 'all' },
        { until: 'shop is done' },
        { restart: 'broker-1' },
        { after: '20s' },
      ],
    });

  it.each([
    ['B had nothing of them: they are there once', false, true, 105],
    ['B had them: idempotence takes the repetition out', true, true, 105],
    ['B had them: without idempotence they are there twice', true, false, 110],
  ])('%s', (_, fetched, idempotent, end) => {
    const run = w2(fetched, idempotent);
    expect(facts(run, 'send failed')).toEqual([]);
    expect(facts(run, 'acknowledged').filter((f) => f.records.from >= 100)).toHaveLength(1);
    for (const broker of [1, 2, 3]) expect(log(run, broker).logEndOffset).toBe(end);
  });
});

describe('W3: an unclean election', () => {
  /** B, out of sync, has 80 of the 100; A dies, and B leads. `grown`: what B is given before anybody reads. */
  const w3 = (grown: number, consumer: 'reads on' | 'begins anew at 100') =>
    play({
      cluster: { brokers: 3, 'unclean.leader.election.enable': true },
      topics: { orders: { partitions: 1, 'replication.factor': 2 } },
      producers: {
        before: { topic: 'orders', count: 80 },
        shop: { topic: 'orders', count: 20 },
        later: { topic: 'orders', count: grown },
      },
      consumers: { c1: READER },
      steps: [
        { 'move-coordinator': { billing: 'broker-3' } },
        { start: 'before' },
        { until: 'before is done' },
        { after: '1s' },
        { crash: 'broker-2' },
        { after: '15s' },
        { start: 'shop' },
        { until: 'shop is done' },
        ...(consumer === 'reads on'
          ? [{ start: 'c1' }, { until: 'billing is caught up' }]
          : [{ 'alter-offsets': { billing: { 'orders-0': 100 } } }]),
        { crash: 'broker-1' },
        { after: '15s' },
        { restart: 'broker-2' },
        { until: 'leader of orders-0 is broker-2' },
        { expect: { 'replica-end': { 'broker-2': { 'orders-0': 80 } }, isr: { 'orders-0': [2] } } },
        { start: 'later' },
        { until: 'later is done' },
        ...(consumer === 'reads on' ? [] : [{ start: 'c1' }]),
        { until: 'billing is caught up' },
        { after: '1s' },
      ],
    });

  it('(a) a consumer that knows its epoch is fenced, asks where that ended, and goes back to 80', () => {
    const run = w3(30, 'reads on');
    expect(facts(run, 'position').filter((f) => f.cause === 'truncated')).toMatchObject([
      { offset: 80, previous: 100 },
    ]);
    const epoch = log(run, 2).epochs.at(-1);
    expect(epoch?.startOffset).toBe(80);
    const again = delivered(run).filter((r) => r.endsWith(`/${epoch?.epoch}`));
    expect(again[0]).toMatch(/^80\.\./);
    expect(again.at(-1)).toMatch(/\.\.109\//);
    expect(delivered(run)).toContainEqual(expect.stringMatching(/\.\.99\/0$/)); // phantoms, now
  });

  it('(b) one that begins at an offset without an epoch, beyond the end: out of range, its reset policy', () => {
    const run = w3(10, 'begins anew at 100');
    expect(facts(run, 'position').map((f) => [f.cause, f.offset, f.previous])).toEqual([
      ['committed', 100, -1],
      ['reset', 0, 100],
    ]);
  });

  it('(b) the same when B has grown past 100 first: 80..99 are skipped, and nobody says so', () => {
    const run = w3(30, 'begins anew at 100');
    expect(facts(run, 'position').map((f) => [f.cause, f.offset])).toEqual([['committed', 100]]);
    expect(delivered(run)[0]).toMatch(/^100\.\./);
    expect(facts(run, 'exception')).toEqual([]);
  });
});

describe('W5: two of three fenced, min.insync.replicas 2', () => {
  const run = play({
    cluster: { brokers: 3, 'min.insync.replicas': 2 },
    topics: { orders: { partitions: 1, 'replication.factor': 3 } },
    producers: {
      quick: { topic: 'orders', count: 5, acks: 1 },
      safe: { topic: 'orders', count: 1, retries: 0 },
    },
    consumers: { c1: { ...READER, subscribe: undefined, assign: ['orders-0'] } },
    steps: [
      { start: 'c1' },
      { after: '5s' },
      { crash: 'broker-2' },
      { crash: 'broker-3' },
      { after: '15s' },
      { expect: { isr: { 'orders-0': [1] } } },
      { start: 'safe' },
      { until: 'safe is done' },
      { expect: { 'replica-end': { 'broker-1': { 'orders-0': 0 } } } },
      { start: 'quick' },
      { until: 'quick is done' },
      { after: '30s' },
      {
        expect: { 'replica-end': { 'broker-1': { 'orders-0': 5 } }, 'log-end': { 'orders-0': 0 } },
      },
      { restart: 'broker-2' },
      { after: '5s' },
      { expect: { isr: { 'orders-0': [1, 2] }, 'log-end': { 'orders-0': 5 } } },
    ],
  });

  it('acks=all fails with NOT_ENOUGH_REPLICAS, acks=1 succeeds and is not seen', () => {
    expect(facts(run, 'send failed')).toMatchObject([{ exception: 'NotEnoughReplicasException' }]);
    expect(facts(run, 'acknowledged')).toMatchObject([{ acks: 1, records: { from: 0, to: 4 } }]);
  });

  it('when one is back in the ISR all becomes visible at once, as long after as the outage was', () => {
    const seen = run.trace.facts.filter((f) => f.fact.type === 'delivered');
    const acked = run.trace.facts.find((f) => f.fact.type === 'acknowledged');
    const back = run.trace.facts.find(
      (f) =>
        f.fact.type === 'isr changed' &&
        f.fact.isr.length === 2 &&
        f.fact.from.length === 1 &&
        f.fact.tp.key === 'orders-0',
    );
    expect(seen.map((f) => f.fact)).toMatchObject([{ records: { from: 0, to: 4 } }]);
    expect(seen[0]?.at).toBeGreaterThan(back?.at ?? Number.NaN);
    expect((seen[0]?.at ?? 0) - (acked?.at ?? 0)).toBeGreaterThan(30_000);
  });
});

describe('W6: the high watermark goes back, and the consumer does not', () => {
  const run = play({
    cluster: { brokers: 3, 'min.insync.replicas': 2 },
    topics: { orders: { partitions: 1, 'replication.factor': 3 } },
    producers: {
      before: { topic: 'orders', count: 95 },
      shop: { topic: 'orders', count: 5, 'linger.ms': 5 },
    },
    consumers: { c1: READER },
    steps: [
      { 'move-coordinator': { billing: 'broker-3' } },
      { start: ['before', 'c1'] },
      { until: 'before is done' },
      { until: 'billing is caught up' },
      { after: '1s' },
      // Followers get the five, and not the answer after that, which says that they are replicated.
      { slow: { from: 'broker-1', to: ['broker-2', 'broker-3'], by: '200ms' }, start: 'shop' },
      { until: 'c1 has processed orders-0@95..99' },
      { crash: 'broker-1', cut: { between: ['broker-2', 'broker-3'] } },
      { until: 'leader of orders-0 is broker-2' },
      { after: '5s' },
      { expect: { position: { c1: { 'orders-0': 100 } }, 'log-end': { 'orders-0': 95 } } },
      { heal: 'all' },
      { after: '5s' },
      { expect: { position: { c1: { 'orders-0': 100 } }, 'log-end': { 'orders-0': 100 } } },
    ],
  });

  it('its fetch at 100 is answered empty until the high watermark is there: no reset, no duplicate, no error', () => {
    expect(facts(run, 'position').filter((f) => f.cause !== 'reset' || f.previous >= 0)).toEqual(
      [],
    );
    expect(facts(run, 'exception')).toEqual([]);
    expect(facts(run, 'delivered').reduce((n, f) => n + f.records.to - f.records.from + 1, 0)).toBe(
      100,
    );
  });
});
