import { describe, expect, it } from 'vitest';
import { BUGS } from '../../src/bugs/registry.js';
import { cohort, directory, HELD, read } from './support.js';

const cwd = directory({ 'held.yaml': HELD, 'wrong.yaml': `bug: eariest-is-latest\n${HELD}` });

const BUG = ['--bug', 'earliest-is-latest'];

describe('--bug', () => {
  it('lets cohort run show what the bug does', async () => {
    const well = await cohort(['run', 'held.yaml'], { cwd });
    const badly = await cohort(['run', 'held.yaml', ...BUG], { cwd });
    expect(well.code).toBe(0);
    expect(badly.out).not.toBe(well.out);
  });

  it('lets cohort fuzz find it, and the token and the file to keep carry it', async () => {
    const args = ['fuzz', '--runs', '8', '--save', 'kept', ...BUG];
    const { code, out, err } = await cohort(args, { cwd });
    expect(code).toBe(1);
    const token = /cohort replay (cohort:\S+)/.exec(out)?.[1] ?? '';
    const replayed = await cohort(['replay', token], { cwd });
    expect(replayed.code).toBe(1);
    expect(replayed.out).toMatch(/should hold, but it is violated/);
    const kept = /wrote (\S+)/.exec(err)?.[1] ?? '';
    expect(read(cwd, kept)).toContain('bug: earliest-is-latest');
    expect((await cohort(['run', kept], { cwd })).code).toBe(0);
  });

  it('is a part of a campaign: shards with another bug are not joined', async () => {
    const { out } = await cohort(['fuzz', '--runs', '2', '--json', ...BUG], { cwd });
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ bug: 'earliest-is-latest' });
  });

  it.each([['run', 'held.yaml'], ['fuzz'], ['replay', 'held.yaml']])(
    'is refused by %s if there is no such bug, with the nearest name',
    async (...args) => {
      const { code, out, err } = await cohort([...args, '--bug', 'eariest-is-latest'], { cwd });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('there is no such bug (did you mean earliest-is-latest?)');
    },
  );

  it('is refused in a file, with its place', async () => {
    const { code, err } = await cohort(['run', 'wrong.yaml'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('wrong.yaml:1:');
    expect(err).toContain('did you mean earliest-is-latest?');
  });

  it('excludes --update', async () => {
    const { code, err } = await cohort(['run', 'held.yaml', '--update', ...BUG], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('--update would keep what a bug did');
  });
});

describe('cohort bugs', () => {
  it('lists them all, by layer', async () => {
    const { code, out } = await cohort(['bugs'], { cwd });
    expect(code).toBe(0);
    for (const { name, layer, sentence } of BUGS) {
      expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
      expect(out).toContain(sentence);
      expect(out).toContain(`${layer}:\n`);
    }
  });
});
