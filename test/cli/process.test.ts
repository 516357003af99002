import { execFileSync, type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { directory, type Ended, HELD, LONG, ROOT } from './support.js';

/*
 * What only a process shows: the built command with real pipes and signals. It is built into a directory of its
 * own, so that the tests never see an old build, nor disturb one.
 */

const DIST = join(ROOT, '.cache/test-dist');
const COHORT = join(DIST, 'cohort.cjs');

beforeAll(() => {
  execFileSync(process.execPath, ['tools/build.mjs', DIST, '--no-types'], { cwd: ROOT });
});

interface Child extends SpawnOptionsWithoutStdio {
  readonly input?: string;
  /** Stops reading after the first piece of output. */
  readonly closeEarly?: boolean;
  /** Sends a signal after so many ms: SIGINT if none is named. */
  readonly interruptAfterMs?: number;
  readonly ends?: 'SIGINT' | 'SIGTERM';
}

function cohort(args: readonly string[], options: Child = {}): Promise<Ended> {
  const child = spawn(process.execPath, [COHORT, ...args], options);
  let out = '';
  let err = '';
  child.stdout.on('data', (piece) => {
    out += piece;
    if (options.closeEarly === true) child.stdout.destroy();
  });
  child.stderr.on('data', (piece) => {
    err += piece;
  });
  // A command that does not read it closes it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  if (options.interruptAfterMs !== undefined) {
    setTimeout(() => child.kill(options.ends ?? 'SIGINT'), options.interruptAfterMs);
  }
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }));
  });
}

describe('the built command', () => {
  const cwd = directory({ 'held.yaml': HELD, 'bad.yaml': 'a: 1\n', 'long.yaml': LONG });

  it('plays a scenario', async () => {
    const { code, out, err } = await cohort(['run', 'held.yaml'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('PASSED');
  });

  it('plays the same with options, which other modules read', async () => {
    const plain = await cohort(['run', 'held.yaml'], { cwd });
    expect(await cohort(['run', 'held.yaml', '--timeline'], { cwd })).toEqual(plain);
    const seeded = await cohort(['run', 'held.yaml', '--seed', '1', '--verify'], { cwd });
    expect(seeded).toMatchObject({ code: 0, err: '' });
    const { code, out } = await cohort(['run', 'held.yaml', '--json'], { cwd });
    expect(code).toBe(0);
    expect(out.split('\n').length).toBeGreaterThan(10);
  });

  it('reads a pipe', async () => {
    const { code, out } = await cohort(['run', '-'], { input: HELD });
    expect(code).toBe(0);
    expect(out).toContain('stdin:');
  });

  it('never paints a pipe, whatever the environment says', async () => {
    const env = { ...process.env, FORCE_COLOR: '1', COLORTERM: 'truecolor' };
    const { out } = await cohort(['run', 'held.yaml'], { cwd, env });
    expect(out).not.toContain('\u001b[');
  });

  it('ends quietly when nobody reads on', async () => {
    const args = ['records', 'long.yaml', '--topic', 'orders'];
    const { code, err } = await cohort(args, { cwd, closeEarly: true });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('has its version, its help and its scenarios', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect((await cohort(['--version'])).out).toBe(`${version}\n`);
    expect((await cohort(['--help'])).out).toMatch(/^Examples:/);
    expect((await cohort(['list'], { cwd: ROOT })).out).toContain('crash-before-commit');
  });

  it.skipIf(process.platform === 'win32')('prints the run so far on Ctrl-C', async () => {
    const endless = LONG.replace('10/s', '1000/s').replace('1h', '300d').replace('50m', '299d');
    for (const [ends, expected] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const child = { input: endless, interruptAfterMs: 1_500, ends };
      const { code, out, err } = await cohort(['run', '-'], child);
      expect(err).toContain('interrupted at ');
      expect(code).toBe(expected);
      expect(out).toContain('c1');
      expect(out).toContain('interrupted');
    }
  });
});

describe('a plain run', () => {
  it('loads no more than it needs', () => {
    const text = readFileSync(join(DIST, 'cli/plain-run.cjs'), 'utf8');
    // A word of each that no minifier removes.
    for (const word of ['ZodError', 'immer.js.org', 'xoroshiro', 'Did you mean']) {
      expect(text.includes(word), word).toBe(false);
    }
  });

  it('leaves a code cache if there is none, and lives with one that does not fit', async () => {
    const caches = () => readdirSync(join(DIST, 'cli')).filter((name) => name.includes('.cache'));
    const name = `plain-run.${process.version}-${process.arch}.cache`;
    expect(caches()).toEqual([name]);
    rmSync(join(DIST, 'cli', name));
    const plain = ['run', '-'];
    for (const [args, input] of [
      [['--version'], ''],
      [plain, 'a: 1\n'],
    ] as const) {
      await cohort(args, { input });
      expect(caches()).toEqual([]);
    }
    const first = await cohort(plain, { input: HELD });
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(caches()).toEqual([name]);
    expect(await cohort(plain, { input: HELD })).toEqual(first);
    writeFileSync(join(DIST, 'cli', name), 'of another V8');
    expect(await cohort(plain, { input: HELD })).toEqual(first);
  });
});
