import { describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';

describe('a commitAsync that waits for the coordinator to be found', () => {
  const run = () =>
    runScenario(
      scenario({
        summary: 'x',
        topics: { orders: {} },
        consumers: {
          c1: {
            group: 'billing',
            subscribe: 'orders',
            'auto.offset.reset': 'earliest',
            'session.timeout.ms': 6_000,
            'heartbeat.interval.ms': 2_000,
            processing: '8s',
            commit: 'async-per-batch',
          },
        },
        steps: [
          { produce: { 'orders-0': 1 } },
          { start: 'c1' },
          { when: 'c1 has received orders-0@0', isolate: 'c1', for: '12s' },
          { after: '30s' },
        ],
      }),
    ).trace.facts.map(({ fact }) => fact);

  it('goes by who the member is when it leaves: one that was removed meanwhile sends nothing', () => {
    const facts = run();
    const refused = facts.findIndex(({ type }) => type === 'membership refused');
    const failed = facts.findIndex(({ type }) => type === 'commit failed');
    expect(refused).toBeGreaterThan(0);
    expect(failed).toBeGreaterThan(refused);
    expect(facts[failed]).toMatchObject({ kind: 'async', exception: 'CommitFailedException' });
    expect(facts.findIndex(({ type }) => type === 'commit sent')).toBeGreaterThan(failed);
  });
});
