import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { replayCommand, reportError } from '../../src/cli/report-error.js';
import { playAgain } from '../../src/cli/verify.js';
import { parseScenario } from '../../src/scenario/parse/parse.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { SimulationError } from '../../src/sim/driver.js';
import { InvariantError } from '../../src/util/invariant.js';
import { HELD } from './support.js';

function recorder(env: Io['env'] = {}): { io: Io; told: string[] } {
  const told: string[] = [];
  const io: Io = {
    cwd: '',
    shipped: '',
    env,
    color: () => false,
    out: (text) => told.push(`out ${text}`),
    err: (text) => told.push(text),
    closed: () => false,
    readStdin: () => Buffer.alloc(0),
    readLine: () => null,
    cores: () => 1,
    heapIsFull: () => false,
    interrupted: async () => false,
  };
  return { io, told };
}

describe('a broken invariant', () => {
  const error = new SimulationError(
    new InvariantError('offsets grow', { was: 5, is: 3 }),
    1234,
    5_678,
    [{ at: 5_600, event: 1200, node: 'c1', fact: { type: 'closing' } as never }], // any fact will do
  );

  it('is told with event, time, last facts, seed and the command that replays it: 70', () => {
    const { io, told } = recorder();
    const doing = { file: 'my scenarios/x.yaml', flags: { seed: 7, until: 9_000 } };
    expect(reportError(error, io, doing)).toBe(70);
    const text = told.join('');
    expect(text).toContain('a bug in cohort');
    expect(text).toContain('offsets grow {"was":5,"is":3}');
    expect(text).toContain('event   1234, at 5.678 s of virtual time');
    expect(text).toContain('5.600 s  event 1200  c1  {"type":"closing"}');
    expect(text).toContain('seed    7');
    expect(text).toContain("cohort run 'my scenarios/x.yaml' --seed 7 --until 9000ms");
    expect(text).toContain('Please report it');
    expect(text).not.toMatch(/^\s+at .*\.ts/m);
  });

  it('has its stack only with COHORT_DEBUG=1, and so has any other error', () => {
    for (const broken of [error, new TypeError('x is not a function')]) {
      const { io, told } = recorder({ COHORT_DEBUG: '1' });
      expect(reportError(broken, io)).toBe(70);
      expect(told.join('')).toMatch(/^\s+at .*\.ts/m);
    }
    const { io, told } = recorder();
    expect(reportError(new TypeError('x is not a function'), io)).toBe(70);
    expect(told.join('')).toContain('TypeError: x is not a function');
    expect(told.join('')).not.toMatch(/^\s+at .*\.ts/m);
  });

  it('is replayed by a command that a shell understands', () => {
    expect(replayCommand("it's.yaml", {})).toBe("cohort run 'it'\\''s.yaml'");
    expect(replayCommand('a/b-c.yaml', {})).toBe('cohort run a/b-c.yaml');
  });
});

describe('a run that is not deterministic', () => {
  it('is told by the first line that differs: 4', async () => {
    const parsed = parseScenario(HELD, 'x.yaml');
    if (!('scenario' in parsed)) throw new Error('HELD is a scenario');
    const first = runScenario(parsed.scenario);
    expect(await playAgain(parsed.scenario, first, {}, recorder().io)).toBe(0);
    const facts = first.trace.facts.with(2, { ...first.trace.facts[2], node: 'c9' } as never); // but for its node
    const other = { ...first, trace: { ...first.trace, facts } };
    const { io, told } = recorder();
    expect(await playAgain(parsed.scenario, other, {}, io)).toBe(4);
    expect(told.join('')).toMatch(/not deterministic: line \d+ of the trace differs/);
    expect(told.join('')).toContain('"node":"c9"');
  });
});
