import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/scenario/run/run.js';
import { good } from './support.js';

describe('the ending of a run', () => {
  it('is not before the end of the last wait, though nothing happens so late', () => {
    const { unfired, ending } = runScenario(
      good(`summary: nobody comes
limit: 123456ms
topics: { orders: { partitions: 1 } }
consumers: { c1: { group: billing, subscribe: [orders] } }
steps:
  - start: c1
  - at: 1s
    crash: [c1, broker-1]
  - when: c1 has processed 1 record
    check: { no-loss: holds }
`),
    );
    const told = /did not come until (\d+\.\d{3}) s$/.exec(unfired[0]?.what ?? '')?.[1];
    expect(Number(told)).toBeGreaterThan(1);
    expect(ending.at).toBeGreaterThanOrEqual(Number(told) * 1_000);
  });

  it.each(['crash', 'shut-down'])(
    'finds what lies on the disk of a broker that is down: nothing of it is lost (%s)',
    (fault) => {
      const { ending, checks } = runScenario(
        good(`summary: the only broker goes
topics: { orders: { partitions: 1 } }
producers: { shop: { topic: orders, count: 3 } }
consumers: { c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest } }
steps:
  - start: [shop, c1]
  - at: 1s
    ${fault}: broker-1
  - at: 30s
    check: { no-loss: holds }
`),
      );
      expect(ending.brokersDown).toEqual(['broker-1']);
      expect(ending.partitions[0]?.isLed).toBe(false);
      expect(ending.partitions[0]?.log).toEqual([{ from: 0, to: 2, leaderEpoch: 0 }]);
      expect(checks[0]?.verdict.status).toBe('undecided');
    },
  );

  it('does not miss what was read, where nobody leads in the end', () => {
    const { ending, checks } = runScenario(
      good(`summary: the only replica is down
cluster: { brokers: 2 }
topics: { orders: { partitions: 1, replication.factor: 1 } }
consumers: { c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest } }
steps:
  - start: c1
  - produce: { topic: orders, count: 5 }
  - until: c1 has processed orders-0@0..4
  - crash: leader of orders-0
  - after: 60s
  - check: { monotone-logs: holds }
`),
    );
    expect(ending.partitions).toMatchObject([{ isLed: false, log: [{ from: 0, to: 4 }] }]);
    expect(checks[0]?.verdict.status).toBe('holds');
  });

  it.each([
    ['sync-per-batch', 'closed before anything was read', false],
    ['sync-per-batch', 'closed when all was read', true],
    ['none', 'closed before anything was read', false],
    ['none', 'closed when all was read', true],
  ])('a group (commit: %s) that is %s is caught up: %o', (commit, when, caughtUp) => {
    const early = when === 'closed before anything was read';
    const { ending } = runScenario(
      good(`summary: the only consumer closes
topics: { orders: { partitions: 1 } }
producers: { shop: { topic: orders, count: 4 } }
consumers: { c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest, commit: ${commit} } }
steps:
  - start: ${early ? 'c1' : '[shop, c1]'}
  - at: 5s
    close: c1
${early ? '  - at: 10s\n    start: shop\n' : ''}  - at: 20s
    check: { no-loss: holds }
`),
    );
    expect(ending.groups.map((group) => group.caughtUp)).toEqual([caughtUp]);
  });

  const three = (steps: string, bug = '') =>
    runScenario(
      good(`summary: three brokers
${bug}limit: 5m
cluster: { brokers: 3, default.replication.factor: 3, min.insync.replicas: 2 }
topics: { orders: { partitions: 1 } }
producers: { shop: { topic: orders, count: 3 } }
consumers: { c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest } }
steps:
  - start: [shop, c1]
  - until: billing is Stable
${steps}
  - after: 4m
    check: { converges: holds }
`),
    );
  const crashedMeanwhile =
    '  - crash: controller\n  - crash: broker-1\n  - restart: broker-1\n  - restart: controller';
  const nothing = { controllerDown: false, cutOff: [], fenced: [], unled: [] };

  it('finds nothing wrong with a broker that began anew while there was no controller', () => {
    const { ending, checks } = three(crashedMeanwhile);
    expect(ending.outage).toEqual(nothing);
    expect(checks[0]?.verdict.status).toBe('holds');
  });

  it('finds it fenced for ever, if its old process is never fenced', () => {
    const { ending, checks } = three(crashedMeanwhile, 'bug: dead-broker-not-fenced\n');
    expect(ending.outage).toMatchObject({ fenced: ['broker-1'] });
    expect(checks[0]?.verdict.status).toBe('violated');
  });

  it('finds what nobody leads, of a group that nobody knows any more', () => {
    const { ending, checks } = three('  - crash: brokers');
    expect(ending.groups).toEqual([]);
    expect(ending.outage.unled.map(({ group, tp, mayLead }) => [group, tp.key, mayLead])).toEqual([
      ['billing', '__consumer_offsets-9', []],
      ['billing', 'orders-0', []],
    ]);
    expect(checks[0]?.verdict).toMatchObject({ status: 'undecided' });
  });

  it('finds who is cut off, and a controller that is down', () => {
    expect(three('  - cut: { between: [broker-3, controller] }').ending.outage).toEqual({
      ...nothing,
      cutOff: ['broker-3'],
    });
    expect(three('  - crash: controller').ending.outage).toEqual({
      ...nothing,
      controllerDown: true,
    });
  });
});
