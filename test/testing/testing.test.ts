import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { decodeToken } from '../../src/search/token.js';
import { VERSION } from '../../src/search/version.js';
import {
  atLeastOnce,
  BrokenError,
  FuzzError,
  fuzz,
  invariant,
  type RunHistory,
  scenarios,
  TestScenario,
} from '../../src/testing/index.js';
import { UserError } from '../../src/util/user-error.js';
import { LOSING } from '../search/support.js';

const HAND_OFF = { commit: ['hand-off'] } as const;

const losesNothing = fc.property(scenarios(HAND_OFF), (one) => atLeastOnce(one.run()));

function caught<E extends Error>(type: new (...args: never[]) => E, work: () => unknown): E {
  try {
    work();
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('scenarios()', () => {
  it('fits fast-check: its report has the scenario as YAML, and seed and path repeat it', () => {
    const details = fc.check(losesNothing, { seed: 3, numRuns: 100 });
    expect(details.failed).toBe(true);
    const [found] = details.counterexample ?? [];
    if (found === undefined) throw details.errorInstance;
    expect(details.errorInstance).toBeInstanceOf(BrokenError);
    const report = fc.defaultReportMessage(details) ?? '';
    expect(report).toContain('commit: hand-off');
    expect(report).toContain(`cohort replay ${found.token}`);
    const path = details.counterexamplePath ?? '';
    const again = fc.check(losesNothing, { seed: 3, path, endOnFailure: true });
    expect(again.counterexample?.[0]?.file).toEqual(found.file);
    expect(again.numShrinks).toBe(0);
  });

  it('shrinks to where nothing smaller fails', () => {
    const { counterexample } = fc.check(losesNothing, { seed: 3, numRuns: 100 });
    const [found] = counterexample ?? [];
    if (found === undefined) throw new Error('nothing was found');
    expect(found.file.steps.length).toBeLessThanOrEqual(4);
    let tried = 0;
    for (const { value } of scenarios(HAND_OFF).shrink(found, undefined)) {
      tried += 1;
      expect(() => atLeastOnce(value.run())).not.toThrow();
    }
    expect(tried).toBeGreaterThan(3);
  });

  it('holds where it should', () => {
    const kept = scenarios({ commit: ['sync-per-record'] });
    fc.assert(
      fc.property(kept, (one) => atLeastOnce(one.run())),
      { seed: 3, numRuns: 10 },
    );
  });

  it('draws failures of the application only if asked, and then always or sometimes', () => {
    const failing = (failures?: boolean | 'sometimes') => {
      const options = failures === undefined ? {} : { failures };
      const drawn = fc.sample(scenarios(options), { seed: 4, numRuns: 60 });
      const fails = ({ file }: TestScenario) =>
        Object.values(file.consumers ?? {}).some((c) => c.fail !== undefined);
      return drawn.filter(fails).length;
    };
    expect([failing(), failing(false), failing(true)]).toEqual([0, 0, 60]);
    expect(failing('sometimes')).toBeGreaterThan(0);
    expect(failing('sometimes')).toBeLessThan(30);
  });

  it('shrinks within what was asked for', () => {
    const asked = { commit: ['auto'], brokers: [3], acks: [1], reset: ['earliest'] } as const;
    const processed = fc.property(scenarios(asked), (one) => {
      expect(one.run().processed).toEqual([]);
    });
    const [found] = fc.check(processed, { seed: 5, numRuns: 20 }).counterexample ?? [];
    if (found === undefined) throw new Error('nothing was found');
    expect(found.file.cluster?.brokers).toBe(3);
    for (const producer of Object.values(found.file.producers ?? {})) expect(producer.acks).toBe(1);
    for (const consumer of Object.values(found.file.consumers ?? {})) {
      expect(consumer).toMatchObject({ commit: 'auto', 'auto.offset.reset': 'earliest' });
    }
    const none = invariant('nothing is processed', ({ processed: some }) => some.length === 0);
    const { yaml } = caught(FuzzError, () =>
      fuzz({ runs: 5, scenarios: asked, checks: [], invariants: [none] }),
    );
    for (const kept of ['brokers: 3', 'acks: 1', 'commit: auto', 'auto.offset.reset: earliest']) {
      expect(yaml).toContain(kept);
    }
  });

  it('searches around a scenario', () => {
    const around = scenarios({ around: LOSING });
    const details = fc.check(
      fc.property(around, (one) => atLeastOnce(one.run())),
      { seed: 1, numRuns: 30 },
    );
    expect(details.failed).toBe(true);
    expect(() => scenarios({ around: { summary: 'x', steps: [{ start: 'nobody' }] } })).toThrow(
      'nobody',
    );
  });

  it('draws what plays again from its token', () => {
    const [one] = fc.sample(scenarios(HAND_OFF), { seed: 9, numRuns: 1 });
    if (one === undefined) throw new Error('nothing was drawn');
    const again = runScenario(scenario(decodeToken(one.token, VERSION)));
    expect(again.trace.facts).toEqual(one.run().facts);
  });
});

/** Counts how often each record took effect. */
const counting = {
  memory: () => ({ count: 0 }),
  store: () => new Map<string, number>(),
  process(
    { topic, partition, offset }: { topic: string; partition: number; offset: number },
    memory: { count: number },
    store: Map<string, number>,
  ) {
    memory.count += 1;
    const name = `${topic}-${partition}@${offset}`;
    store.set(name, (store.get(name) ?? 0) + 1);
  },
};

const once = invariant<Map<string, number>>('each record takes effect once', ({ store }) => {
  const twice = [...store].find(([, n]) => n > 1);
  return twice === undefined ? '' : `${twice[0]} took effect ${twice[1]} times`;
});

describe('an application of one’s own', () => {
  const crash = new TestScenario(
    {
      summary: 'c1 dies after processing, before it commits; c2 goes on',
      topics: { orders: {} },
      producers: { shop: { topic: 'orders', count: 2, keys: ['ada', 'bob'], values: ['7', null] } },
      consumers: {
        c1: {
          group: 'billing',
          subscribe: 'orders',
          'auto.offset.reset': 'earliest',
          processing: '1s',
          commit: 'sync-per-batch',
        },
        c2: { like: 'c1' },
      },
      steps: [
        { start: ['shop', 'c1'] },
        { when: 'c1 has processed orders-0@0', crash: 'c1' },
        { start: 'c2' },
        { until: 'billing is caught up' },
      ],
    },
    null,
  );

  it('is given each record as often as it was processed, in order, with key and value', () => {
    const { processed, store } = crash.run(counting);
    expect(
      processed.map(({ consumer, offset, key, value }) => [consumer, offset, key, value]),
    ).toEqual([
      ['c1', 0, 'ada', '7'],
      ['c2', 0, 'ada', '7'],
      ['c2', 1, 'bob', null],
    ]);
    expect([...store]).toEqual([
      ['orders-0@0', 2],
      ['orders-0@1', 1],
    ]);
    expect(once.broken(crash.run(counting))).toBe('orders-0@0 took effect 2 times');
  });

  it('has a memory for each process, and it dies with it', () => {
    const seen: string[] = [];
    const remembering = {
      memory: () => ({ first: true }),
      store: () => null,
      process({ consumer }: { consumer: string }, memory: { first: boolean }) {
        if (memory.first) seen.push(consumer);
        memory.first = false;
      },
    };
    crash.run(remembering);
    expect(seen).toEqual(['c1', 'c2']);
    const { steps } = crash.file;
    const back = [...steps.slice(0, 2), { restart: 'c1' }, ...steps.slice(3)];
    new TestScenario({ ...crash.file, steps: back }, null).run(remembering);
    expect(seen).toEqual(['c1', 'c2', 'c1', 'c1']);
  });
});

describe('fuzz()', () => {
  const options = {
    runs: 40,
    scenarios: { commit: ['sync-per-batch'] },
    application: counting,
  } as const;

  it('throws the failure of an invariant: shrunk, told, as YAML and as a token', () => {
    const error = caught(FuzzError, () => fuzz({ ...options, invariants: [once] }));
    expect(error.failure.check).toBe('each record takes effect once');
    expect(error.message).toMatch(/broken {4}\S+ took effect 2 times/);
    expect(error.message).toContain(`cohort replay ${error.token}`);
    expect(error.message).toContain(error.yaml);
    const kept = scenario(decodeToken(error.token, VERSION));
    expect(kept.steps.length).toBeLessThanOrEqual(4);
  });

  it('throws for a check that is forced, and passes where only promises are judged', () => {
    const forced = { ...options, checks: ['at-most-once'] } as const;
    expect(caught(FuzzError, () => fuzz(forced)).failure.check).toBe('at-most-once');
    expect(fuzz(options)).toMatchObject({
      runs: 40,
      allowed: { 'at-most-once': expect.any(Number) },
    });
  });

  it('counts what an invariant throws as a failure', () => {
    const throwing = invariant('it can be asked', (history: RunHistory<Map<string, number>>) => {
      if (history.processed.length > 0) throw new TypeError('no');
      return true;
    });
    const error = caught(FuzzError, () => fuzz({ ...options, invariants: [throwing] }));
    expect(error.message).toMatch(/it can be asked: TypeError: no \(at .*testing\.test\.ts:\d+/);
  });
});

describe('what would pass without looking at anything', () => {
  const few = { runs: 2, scenarios: { commit: ['sync-per-batch'] } } as const;
  const quiet = { memory: () => null, store: () => null, process: () => undefined };
  const refusal = (options: unknown) => caught(UserError, () => fuzz(options as never)).message;

  it.each([
    [{ run: 5 }, 'fuzz(): unknown option "run" (did you mean runs?)'],
    [{ runs: 0 }, 'fuzz(): runs: 0 is not possible (a whole number from 1'],
    [{ seed: -1 }, 'fuzz(): seed: -1 is not possible'],
    [{ scenarios: { comit: ['auto'] } }, 'option "scenarios.comit" (did you mean commit?)'],
    [{ scenarios: { commit: ['x'] } }, 'fuzz(): scenarios.commit: "x" is not possible (possible: '],
    [{ scenarios: { commit: 'auto' } }, 'scenarios.commit: "auto" is no list'],
    [{ scenarios: { commit: [] } }, 'scenarios.commit: the list is empty'],
    [{ scenarios: { faults: ['crash a consumr'] } }, '(did you mean crash a consumer?)'],
    [{ scenarios: { brokers: [0] } }, 'scenarios.brokers: 0 is not possible'],
    [{ scenarios: { acks: ['1'] } }, 'scenarios.acks: "1" is not possible'],
    [{ invariants: [3] }, 'invariants: 3 at 0 is no invariant'],
    [{ checks: ['at-lest-once'] }, '(did you mean at-least-once?)'],
    [{ application: { ...quiet, store: null } }, 'application: its store is no function'],
  ])('is refused by fuzz(): %j', (options, message) => {
    expect(refusal(options)).toContain(message);
  });

  it('is refused by scenarios() too', () => {
    const misspelt = { comit: ['auto'] } as never;
    expect(() => scenarios(misspelt)).toThrow('scenarios(): unknown option "comit"');
  });

  it('is an invariant or a process that nobody waits for, or one without an answer', () => {
    const late = invariant('x', (async () => false) as never);
    expect(refusal({ ...few, invariants: [late] })).toContain(
      'the invariant "x" returned a promise',
    );
    const silent = invariant('x', (() => undefined) as never);
    expect(refusal({ ...few, invariants: [silent] })).toContain('returned undefined');
    const application = { ...quiet, process: async () => undefined };
    expect(refusal({ ...few, runs: 20, application })).toContain('process returned a promise');
    const [one] = fc.sample(scenarios({ commit: ['sync-per-batch'], reset: ['earliest'] }), {
      seed: 5,
      numRuns: 1,
    });
    expect(() => one?.run(application)).toThrow('process returned a promise');
  });

  it('is a process that throws, if nobody calls it: it is called without invariants too', () => {
    const throwing = {
      ...quiet,
      process: () => {
        throw new RangeError('no such order');
      },
    };
    const error = caught(FuzzError, () => fuzz({ ...few, runs: 20, application: throwing }));
    expect(error.failure.check).toBe('process throws nothing');
    expect(error.message).toContain('RangeError: no such order (at ');
  });
});
