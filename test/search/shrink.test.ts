import { describe, expect, it } from 'vitest';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { readDuration } from '../../src/scenario/units.js';
import { isValid } from '../../src/search/around.js';
import { choiceList } from '../../src/search/choice-list.js';
import { BY_PROMISES, tryScenario } from '../../src/search/judge.js';
import { oneLess } from '../../src/search/minimise.js';
import { type Domain, proposals, shrinking } from '../../src/search/shrink.js';
import { AT_LEAST_ONCE, LOSING, must, shrink } from './support.js';

/** Shrinks with a made-up idea of failing, without playing anything. */
function shrinkBy(
  file: ScenarioFile,
  fails: (file: ScenarioFile) => boolean,
  domain: Domain = {},
): ScenarioFile {
  const running = shrinking(file, domain);
  let next = running.next(null);
  while (next.done !== true) next = running.next(fails(next.value) ? next.value : null);
  return next.value;
}

const outcome = (file: ScenarioFile, label: string, occurrence: number): number =>
  choiceList(file).find((c) => c.label === label && c.occurrence === occurrence)?.outcome ?? 0;

describe('shrinking', () => {
  it('proposes valid scenarios only', () => {
    let count = 0;
    for (const file of proposals(LOSING)) {
      count += 1;
      expect(isValid(file)).toBe(true);
    }
    expect(count).toBeGreaterThan(40);
  });

  it('proposes fewer steps first, then fewer choices, then times and counts', () => {
    const kinds = [...proposals(LOSING)].map((file) => {
      if (file.steps.length < LOSING.steps.length) return 'steps';
      if (choiceList(file).length < choiceList(LOSING).length) return 'choices';
      const at = (f: ScenarioFile) => f.steps.map((s) => s.at).join();
      return at(file) === at(LOSING) ? 'other' : 'times';
    });
    expect(kinds[0]).toBe('steps');
    expect(kinds.indexOf('choices')).toBeLessThan(kinds.indexOf('times'));
    expect(kinds.indexOf('times')).toBeGreaterThan(kinds.lastIndexOf('choices'));
  });

  it('finds the one step, the one choice and its least value, the least time and count', () => {
    const crashAt = (f: ScenarioFile) => {
      const ms = readDuration(f.steps.find((step) => step.crash === 'c1')?.at ?? 0);
      return typeof ms === 'number' ? ms : 0;
    };
    const least = shrinkBy(
      LOSING,
      (f) =>
        crashAt(f) >= 2_345 &&
        outcome(f, 'latency c1>broker-1', 4) >= 1 &&
        (f.producers?.shop?.count ?? 0) >= 7,
    );
    expect(crashAt(least)).toBe(2_345);
    expect(least.steps.filter((s) => s.crash === undefined)).toEqual([{ start: ['c1'] }]);
    expect(choiceList(least)).toEqual([
      { label: 'latency c1>broker-1', occurrence: 4, outcome: 1 },
    ]);
    expect(least.producers).toEqual({
      shop: { topic: 'orders', count: 7, keys: ['ada', 'bob'] },
    });
    expect(Object.keys(least.consumers ?? {})).toEqual(['c1']);
  });

  it('keeps what may have been asked for: commit, reset and acks, and a number of brokers', () => {
    const consumer = { group: 'g', subscribe: 'orders', 'auto.offset.reset': 'earliest' } as const;
    const asked: ScenarioFile = {
      ...LOSING,
      cluster: { brokers: 3 },
      choices: {},
      producers: { shop: { topic: 'orders', count: 9, acks: 1 } },
      consumers: { c1: { ...consumer, commit: 'sync-per-batch' }, c2: consumer },
      steps: [{ start: ['shop', 'c1', 'c2'] }],
    };
    const whole = (f: ScenarioFile) =>
      f.producers?.shop !== undefined && f.consumers?.c1 !== undefined;
    const least = shrinkBy(asked, whole);
    expect(least.consumers?.c1).toMatchObject({
      commit: 'sync-per-batch',
      'auto.offset.reset': 'earliest',
    });
    expect(least.producers?.shop?.acks).toBe(1);
    expect(least.cluster).toBeUndefined();
    const two = shrinkBy(asked, whole, { brokers: [2, 3] });
    expect(two.cluster).toEqual({ brokers: 2 });
    expect(two.producers?.shop?.count).toBe(1);
  });

  it('leaves alone what cannot be smaller', () => {
    const least = shrinkBy(LOSING, () => false);
    expect(least).toBe(LOSING);
  });
});

describe('a failure that is played while it is shrunk', () => {
  it('ends minimal: without a step, or with a choice lower, it passes', () => {
    const shrunk = shrink(LOSING);
    expect(shrunk.minimal).toBe(true);
    expect(shrunk.failure.check).toBe('at-least-once');
    expect(shrunk.to.steps).toBeLessThanOrEqual(2);
    expect(shrunk.to.events).toBeLessThan(shrunk.from.events);
    // Not by our own word: each is played here.
    let tried = 0;
    for (const smaller of oneLess(shrunk.file)) {
      tried += 1;
      expect(tryScenario(must(smaller), AT_LEAST_ONCE).failure).toBeNull();
    }
    expect(tried).toBeGreaterThan(0);
    expect(Object.keys(shrunk.file.consumers ?? {})).toEqual(['c1']);
  });

  it('says so when a step could still go', () => {
    const padded = { ...LOSING, steps: [...LOSING.steps, { after: '1s' }] };
    const fails = [...oneLess(padded)].filter(
      (file) => tryScenario(must(file), AT_LEAST_ONCE).failure !== null,
    );
    expect(fails.length).toBeGreaterThan(0);
  });

  it('is refused if there is nothing to shrink', () => {
    const { choices: _, ...kept } = LOSING;
    const fine = { ...kept, steps: [{ start: ['shop'] }] };
    expect(() => shrink(fine)).toThrow('does not fail by at-least-once');
    expect(tryScenario(must(LOSING), BY_PROMISES).failure).toBeNull();
  });
});
