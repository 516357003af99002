import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cohort, directory, HELD, read, TABLES } from './support.js';

describe('--update', () => {
  it('rewrites the tables in place and leaves everything else as it is', async () => {
    const cwd = directory({ 'x.yaml': TABLES });
    expect((await cohort(['run', 'x.yaml'], { cwd })).code).toBe(1);
    const { code, err } = await cohort(['run', 'x.yaml', '--update'], { cwd });
    expect(code).toBe(0);
    expect(err).toMatch(/^x\.yaml:\d+: updated the table of billing\n.*:\d+: updated/);
    const text = read(cwd, 'x.yaml');
    expect(text).toContain('CURRENT-OFFSET');
    expect(text).toContain('ASSIGNMENT-STRATEGY');
    for (const comment of TABLES.match(/#.*/g) ?? []) expect(text).toContain(comment);
    expect(readdirSync(cwd)).toEqual(['x.yaml']);

    const again = await cohort(['run', 'x.yaml', '--update'], { cwd });
    expect(again.code).toBe(0);
    expect(again.err).toBe('x.yaml: every table that was reached is right, nothing is written\n');
    expect(read(cwd, 'x.yaml')).toBe(text);
  });

  it('says which tables the run did not reach', async () => {
    const cwd = directory({ 'x.yaml': TABLES });
    const { code, err } = await cohort(['run', 'x.yaml', '--update', '--until', '1s'], { cwd });
    expect(code).toBe(3);
    expect(err).toContain('x.yaml: 2 tables not reached, left as before');
    expect(read(cwd, 'x.yaml')).toBe(TABLES);
  });

  it('does not hide what else is wrong', async () => {
    const wrong = TABLES.replace('no-loss: holds', 'no-loss: violated');
    const cwd = directory({ 'x.yaml': wrong });
    expect((await cohort(['run', 'x.yaml', '--update'], { cwd })).code).toBe(1);
  });

  it('leaves a read-only file as it is, and says nothing of an update', async () => {
    const cwd = directory({ 'x.yaml': TABLES });
    chmodSync(join(cwd, 'x.yaml'), 0o444);
    const { code, err } = await cohort(['run', 'x.yaml', '--update'], { cwd });
    expect([code, err]).toEqual([2, 'x.yaml: this file is read-only (chmod u+w it first)\n']);
    expect(read(cwd, 'x.yaml')).toBe(TABLES);
  });

  it('is refused where it makes no sense', async () => {
    const cwd = directory({ 'x.yaml': HELD });
    const input = await cohort(['run', '-', '--update'], { cwd, stdin: HELD });
    expect(input).toMatchObject({ code: 2, out: '' });
    expect(input.err).toContain('--update cannot write to standard input');
    const seed = await cohort(['run', 'x.yaml', '--update', '--seed', '1'], { cwd });
    expect(seed).toMatchObject({ code: 2, out: '' });
    expect(seed.err).toContain('default choices only');
  });
});
