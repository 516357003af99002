import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import { printScenario } from '../../src/scenario/print.js';
import { UserError } from '../../src/util/user-error.js';
import { arbitraryFile } from './arbitrary-file.js';
import { good, meaning, world } from './support.js';

describe('a printed scenario', () => {
  it('says the same as the one that was built', () => {
    let refused = 0;
    const runs = 80;
    fc.assert(
      fc.property(arbitraryFile, (file) => {
        try {
          const built = scenario(file);
          const text = printScenario(built);
          expect(meaning(good(text)), text).toEqual(meaning(built));
          expect(printScenario(good(text))).toBe(text);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          refused += 1;
        }
      }),
      { numRuns: runs },
    );
    // Otherwise the property would say little. About four of ten are refused: the draws are not the same each time.
    expect(refused).toBeLessThan(runs * 0.75);
  }, 60_000);

  it('leaves out what is the default, and reads like one written by hand', () => {
    const text = world(
      `  - when: c1 has processed 3 records
    crash: c1
  - expect: { describe: billing, table: "A  B\\n1  2" }
  - expect: { committed: { billing: { orders-0: 5, orders-1: null } } }
  - must-happen: { session expired: c1 }`,
    );
    expect(printScenario(good(text))).toMatchInlineSnapshot(`
      "summary: a test
      topics:
        orders: { partitions: 3 }
        refunds: {}
      producers:
        shop: { topic: orders, rate: 10/s, count: 20 }
      consumers:
        c1: { group: billing, subscribe: [ orders ] }
        c2: { like: c1 }
      steps:
        - start: [ shop, c1 ]
        - when: c1 has processed 3 records
          crash: c1
        - expect:
            describe: billing
            table: |-
              A  B
              1  2
        - expect: { committed: { billing: { orders-0: 5, orders-1: null } } }
        - must-happen: { session expired: c1 }
      "
    `);
  });
});
