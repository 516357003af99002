import fc from 'fast-check';
import { atLeastOnce, FuzzError, fuzz, invariant, scenarios } from 'kafka-cohort/testing';
import { describe, expect, it } from 'vitest';
import { idempotent, remembering, type Warehouse } from '../src/shipping.js';

/** How the service consumes: one commit a batch, after processing. And what may happen to it. */
const CONSUMING = {
  commit: ['sync-per-batch'],
  reset: ['earliest'],
  failures: false,
  faults: ['crash a consumer', 'freeze a consumer', 'close a consumer', 'crash a broker'],
} as const;

const shippedOnce = invariant<Warehouse>('no order is shipped twice', ({ store }) => {
  const twice = store.shipped.find((order, i) => store.shipped.indexOf(order) !== i);
  return twice === undefined ? '' : `order ${twice} was shipped twice`;
});

describe('the shipping service', () => {
  it('ships no order twice, whatever crashes', () => {
    const { runs } = fuzz({
      runs: 60,
      scenarios: CONSUMING,
      application: idempotent,
      invariants: [shippedOnce],
    });
    expect(runs).toBe(60);
  });

  it('loses no order', () => {
    fc.assert(
      fc.property(scenarios(CONSUMING), (scenario) => atLeastOnce(scenario.run())),
      { seed: 7, numRuns: 30 },
    );
  });
});

describe('the service as it was first written', () => {
  it('ships orders twice: the smallest story of it', () => {
    const failure = failureOf(() =>
      fuzz({
        runs: 300,
        scenarios: CONSUMING,
        application: remembering,
        invariants: [shippedOnce],
      }),
    );
    expect(failure.message).toMatch(/order \S+ was shipped twice/);
    expect(failure.token).toMatch(/^cohort:/);
  });

  it('is found by fast-check just as well, with its seed and path', () => {
    const property = fc.property(scenarios(CONSUMING), (scenario) => {
      const { shipped } = scenario.run(remembering).store;
      return new Set(shipped).size === shipped.length;
    });
    const { failed, counterexamplePath } = fc.check(property, { seed: 7, numRuns: 60 });
    expect(failed).toBe(true);
    // What a developer does with the report: the same counterexample, without shrinking again.
    const path = counterexamplePath ?? '';
    expect(fc.check(property, { seed: 7, path, endOnFailure: true }).failed).toBe(true);
  });
});

function failureOf(work: () => unknown): FuzzError {
  try {
    work();
  } catch (error) {
    if (error instanceof FuzzError) return error;
    throw error;
  }
  throw new Error('nothing was found');
}
