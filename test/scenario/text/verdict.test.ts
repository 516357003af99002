import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/scenario/result.js';
import { lineDiff } from '../../../src/scenario/text/judgement/line-diff.js';
import { verdict } from '../../../src/scenario/text/verdict.js';
import { play, STORY } from './support.js';

const result = play(STORY);
const text = (over: Partial<RunResult> = {}) => verdict({ ...result, ...over });

describe('the verdict', () => {
  it('says of each expectation, event and check what came of it', () => {
    expect(text().slice(0, 6).map(withoutTimes)).toEqual([
      'Verdict',
      '  ok    story.yaml:16: at T: processed twice: orders-0@0..2',
      '  ok    story.yaml:17: at T: the lag of billing is 0',
      '  ok    story.yaml:18: at T: the session of c1 expires',
      '  ok    story.yaml:19: at-least-once holds as expected',
      '  ok    story.yaml:19: at-most-once is violated as expected',
    ]);
    expect(text()[6]).toMatch(
      /^ {10}billing began to process orders-0@0..2 twice: c1 at .*crashed/,
    );
    expect(text().at(-1)).toBe(
      'PASSED: everything came out as the scenario says (2 expectations, 1 required event, 2 checks).',
    );
  });

  it('tells how long the run was, and how to repeat one with a seed', () => {
    expect(text().at(-2)).toMatch(/^[\d.]+ s of virtual time, \d+ events; after [\d.]+ s nothing/);
    const lines = text({ seed: 42, expectations: [] });
    expect(lines.at(-2)).toBe('Seed 42. The same again: cohort run story.yaml --seed 42');
    expect(lines.at(-4)).toContain('Not compared: 2 expectations.');
  });

  it('puts expected and found under each other, and marks only the lines of a table that differ', () => {
    const [first] = result.expectations;
    if (first === undefined) throw new Error('no expectation');
    const fact = { kind: 'describe', group: 'billing', view: 'offsets', verbose: false } as const;
    const action = { ...first.action, fact: { ...fact, table: '' } };
    const table = {
      ...first,
      action,
      ok: false,
      expected: 'head\na 1\nb 2',
      actual: 'head\na 9\nb 2',
    };
    const side = { ...first, ok: false, expected: 'lag is 0', actual: 'lag is 3' };
    const lines = text({ expectations: [table, side], outcome: 'failed' });
    expect(lines.slice(1, 10).map(withoutTimes)).toEqual([
      '  FAIL  story.yaml:16: at T: the table of --describe --group billing is not as expected',
      '          - expected   + found',
      '            head',
      '          - a 1',
      '          + a 9',
      '            b 2',
      '  FAIL  story.yaml:16: at T: lag is 0',
      '          expected: lag is 0',
      '          found:    lag is 3',
    ]);
    expect(lines.at(-1)).toBe('FAILED: 2 of 2 expectations did not come out as the scenario says.');
  });

  it('is undecided when something had to happen and did not, or a step never had its turn', () => {
    const mustHappen = result.mustHappen.map((one) => ({ ...one, ok: false, at: -1 }));
    const [step] = result.scenario.steps;
    if (step === undefined) throw new Error('no step');
    const what = 'when: c1 is closed: did not come until 30.000 s';
    const unfired = [{ step, position: step.position, what }];
    const lines = text({ mustHappen, unfired, outcome: 'undecided' });
    expect(lines).toContain('  ?     story.yaml:18: never happened: the session of c1 expires');
    expect(lines).toContain(`  ?     story.yaml:10: ${what}`);
    expect(lines.at(-1)).toBe(
      'UNDECIDED: the run showed too little: 1 step never had its turn and ' +
        '1 of 1 required event did not happen.',
    );
  });

  it('writes times of steps as people do', () => {
    const [step] = result.scenario.steps;
    if (step === undefined) throw new Error('no step');
    const late = { ...step, trigger: { kind: 'at', atMs: 6000 } as const };
    const what = 'at: 6000 ms: did not come until 5.000 s';
    const lines = text({ unfired: [{ step: late, position: null, what }], outcome: 'undecided' });
    expect(lines).toContain('  ?     at: 6s: did not come until 5.000 s');
  });

  it('tells a finding of two checks once, and nothing is said in words', () => {
    const violated = result.checks.find(({ verdict: { findings } }) => findings.length > 0);
    const [first] = result.expectations;
    if (violated === undefined || first === undefined) throw new Error('nothing is judged');
    const fact = { kind: 'members', group: 'billing', consumers: [] } as const;
    const expected = 'the members of billing are none';
    const none = { ...first, action: { ...first.action, fact }, expected, actual: expected };
    const lines = text({ expectations: [none], checks: [violated, violated] });
    expect(lines.filter((line) => line.includes('began to process'))).toHaveLength(1);
    expect(lines).toContain('          The same as under at-most-once.');
    expect(lines[1]).toMatch(/: billing has no members$/);
  });

  it('says what should have been of a check, and what was not told', () => {
    const checks = result.checks.map((one) => ({
      ...one,
      action: { ...one.action, verdict: one.action.verdict === 'holds' ? 'violated' : 'holds' },
      ok: false,
    })) as RunResult['checks']; // `verdict` is one of the two again
    const lines = text({ checks, outcome: 'failed', mustHappen: [] });
    expect(lines).toContain(
      '  FAIL  story.yaml:19: at-least-once should be violated, but it holds',
    );
    expect(lines).toContain('  FAIL  story.yaml:19: at-most-once should hold, but it is violated');
    expect(lines.at(-1)).toBe('FAILED: 2 of 2 checks did not come out as the scenario says.');
  });

  it('is coloured only when asked', () => {
    expect(verdict(result).join('')).not.toContain('\u001b');
    const last = verdict(result, { color: true }).at(-1);
    expect(last?.startsWith('\u001b[32mPASSED\u001b[0m: ')).toBe(true);
  });
});

describe('lineDiff', () => {
  const signs = (a: string, b: string) => lineDiff(a, b).map(({ sign, text }) => sign + text);

  it('keeps what both share and marks the rest', () => {
    expect(signs('a\nb\nc', 'a\nc\nd')).toEqual([' a', '-b', ' c', '+d']);
    expect(signs('', 'a')).toEqual(['+a']);
    expect(signs('a', '')).toEqual(['-a']);
    expect(signs('a\nb', 'a\nb')).toEqual([' a', ' b']);
  });
});

function withoutTimes(line: string): string {
  return line.replace(/at \d+\.\d{3}:/, 'at T:');
}
