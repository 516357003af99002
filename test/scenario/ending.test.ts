import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/scenario/run/run.js';
import { good } from './support.js';

describe('the ending of a run', () => {
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
      expect(ending.partitions[0]?.log).toEqual([{ from: 0, to: 2, leaderEpoch: 0 }]);
      expect(checks[0]?.verdict.status).toBe('undecided');
    },
  );
});
