import { describe, expect, it } from 'vitest';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { tryScenario } from '../../src/search/judge.js';
import { tellShrunk, whyNotKept } from '../../src/search/tell.js';
import { AT_LEAST_ONCE, LOSING, must } from './support.js';

/** As if shrinking had ended here. */
function told(file: ScenarioFile) {
  const trial = tryScenario(must(file), AT_LEAST_ONCE);
  if (trial.failure === null) throw new Error('it does not fail');
  const size = { steps: 0, choices: 0, events: 0 };
  const counts = { from: size, to: size, runs: 1, minimal: true };
  return tellShrunk({ file, trial, failure: trial.failure, ...counts }, '0.1.0');
}

/** The crash comes first: nobody leaves the group any more. */
const IDLE: ScenarioFile = {
  ...LOSING,
  steps: [
    ...LOSING.steps.slice(0, 1),
    { 'lose-reply': { api: 'LeaveGroup', of: 'c1' } },
    ...LOSING.steps.slice(2),
  ],
};

describe('the scenario to keep', () => {
  it('comes out as it says, though a fault in it meets no message', () => {
    const { file } = told(IDLE);
    expect(file.steps[1]).toEqual({ ...IDLE.steps[1], optional: true });
    expect(file.steps.filter(({ optional }) => optional === true)).toHaveLength(1);
    expect(whyNotKept(file)).toBe('');
    const strict = file.steps.with(1, IDLE.steps[1] ?? {});
    expect(whyNotKept({ ...file, steps: strict })).toBe(
      'it comes out undecided: lose-reply: no message met this fault',
    );
  });

  it('is asked whether it does', () => {
    const { file } = told(LOSING);
    expect(whyNotKept(file)).toBe('');
    const holds = [...file.steps.slice(0, -1), { check: { 'at-least-once': 'holds' } }] as const;
    expect(whyNotKept({ ...file, steps: [...holds] })).toBe(
      'it comes out failed: at-least-once: violated',
    );
  });
});
