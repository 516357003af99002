import { describe, expect, it } from 'vitest';
import { visitBatches } from '../../src/log/partition-log.js';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { NodeClock, readingAt, whenReads } from '../../src/sim/clock.js';
import { brokerNode, type World } from '../../src/sim/world.js';

type Step = ScenarioFile['steps'][number];
type Clocks = NonNullable<NonNullable<ScenarioFile['cluster']>['clocks']>;

const play = (file: Omit<ScenarioFile, 'summary'>) =>
  runScenario(scenario({ summary: 'clocks', ...file }));
type Run = ReturnType<typeof play>;

function when(run: Run, type: string, node?: string): number {
  const fact = run.trace.facts.find((f) => f.fact.type === type && (node ?? f.node) === f.node);
  if (fact === undefined) throw new Error(`no ${type}`);
  return fact.at;
}

/** The timestamps of a partition's records, on one broker. */
function timestamps(world: World, broker: number, key: string): number[] {
  const log = brokerNode(world, broker)?.state.replicas.get(key)?.log;
  if (log === undefined) throw new Error(`no ${key} on broker-${broker}`);
  const found: number[] = [];
  visitBatches(log, 0, ({ records }) => {
    for (const { timestamp } of records) found.push(timestamp);
    return true;
  });
  return found;
}

describe('a consumer times by its own clock', () => {
  /** c1 hangs in processing; when does it leave for max.poll.interval.ms of 10 s? */
  const evicted = (clock: { offset?: number; drift?: string }, ...steps: Step[]) => {
    const run = play({
      topics: { orders: { partitions: 1 } },
      consumers: {
        c1: {
          group: 'g',
          subscribe: 'orders',
          'auto.offset.reset': 'earliest',
          'max.poll.interval.ms': 10_000,
          fail: { on: 'orders-0@0', how: 'hang' },
          clock: { offset: 0, ...clock },
        },
      },
      steps: [
        { start: 'c1' },
        { until: 'c1 owns orders-0' },
        { produce: { 'orders-0': 1 } },
        { until: 'c1 has received orders-0@0' },
        ...steps,
        { at: 40_000, expect: { 'not processed': 'orders-0@0' } },
      ],
    });
    return {
      // The poll that hands a record out began an instant ago: it waited at the end of the log.
      polled: when(run, 'delivered'),
      left: when(run, 'max poll interval exceeded'),
    };
  };
  const still = evicted({});

  it('leaves after 10 s of a clock that is right, or wrong by any offset', () => {
    for (const offset of [5_000, -5_000, 86_400_000, -86_400_000])
      expect(evicted({ offset })).toEqual(still);
  });

  it.each([
    ['10%', 100_000],
    ['-10%', -100_000],
    ['100ppm', 100],
  ])('leaves when its clock with a drift of %s has counted 10 s', (drift, ppm) => {
    const clock = new NodeClock(0, 0, ppm, 0);
    const { left } = evicted({ drift });
    const before = readingAt(clock, left - 1);
    const at = readingAt(clock, left);
    // Its last poll() was called at a ms of its own; the deadline is 10 s later, and this is the first ms to show it.
    const deadline = [before + 1, at].find((own) => whenReads(clock, own) === left);
    expect(deadline).toBeDefined();
    const counted = 10_000 / (1 + ppm / 1_000_000);
    expect(Math.abs(left - still.left - (counted - 10_000))).toBeLessThanOrEqual(
      // the joining before the poll is timed by the same clock, a few seconds of it
      Math.abs((still.left - 10_000) * (ppm / 1_000_000)) + 2,
    );
  });

  it('keeps its deadline when the clock jumps: ahead it is due that much earlier, back that much later', () => {
    const jump = (offset: number): Step => ({ 'set-clock': { c1: { offset } } });
    expect(evicted({}, jump(4_000)).left).toBe(still.left - 4_000);
    expect(evicted({}, jump(-4_000)).left).toBe(still.left + 4_000);
    // Long past: at the instant of the jump.
    const at = still.polled + 2_000;
    expect(evicted({}, { at, ...jump(20_000) }).left).toBe(at);
    // The session is over too: the heartbeat thread looks at that first, and for the poll after a retry.backoff.ms.
    expect(evicted({}, { at, ...jump(60_000) }).left).toBe(at + 100);
    // A drift from then on leaves what has been counted.
    const slower = evicted({}, { at, 'set-clock': { c1: { drift: '-50%' } } });
    expect(slower.left).toBe(at + 2 * (still.left - at));
  });

  it('asks by_duration for its own time less the duration', () => {
    const position = (offset: number) => {
      const run = play({
        topics: { orders: { partitions: 1 } },
        producers: { shop: { topic: 'orders', rate: '1/s', count: 100 } },
        consumers: {
          c1: {
            group: 'g',
            subscribe: 'orders',
            'auto.offset.reset': 'by_duration:PT10S',
            clock: { offset },
          },
        },
        steps: [{ start: 'shop' }, { at: 60_000, start: 'c1' }, { until: 'c1 owns orders-0' }],
      });
      const fact = run.trace.facts.find((f) => f.fact.type === 'position')?.fact;
      return fact?.type === 'position' ? fact.offset : undefined;
    };
    const right = position(0) ?? -1;
    expect(right).toBeGreaterThan(50);
    expect(position(-20_000)).toBe(right - 20);
    expect(position(5_000)).toBe(right + 5);
  });
});

describe('timestamps', () => {
  const written = (clocks: Clocks, type: 'CreateTime' | 'LogAppendTime') =>
    play({
      cluster: { clocks },
      topics: { orders: { partitions: 1, 'message.timestamp.type': type } },
      producers: { shop: { topic: 'orders', count: 1, clock: { offset: -7_000 } } },
      consumers: { c1: { group: 'g', subscribe: 'orders', 'auto.offset.reset': 'earliest' } },
      steps: [{ start: ['shop', 'c1'] }, { until: 'g is caught up' }],
    }).world;

  it('are those of the producer’s clock under CreateTime', () => {
    const clocks = { 'broker-1': { offset: 30_000 } };
    const [plain = 0] = timestamps(written({}, 'CreateTime'), 1, 'orders-0');
    expect(plain).toBeGreaterThanOrEqual(-7_000);
    expect(plain).toBeLessThan(-6_000);
    expect(timestamps(written(clocks, 'CreateTime'), 1, 'orders-0')).toEqual([plain]);
  });

  it('are those of the leader’s clock under LogAppendTime', () => {
    const clocks = { 'broker-1': { offset: 30_000 } };
    const [plain = 0] = timestamps(written({}, 'LogAppendTime'), 1, 'orders-0');
    expect(plain).toBeGreaterThan(0);
    expect(timestamps(written(clocks, 'LogAppendTime'), 1, 'orders-0')).toEqual([plain + 30_000]);
  });
});

describe('brokers and the controller time by a clock that does not jump', () => {
  /** c1 dies; when does its coordinator remove it? */
  const expired = (clocks: Clocks, ...steps: Step[]) =>
    when(
      play({
        cluster: { clocks },
        topics: { orders: { partitions: 1 } },
        consumers: { c1: { group: 'g', subscribe: 'orders' } },
        steps: [
          { start: 'c1' },
          { until: 'c1 owns orders-0' },
          { at: 10_000, crash: 'c1' },
          ...steps,
          { until: 'g is Empty' },
        ],
      }),
      'member removed',
    );

  it('a session ends when it did, whatever the coordinator’s clock is set to', () => {
    const plain = expired({});
    for (const offset of [40_000, -40_000])
      expect(expired({}, { at: 20_000, 'set-clock': { 'broker-1': { offset } } })).toBe(plain);
  });

  it('but a drift is the machine’s, and both clocks have it', () => {
    const plain = expired({});
    const last = plain - 45_000; // session.timeout.ms: its last heartbeat
    const at = 20_000;
    const slow = expired({}, { at, 'set-clock': { 'broker-1': { drift: '-50%' } } });
    expect(slow).toBe(at + 2 * (45_000 - (at - last)));
  });

  /** broker-2 dies; when is it fenced? */
  const fenced = (clocks: Clocks, ...steps: Step[]) =>
    when(
      play({
        cluster: { brokers: 2, clocks },
        topics: { orders: { partitions: 2, 'replication.factor': 2 } },
        steps: [
          { at: 10_000, crash: 'broker-2' },
          ...steps,
          { at: 30_000, expect: { 'log-end': { 'orders-0': 0 } } },
        ],
      }),
      'broker fenced',
    );

  it('a broker is fenced when it was, whatever the controller’s clock is set to', () => {
    const plain = fenced({});
    // Nor by what it shows from the start: heartbeats are counted from there.
    expect(fenced({ controller: { offset: 777 } })).toBe(plain);
    for (const offset of [40_000, -40_000])
      expect(fenced({}, { at: 12_000, 'set-clock': { controller: { offset } } })).toBe(plain);
    const slow = fenced({}, { at: 12_000, 'set-clock': { controller: { drift: '-50%' } } });
    expect(slow).toBe(12_000 + 2 * (plain - 12_000));
  });
});

describe('a leader looks at its followers by its own clock', () => {
  /** broker-2 is cut off from the leader at 1 s: when does it leave the ISR? */
  const leaves = (clocks: Clocks) => {
    const run = play({
      cluster: { brokers: 3, latency: '1ms', clocks, 'default.replication.factor': 3 },
      topics: { orders: { partitions: 1 } },
      producers: { shop: { topic: 'orders', count: 1, acks: 1 } },
      steps: [
        { at: 1_000, cut: { between: ['broker-1', 'broker-2'] } },
        { at: 2_000, start: 'shop' },
        { at: 100_000, expect: { isr: { 'orders-0': [1, 3] } } },
      ],
    });
    const left = run.trace.facts.find(
      ({ fact }) => fact.type === 'isr changed' && fact.tp.key === 'orders-0',
    );
    return left?.at;
  };

  it('one that counts half as fast waits twice as long; the follower’s own clock is nobody’s business', () => {
    // It caught up in the second before: looked at every 15 s, it is late by more than 30 s at 45 s. A message takes 1 ms.
    expect(leaves({})).toBe(45_001);
    expect(leaves({ 'broker-1': { offset: 0, drift: '-50%' } })).toBe(90_001);
    expect(leaves({ 'broker-2': { offset: 0, drift: '-50%' } })).toBe(45_001);
  });
});

describe('the fact of a clock that is set', () => {
  it('says how wrong it is now, in virtual time, and how far it jumped', () => {
    const run = play({
      topics: { orders: {} },
      consumers: { c1: { group: 'g', subscribe: 'orders', clock: { offset: 5_000 } } },
      steps: [
        { start: 'c1' },
        { at: 10_000, 'set-clock': { c1: { offset: -2_000, drift: '1%' } } },
        { at: 20_000, 'set-clock': { c1: { drift: '0ppm' } } },
        { at: 30_000, 'set-clock': { c1: { offset: 0 } } },
      ],
    });
    const set = run.trace.facts.filter((f) => f.fact.type === 'clock set');
    expect(set.map(({ at, node, fact }) => ({ at, node, ...fact }))).toEqual([
      { at: 10_000, node: 'c1', type: 'clock set', aheadMs: -2_000, ppm: 10_000, jumpMs: -7_000 },
      { at: 20_000, node: 'c1', type: 'clock set', aheadMs: -1_900, ppm: 0, jumpMs: 0 },
      { at: 30_000, node: 'c1', type: 'clock set', aheadMs: 0, ppm: 0, jumpMs: 1_900 },
    ]);
  });
});
