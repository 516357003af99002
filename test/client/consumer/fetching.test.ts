import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/protocol/facts.js';
import { type ScenarioFile, scenario } from '../../../src/scenario/build.js';
import { runScenario } from '../../../src/scenario/run/run.js';

/* The fine print of reading (consumer-client.md): what is fetched when, and how it is handed out. */

type Steps = ScenarioFile['steps'];

/** c1 of group g on orders, with these settings; messages take 1 ms. */
function run(settings: object, steps: Steps, partitions = 1) {
  const consumer = {
    group: 'g',
    subscribe: ['orders'],
    'auto.offset.reset': 'earliest',
    commit: 'none',
    ...settings,
  };
  const file = {
    summary: 'x',
    topics: { orders: { partitions } },
    consumers: { c1: consumer },
    steps,
  } as ScenarioFile;
  const result = runScenario(scenario(file));
  const told = <T extends Fact['type']>(type: T) =>
    result.trace.facts.flatMap(({ at, fact }) =>
      fact.type === type ? [{ at, fact: fact as Extract<Fact, { type: T }> }] : [],
    );
  const fetches = (result.trace.messages ?? []).filter(
    ({ envelope: e }) => e.api === 'Fetch' && e.kind === 'request',
  );
  return { result, told, fetches };
}

const owning: Steps = [{ start: 'c1' }, { until: 'c1 owns orders-0' }];

describe('a fetch', () => {
  it('waits fetch.max.wait.ms for fetch.min.bytes, and then takes what there is', () => {
    const { told, fetches } = run({ 'fetch.min.bytes': 400, 'fetch.max.wait.ms': '2s' }, [
      ...owning,
      { after: '500ms', produce: { 'orders-0': 1 } },
      { until: 'c1 has processed orders-0@0' },
    ]);
    // The first fetch reaches the broker 1 ms after it was sent, and the answer takes 1 ms.
    expect(told('delivered')[0]?.at).toBe((fetches[0]?.at ?? 0) + 2_000 + 1);
  });

  it('returns as soon as fetch.min.bytes have come', () => {
    const value = 'v'.repeat(400);
    const { told } = run({ 'fetch.min.bytes': 400, 'fetch.max.wait.ms': '60s' }, [
      ...owning,
      { after: '500ms', produce: { topic: 'orders', partition: 0, count: 1, value } },
      { until: 'c1 has processed orders-0@0' },
    ]);
    const appended = told('appended')[0]?.at ?? 0;
    expect(told('delivered')[0]?.at).toBe(appended + 1);
  });

  it('is the only one in flight to its broker', () => {
    const { result } = run({}, [...owning, { produce: { 'orders-0': 20 } }, { after: '3s' }]);
    let open = 0;
    let most = 0;
    for (const { envelope: e } of result.trace.messages ?? []) {
      if (e.api !== 'Fetch') continue;
      open += e.kind === 'request' ? 1 : -1;
      most = Math.max(most, open);
    }
    expect(most).toBe(1);
  });
});

describe('poll()', () => {
  it('hands out max.poll.records at most, the rest of the buffer without another fetch', () => {
    const { told, fetches } = run({ 'max.poll.records': 3 }, [
      { start: 'c1' },
      { until: 'c1 owns orders-0' },
      { pause: 'c1' },
      { produce: { 'orders-0': 8 } },
      { resume: 'c1' },
      { until: 'c1 has processed orders-0@7' },
    ]);
    const sizes = told('delivered').map(({ fact }) => fact.records.to - fact.records.from + 1);
    expect(sizes).toEqual([3, 3, 2]);
    const [first, , third] = told('delivered').map(({ at }) => at);
    const between = fetches.filter(({ at }) => at > (first ?? 0) && at < (third ?? 0));
    expect(between).toEqual([]);
  });

  it('keeps what is buffered of a paused partition, and drops what was buffered before a seek', () => {
    const { told } = run({ 'max.poll.records': 2, processing: '1s' }, [
      { start: 'c1' },
      { until: 'c1 owns orders-0' },
      { produce: { topic: 'orders', partition: 0, count: 1 } },
      { until: 'c1 has processed orders-0@0' },
      { produce: { 'orders-0': 6 } },
      { until: 'c1 has received 3 records' },
      { seek: { c1: { 'orders-0': 0 } } },
      { until: 'c1 has received 5 records' },
      { after: '5s' },
    ]);
    const froms = told('delivered').map(({ fact }) => fact.records.from);
    const back = froms.lastIndexOf(0);
    expect(back).toBeGreaterThan(0);
    expect(froms.slice(back)).toEqual([...froms.slice(back)].sort((a, b) => a - b));
  });
});

describe('metadata', () => {
  it('tells of new partitions after metadata.max.age.ms at the latest', () => {
    const { told } = run({ 'metadata.max.age.ms': '20s' }, [
      ...owning,
      { 'add-partitions': { orders: 2 } },
      { until: 'c1 owns orders-0, orders-1' },
    ]);
    const added = told('partitions added')[0]?.at ?? 0;
    const revoked = told('revoked')[0]?.at ?? 0;
    expect(revoked).toBeGreaterThan(added);
    expect(revoked).toBeLessThanOrEqual(added + 20_000 + 10);
  });

  it('tells a pattern of new topics, and only of those it matches', () => {
    const { told } = run({ subscribe: undefined, pattern: 'ord.*', 'metadata.max.age.ms': '5s' }, [
      { start: 'c1' },
      { until: 'c1 owns orders-0' },
      { 'create-topic': { ordinary: {}, other: {} } },
      { until: 'c1 owns orders-0, ordinary-0' },
    ]);
    const owned = told('assigned')
      .at(-1)
      ?.fact.owned.map((tp) => tp.key);
    expect([...(owned ?? [])].sort()).toEqual(['orders-0', 'ordinary-0']);
  });
});
