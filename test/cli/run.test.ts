import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cohort, directory, FAILED, HELD, LONG, read, UNDECIDED } from './support.js';

const BROKEN = `${HELD}  - chekc: { no-loss: holds }\n`;

describe('the exit code of a run', () => {
  const cwd = directory({
    'held.yaml': HELD,
    'failed.yaml': FAILED,
    'undecided.yaml': UNDECIDED,
    'broken.yaml': BROKEN,
  });

  it.each([
    ['held.yaml', 0],
    ['failed.yaml', 1],
    ['broken.yaml', 2],
    ['undecided.yaml', 3],
  ])('of %s is %i', async (file, code) => {
    expect((await cohort(['run', file], { cwd })).code).toBe(code);
  });

  it.each([
    [['held.yaml', 'undecided.yaml'], 3],
    [['undecided.yaml', 'failed.yaml', 'held.yaml'], 1],
    [['failed.yaml', 'broken.yaml', 'undecided.yaml'], 2],
  ])('of %j is the worst: %i', async (files, code) => {
    expect((await cohort(['run', ...files], { cwd })).code).toBe(code);
  });
});

describe('one scenario', () => {
  const cwd = directory({ 'held.yaml': HELD, 'failed.yaml': FAILED });

  it('is told from beginning to verdict, on standard output', async () => {
    const { out, err } = await cohort(['run', 'held.yaml'], { cwd });
    expect(out).toMatch(/^one consumer reads three records\n\n {4}0\.000 /);
    expect(out).toContain('PASSED');
    expect(err).toBe('');
  });

  it('is told the same by the parser of options as without it', async () => {
    const plain = await cohort(['run', 'held.yaml'], { cwd });
    expect(await cohort(['run', '--timeline', 'held.yaml'], { cwd })).toEqual(plain);
    expect(await cohort(['run', '--', 'held.yaml'], { cwd })).toEqual(plain);
  });

  it('comes from standard input as well', async () => {
    const { code, out } = await cohort(['run', '-'], { stdin: FAILED });
    expect(code).toBe(1);
    expect(out).toContain('stdin:11');
  });

  it('has colours only if the output takes them', async () => {
    const plain = await cohort(['run', 'held.yaml'], { cwd });
    const painted = await cohort(['run', 'held.yaml'], { cwd, color: true });
    const colour = '\u001b[';
    expect(plain.out).not.toContain(colour);
    expect(painted.out).toContain(colour);
    const json = await cohort(['run', '--json', 'held.yaml'], { cwd, color: true });
    expect(json.out).not.toContain(colour);
  });

  it('is told in part with --only', async () => {
    const { out } = await cohort(['run', 'held.yaml', '--only', 'commits,groups'], { cwd });
    expect(out).toContain('group billing');
    expect(out).not.toContain('starts and subscribes');
    const all = await cohort(['run', 'held.yaml', '--only', 'messages'], { cwd });
    expect(all.out).toContain('JoinGroup');
  });

  it('is not told at all with --no-timeline', async () => {
    const { code, out } = await cohort(['run', 'held.yaml', '--no-timeline'], { cwd });
    expect(code).toBe(0);
    expect(out).toBe('held       held.yaml\n');
  });

  it('ends at the latest at --until', async () => {
    const { code, out } = await cohort(['run', 'held.yaml', '--until', '2s'], { cwd });
    expect(code).toBe(3);
    expect(out).toContain('2.000 s of virtual time');
  });

  it('cut off before a violation is undecided, not failed', async () => {
    const stdin = HELD.replace('no-loss: holds', 'at-most-once: violated');
    const whole = await cohort(['run', '-'], { stdin });
    const cut = await cohort(['run', '-', '--until', '2s'], { stdin });
    expect([whole.code, cut.code]).toEqual([1, 3]);
    expect(cut.out).toContain('UNDECIDED');
  });

  it('comes to its end with a loop around poll(0)', async () => {
    const stdin = HELD.replace('auto.offset', 'poll-timeout: 0, auto.offset');
    expect((await cohort(['run', '-'], { stdin })).code).toBe(0);
  });

  it('is one JSON object a line with --json', async () => {
    const { code, out, err } = await cohort(['run', '--json', 'failed.yaml'], { cwd });
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(rows[0]).toMatchObject({ type: 'scenario', file: 'failed.yaml' });
    expect(rows.at(-1)).toMatchObject({ type: 'verdict', outcome: 'failed' });
    expect(new Set(rows.map((row) => row.v))).toEqual(new Set([1]));
  });

  it('is the same under one seed, and another under another', async () => {
    const jitter = HELD.replace('topics:', 'cluster: { latency: 1ms..50ms }\ntopics:');
    const seeded = async (seed: string) =>
      (await cohort(['run', '-', '--seed', seed, '--json'], { stdin: jitter })).out;
    expect(await seeded('1')).toBe(await seeded('1'));
    expect(await seeded('1')).not.toBe(await seeded('2'));
  });

  it('plays twice with --verify, and both tell the same', async () => {
    const { code, err } = await cohort(['run', 'held.yaml', '--verify', '--seed', '3'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});

describe('--trace', () => {
  const cwd = directory({ 'a.yaml': HELD, 'b.yaml': HELD, 'old.jsonl': 'old' });

  it('writes everything that happened, in place of what was there', async () => {
    expect((await cohort(['run', 'a.yaml', '--trace', 'old.jsonl'], { cwd })).code).toBe(0);
    const lines = read(cwd, 'old.jsonl').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('type');
    expect(readdirSync(cwd).sort()).toEqual(['a.yaml', 'b.yaml', 'old.jsonl']);
  });

  it('is of one scenario', async () => {
    const { code, err } = await cohort(['run', 'a.yaml', 'b.yaml', '--trace', 't'], { cwd });
    expect(code).toBe(2);
    expect(err).toBe('--trace takes the trace of one scenario (not of 2)\n');
  });

  it('is never written over the scenario', async () => {
    const { code, err } = await cohort(['run', 'a.yaml', '--trace', './a.yaml'], { cwd });
    expect(code).toBe(2);
    expect(err).toBe('--trace would overwrite the scenario (name another file: trace.jsonl)\n');
    expect(read(cwd, 'a.yaml')).toBe(HELD);
  });

  it('says when it cannot be written', async () => {
    const { code, err } = await cohort(['run', 'a.yaml', '--trace', 'no/where.jsonl'], { cwd });
    expect(code).toBe(2);
    expect(err).toBe('no/where.jsonl: its directory does not exist (make it first)\n');
  });
});

describe('a directory', () => {
  const cwd = directory();
  mkdirSync(join(cwd, 'some/deeper.yaml'), { recursive: true });
  for (const name of ['b.yaml', 'a.yml', 'B.yaml', 'notes.txt']) {
    writeFileSync(join(cwd, 'some', name), name === 'b.yaml' ? FAILED : HELD);
  }
  mkdirSync(join(cwd, 'none'));

  it('is its scenarios in order of code units, one line each, and why one failed', async () => {
    const { code, out } = await cohort(['run', 'some'], { cwd });
    expect(code).toBe(1);
    const marks = out.split('\n').filter((line) => /^\w/.test(line));
    expect(marks).toEqual([
      'held       some/B.yaml',
      'held       some/a.yml',
      'FAILED     some/b.yaml',
      '3 scenarios: 2 held, 1 failed',
    ]);
    expect(out).toContain('    Verdict\n');
    expect(out).toContain('some/b.yaml:11');
  });

  it('has all their timelines with --timeline, and its slash only once', async () => {
    const { out } = await cohort(['run', 'some/', '--timeline'], { cwd });
    expect(out.match(/starts and subscribes/g)).toHaveLength(3);
    expect(out).toContain('==> some/b.yaml <==\n\none consumer');
    expect(out).toMatch(/\n\n3 scenarios: 2 held, 1 failed\n$/);
  });

  it('without scenarios is bad usage', async () => {
    const { code, out, err } = await cohort(['run', 'none'], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^none: there is no scenario in this directory \(.*cohort new NAME/);
  });
});

describe('standard output that nobody reads any more', () => {
  const cwd = directory({ 'a.yaml': HELD, 'b.yaml': FAILED });

  it('ends the work quietly, with what was judged by then', async () => {
    const { code, err } = await cohort(['run', 'a.yaml', 'b.yaml'], { cwd, closeAfter: 1 });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect((await cohort(['run', 'b.yaml'], { cwd, closeAfter: 0 })).code).toBe(1);
  });
});

describe('Ctrl-C', () => {
  const cwd = directory({ 'long.yaml': LONG, 'held.yaml': HELD });

  it('prints the run so far and ends with 130', async () => {
    const { code, out, err } = await cohort(['run', 'long.yaml'], { cwd, interruptAt: 2 });
    expect(code).toBe(130);
    expect(out).toContain('c1');
    expect(out).toContain('interrupted');
    expect(err).toMatch(/^interrupted at [\d.]+ s of virtual time, after 1\d{4} events; /);
  });

  it('leaves out the files that follow', async () => {
    const args = ['run', 'long.yaml', 'held.yaml'];
    const { code, out } = await cohort(args, { cwd, interruptAt: 1 });
    expect(code).toBe(130);
    expect(out).toContain('2 scenarios: 1 interrupted, 1 not run');
  });

  it('updates nothing', async () => {
    const { code } = await cohort(['run', '--update', 'long.yaml'], { cwd, interruptAt: 1 });
    expect(code).toBe(130);
    expect(read(cwd, 'long.yaml')).toBe(LONG);
  });

  it('that needs more memory than there is says so, where it was and what helps', async () => {
    const { code, out, err } = await cohort(['run', 'long.yaml'], { cwd, heapIsFull: true });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/long\.yaml: the run needs more memory than Node has, after \d+ events/);
    expect(err).toContain('--max-old-space-size');
  });
});
