import { describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import { UserError } from '../../src/util/user-error.js';
import { good, meaning } from './support.js';

describe('scenario() in TypeScript', () => {
  it('makes what the same words in a file make', () => {
    const built = scenario({
      summary: 'x',
      topics: { orders: { partitions: 2 }, refunds: null },
      consumers: { c1: { group: 'billing', subscribe: 'orders', 'max.poll.records': 5 } },
      steps: [{ start: 'c1' }, { until: 'billing is Stable' }],
    });
    const read = good(`summary: x
topics: { orders: { partitions: 2 }, refunds: }
consumers: { c1: { group: billing, subscribe: orders, max.poll.records: 5 } }
steps: [{ start: c1 }, { until: billing is Stable }]
`);
    expect(meaning(built)).toEqual(meaning(read));
    expect(built.steps[0]?.position).toBeNull();
  });

  it('names each problem by its path', () => {
    const make = () =>
      scenario({
        summary: 'x',
        topics: { orders: {} },
        consumers: { c1: { group: 'g', subscribe: ['ordres'] } },
        steps: [{ start: ['c1', 'c9'] }],
      });
    expect(make).toThrow(UserError);
    expect(make).toThrow(
      'consumers.c1.subscribe.0: there is no topic "ordres" (did you mean orders?)',
    );
    expect(make).toThrow(
      'steps.0.start.1: there is no consumer or producer "c9" (did you mean c1?)',
    );
  });

  it('an undefined key is no key', () => {
    const built = scenario({
      summary: 'x',
      limit: undefined,
      steps: [{ at: '1s', start: undefined }],
    });
    expect(built.limitMs).toBe(600_000);
  });
});
