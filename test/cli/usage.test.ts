import { describe, expect, it } from 'vitest';
import { cohort, directory, HELD, ROOT, read } from './support.js';

const cwd = directory({ 'x.yaml': HELD });

describe('bad usage', () => {
  it.each([
    [['rnu', 'x.yaml'], 'Did you mean run?'],
    [['run', 'x.yaml', '--sed', '1'], 'Did you mean --seed?'],
    [['run'], "missing required argument 'files'"],
    [['run', 'x.yaml', '--seed', '-1'], '--seed -1 is not a seed'],
    [['run', 'x.yaml', '--seed', '1.5'], '(a whole number from 0 to 4294967295)'],
    [['run', 'x.yaml', '--seed'], 'argument missing'],
    [['run', 'x.yaml', '--until', '-5s'], '--until "-5s" is negative'],
    [['run', 'x.yaml', '--until', '5x'], 'is not a duration (a number and ms, s, m, h or d'],
    [['run', 'x.yaml', '--until', '99999d'], 'is too long'],
    [['run', 'x.yaml', '--only', 'comits'], 'did you mean commits?'],
    [['run', 'x.yaml', '--only', ''], 'there is no such kind (faults, '],
    [['run', '-', '-'], 'standard input can be read only once'],
    [['describe', 'x.yaml'], "required option '--group"],
    [['describe', 'x.yaml', '--group', 'g', '--state', '--members'], 'cannot be used with'],
    [['describe', 'x.yaml', '--group', 'g', '--at', 'noon'], '--at "noon" is not a duration'],
    [['describe', '.', '--group', 'g'], '.: this is a directory'],
    [['records', 'x.yaml', '--topic', 'oders'], 'did you mean orders?'],
    [['records', 'x.yaml', '--topic', 'orders', '--partition', '1'], 'it has partition 0 only'],
    [['records', 'x.yaml', '--topic', 'orders', '--partition', 'x'], 'is not a partition'],
    [['why', 'x.yaml', 'orders'], 'orders is not the name of a record'],
    [['why', 'x.yaml', 'orders-0@3'], 'the last ones are orders-0@2'],
    [['why', 'x.yaml', 'orders-0@0', '--group', 'biling'], 'did you mean billing?'],
    [['list', 'nowhere'], 'nowhere: there is no such file'],
    [['schema', 'x'], 'too many arguments'],
    [['new'], "missing required argument 'name'"],
    [['new', ''], 'a scenario needs a name'],
    [['new', 'x'], 'x.yaml: this file exists already (it was left as it is)'],
    [['new', 'no/where'], 'no/where.yaml: its directory does not exist'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await cohort(args, { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('leaves the file alone that cohort new found', () => {
    expect(read(cwd, 'x.yaml')).toBe(HELD);
  });

  it('is calling cohort without a command: help on standard error', async () => {
    const { code, out, err } = await cohort([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^Examples:/);
  });
});

describe('help', () => {
  it('leads with examples and ends with exit codes', async () => {
    const { code, out, err } = await cohort(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Examples:\n {2}cohort run /);
    expect(out).toContain('130 interrupted');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it.each(['run', 'list', 'describe', 'records', 'why', 'schema', 'new'])('of %s', async (name) => {
    const { code, out } = await cohort([name, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: cohort ${name} `));
    expect(out).not.toContain('Exit codes');
    expect(await cohort(['help', name])).toMatchObject({ code: 0, out });
  });

  it('tells the version', async () => {
    const { version } = JSON.parse(read(ROOT, 'package.json'));
    expect(await cohort(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});
