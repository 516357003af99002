import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Application } from '../../src/api/application.js';
import type { ApplicationContext } from '../../src/api/context.js';
import type { OutsideStore } from '../../src/api/store.js';
import {
  atLeastOnce,
  FuzzError,
  fuzz,
  invariant,
  replay,
  scenarios,
  TestScenario,
} from '../../src/testing/index.js';
import { UserError } from '../../src/util/user-error.js';

/* Applications as consumer() takes them, inside of drawn scenarios: their loops, commits and crashes are simulated. */

/** A poll loop that bills each record, and commits before or after that. */
function billing(when: 'before' | 'after') {
  return (): Application => ({
    *run(app: ApplicationContext) {
      app.consumer.subscribe('t0');
      for (;;) {
        const records = yield* app.consumer.poll(1_000);
        if (when === 'before') yield* app.consumer.commitSync();
        for (const record of records) {
          yield* app.process(record, () => {
            app.effect(`${record.topic}-${record.partition}@${record.offset}`);
          });
        }
        if (when === 'after') yield* app.consumer.commitSync();
      }
    },
  });
}

const CRASHES = {
  commit: ['none'],
  faults: ['crash a consumer'],
  reset: ['earliest'],
  maxTopics: 1,
  failures: false,
} as const;

const once = invariant<OutsideStore>('nothing is billed twice', ({ store }) => {
  const twice = store.effects.length - store.size;
  return twice === 0 ? '' : `${twice} were billed twice`;
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

describe('a poll loop of one\u2019s own under drawn faults', () => {
  it('loses records if it commits before it processes: found, shrunk, and replayed with the loop', () => {
    const search = {
      runs: 300,
      scenarios: CRASHES,
      checks: ['at-least-once'],
      application: billing('before'),
    } as const;
    const failure = failureOf(() => fuzz(search));
    expect(failure.failure.check).toBe('at-least-once');
    expect(failure.message).toContain(`replay('${failure.token}').run(application)`);
    expect(() => atLeastOnce(replay(failure.token).run(billing('before')))).toThrow(
      'at-least-once',
    );
    // What it takes is the loop: the same story with the right one is whole.
    expect(() => atLeastOnce(replay(failure.token).run(billing('after')))).not.toThrow();
  });

  it('loses none if it commits afterwards, but bills some twice, and its store says which', () => {
    const search = { runs: 60, scenarios: CRASHES, application: billing('after') };
    expect(fuzz({ ...search, checks: ['at-least-once'] }).runs).toBe(60);
    const failure = failureOf(() => fuzz({ ...search, runs: 300, invariants: [once] }));
    expect(failure.message).toMatch(/\d+ were billed twice/);
    const { store } = replay(failure.token).run(billing('after'));
    const keys = store.effects.map(({ key }) => key);
    expect(new Set(keys).size).toBeLessThan(keys.length);
  });

  it('is found by fast-check, whose shrinking plays the loop again and again', () => {
    const property = fc.property(scenarios(CRASHES), (one) => {
      atLeastOnce(one.run(billing('before')));
    });
    const found = fc.check(property, { seed: 3, numRuns: 300 });
    const [smallest] = found.counterexample ?? [];
    if (!(smallest instanceof TestScenario)) throw new Error('nothing was found');
    expect(smallest.file.steps.length).toBeLessThanOrEqual(4);
    expect(() => atLeastOnce(smallest.run(billing('before')))).toThrow('at-least-once');
  });
});

describe('handlers in generated consumers', () => {
  it('stand in for their processing, under the strategy that was drawn', () => {
    const [drawn] = fc.sample(scenarios({ commit: ['sync-per-batch'], maxFaults: 0 }), {
      seed: 5,
      numRuns: 1,
    });
    const history = drawn?.run({
      onRecord: (record, context) => context.effect(`${record.key} ${record.value}`),
    });
    expect(history?.processed.length).toBeGreaterThan(0);
    expect(history?.store.effects).toHaveLength(history?.processed.length ?? -1);
  });

  it('that cannot be run are refused with the reason, not counted as a failure', () => {
    const application = { onRecord: async () => undefined } as unknown as Application;
    const search = { runs: 5, scenarios: { commit: ['sync-per-batch'] }, application } as const;
    expect(() => fuzz(search)).toThrow(UserError);
  });
});
