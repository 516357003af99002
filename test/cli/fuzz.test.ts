import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chunks } from '../../src/cli/fuzz/search.js';
import { cohort, directory, HELD, LOSES, read } from './support.js';

const FORCED = ['--check', 'at-least-once'];
const cwd = directory({ 'loses.yaml': LOSES, 'held.yaml': HELD, 'bad.yaml': 'a: 1\n' });

const lastLine = (out: string) => out.trimEnd().split('\n').at(-1);
const tokenIn = (out: string) => /cohort replay (cohort:\S+)/.exec(out)?.[1] ?? '';

describe('cohort fuzz', () => {
  it('finds, shrinks and tells what a forced check breaks, and says so in its exit code', async () => {
    const { code, out } = await cohort(['fuzz', 'loses.yaml', '--runs', '8', ...FORCED], { cwd });
    expect(code).toBe(1);
    expect(lastLine(out)).toMatch(/^8 runs, [1-8] failures?$/);
    expect(out).toMatch(
      /^FAILURE at-least-once, group billing \(run \d+ of seed 1 around loses\.yaml\)$/m,
    );
    expect(out).toMatch(/^ {2}record {4}orders-\d@\d+, key (ada|bob), no value/m);
    expect(out).toMatch(/^ {2}had by {4}handed to c1 at \d+\.\d{3} s/m);
    expect(out).toMatch(/^ {2}commit {4}c1's commit of offset \d+ \(auto/m);
    expect(out).toMatch(/^ {2}fault {5}c1 crashed at /m);
    expect(out).toMatch(/without any one step, or with any one choice lower, it passes$/m);
    const chain = /^ {2}how([\s\S]*?)^ {2}shrunk/m.exec(out)?.[1]?.trim().split('\n') ?? [];
    expect(chain.length).toBeGreaterThanOrEqual(3);
    expect(chain.length).toBeLessThanOrEqual(8);
    expect(chain.join('\n')).toContain('Covered by');
  });

  it('accuses nobody of what nobody promised, and says what it let pass', async () => {
    const { code, out } = await cohort(['fuzz', 'loses.yaml', '--runs', '8'], { cwd });
    expect(code).toBe(0);
    expect(lastLine(out)).toBe('8 runs, 0 failures');
    expect(out).toMatch(/Violated, but not promised .*at-least-once in \d+ runs?/);
  });

  it('without files generates whole scenarios', async () => {
    const early = ['--check', 'commit-after-processing'];
    const { code, out } = await cohort(['fuzz', '--runs', '24', '--seed', '1', ...early], { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILURE commit-after-processing, group g \(run \d+ of seed 1\)$/m);
  });

  it('prints a token that replays the same failure, byte for byte', async () => {
    const { out } = await cohort(['fuzz', 'loses.yaml', '--runs', '4', ...FORCED], { cwd });
    const token = tokenIn(out);
    const first = await cohort(['replay', token, '--trace', 'a.jsonl'], { cwd });
    expect(first.code).toBe(1);
    expect(first.out).toContain('at-least-once should hold, but it is violated');
    writeFileSync(join(cwd, 'token.txt'), `${token}\n`);
    const second = await cohort(['replay', 'token.txt', '--trace', 'b.jsonl'], { cwd });
    expect(second.out).toBe(first.out);
    expect(read(cwd, 'b.jsonl')).toBe(read(cwd, 'a.jsonl'));
    expect(read(cwd, 'a.jsonl').length).toBeGreaterThan(1_000);
  });

  it('saves scenarios to keep: they hold as long as the bug is there', async () => {
    const args = ['fuzz', 'loses.yaml', '--runs', '4', '--save', 'kept', ...FORCED];
    const { err } = await cohort(args, { cwd });
    const [name = ''] = readdirSync(join(cwd, 'kept'));
    expect(name).toMatch(/^at-least-once-\d+\.yaml$/);
    expect(err).toContain(`wrote ${join('kept', name)}`);
    const kept = read(cwd, 'kept', name);
    expect(kept).toContain('check: { at-least-once: violated }');
    const ran = await cohort(['run', join('kept', name)], { cwd });
    expect(ran.code).toBe(0);
    // The bug is fixed: the regression says so.
    writeFileSync(join(cwd, 'fixed.yaml'), kept.replace('commit: hand-off', 'commit: watermark'));
    expect((await cohort(['run', 'fixed.yaml'], { cwd })).code).not.toBe(0);
  });

  it('writes JUnit XML, with the block as it stands in the log', async () => {
    const args = ['fuzz', 'loses.yaml', '--runs', '4', '--junit', 'junit.xml', ...FORCED];
    const { out } = await cohort(args, { cwd });
    const xml = read(cwd, 'junit.xml');
    expect(xml).toMatch(/<testsuite name="cohort fuzz" tests="\d" failures="\d">/);
    expect(xml).toContain('without any one step, or with any one choice lower, it passes');
    expect(xml).not.toMatch(/message="[^"]*</);
    // The message is of the same run as the block: the shrunk one.
    const [, message = '', sentence = ''] =
      /<failure message="([^"]+)">[\s\S]*?^ {2}broken {4}(.*)$/m.exec(xml) ?? [];
    expect(message).not.toBe('');
    expect(message).toBe(sentence);
    expect(xml).toContain(tokenIn(out));
    await cohort(['fuzz', 'held.yaml', '--runs', '2', '--junit', 'good.xml'], { cwd });
    expect(read(cwd, 'good.xml')).toContain('tests="1" failures="0"');
  });

  it('on Ctrl-C says what it has so far', async () => {
    const args = ['fuzz', 'loses.yaml', '--runs', '100000', ...FORCED];
    const { code, out, err } = await cohort(args, { cwd, interruptAt: 2 });
    expect(code).toBe(130);
    expect(lastLine(out)).toMatch(/^32 runs, \d+ failures?$/);
    expect(err).toContain('interrupted after 32 runs');
  });

  it('ends when its budget is used up, after at least one order of runs', async () => {
    const { code, out } = await cohort(['fuzz', 'held.yaml', '--budget', '1ms'], { cwd });
    expect(code).toBe(0);
    expect(lastLine(out)).toBe('16 runs, 0 failures');
  });

  it('does not shrink on when its budget is used up, and says so', async () => {
    const args = ['fuzz', 'loses.yaml', '--budget', '1ms', ...FORCED];
    const { code, out } = await cohort(args, { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(/shrunk .* in 2 runs; shrinking was cut off: it may be smaller still$/m);
    // What it came to so far is a failure all the same, and replays.
    const again = await cohort(['replay', tokenIn(out)], { cwd });
    expect(again.code).toBe(1);
  });

  it('on Ctrl-C while it shrinks says what it has', async () => {
    const args = ['fuzz', 'loses.yaml', '--runs', '8', '--workers', '1', ...FORCED];
    const { code, out, err } = await cohort(args, { cwd, interruptAt: 2 });
    expect(code).toBe(130);
    expect(lastLine(out)).toMatch(/^8 runs, [1-8] failures?$/);
    expect(err).toContain('interrupted after 8 runs; this is what they came to, nothing shrunk');
  });

  it('plays runs twice to compare them', async () => {
    const args = ['fuzz', 'loses.yaml', '--runs', '5', '--verify-determinism'];
    const { code, out } = await cohort(args, { cwd });
    expect({ code, out }).toEqual({
      code: 0,
      out: '5 runs, each played twice: the same, line by line\n',
    });
  });
});

describe('shards', () => {
  it('split the runs without a gap and without overlap', () => {
    const runs = 75;
    const all = [1, 2, 3, 4].flatMap((index) =>
      [...chunks({ shard: { index, of: 4 }, runs, budgetMs: null })].flat(),
    );
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: runs }, (_, i) => i));
  });

  it('merge to what one process would have reported', async () => {
    const args = ['fuzz', 'loses.yaml', 'held.yaml', '--runs', '20', '--json', ...FORCED];
    const whole = await cohort(args, { cwd });
    expect(whole.code).toBe(1);
    for (const shard of ['3', '1', '2']) {
      const part = await cohort([...args, '--shard', `${shard}/3`], { cwd });
      writeFileSync(join(cwd, `${shard}.jsonl`), part.out);
    }
    const reports = ['2.jsonl', '3.jsonl', '1.jsonl'];
    const merged = await cohort(['merge', ...reports, '--json'], { cwd });
    expect(merged).toEqual({ code: 1, out: whole.out, err: '' });
    const told = await cohort(['merge', ...reports], { cwd });
    const direct = await cohort(
      args.filter((arg) => arg !== '--json'),
      { cwd },
    );
    expect(told.out).toBe(direct.out);
  });

  it('decide nothing without one of them, but that something failed', async () => {
    const fuzz = async (name: string, ...args: string[]) => {
      const { out } = await cohort(['fuzz', ...args, '--json'], { cwd });
      writeFileSync(join(cwd, name), out);
    };
    for (const i of ['1', '3', '4']) {
      await fuzz(`h${i}.jsonl`, 'held.yaml', '--runs', '8', '--shard', `${i}/4`);
    }
    const one = await cohort(['merge', 'h1.jsonl', 'h3.jsonl', 'h4.jsonl'], { cwd });
    expect(one.code).toBe(3);
    expect(one.out).toContain('Shard 2/4 is missing: nothing is known of those runs\n');
    const two = await cohort(['merge', 'h1.jsonl', 'h4.jsonl', '--json'], { cwd });
    expect(two).toMatchObject({
      code: 3,
      err: 'Shards 2/4, 3/4 are missing: nothing is known of those runs\n',
    });
    await fuzz('h2.jsonl', 'held.yaml', '--runs', '8', '--shard', '2/4');
    writeFileSync(join(cwd, 'two.jsonl'), two.out);
    const all = await cohort(['merge', 'two.jsonl', 'h2.jsonl', 'h3.jsonl'], { cwd });
    expect(all).toMatchObject({ code: 0, out: '8 runs, 0 failures\n' });
    await fuzz('l1.jsonl', 'loses.yaml', '--runs', '16', '--shard', '1/2', ...FORCED);
    const failed = await cohort(['merge', 'l1.jsonl'], { cwd });
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('Shard 2/2 is missing');
  });

  it('decide nothing if one was interrupted', async () => {
    const args = ['fuzz', 'held.yaml', '--runs', '100', '--json'];
    const { out } = await cohort(args, { cwd, interruptAt: 2 });
    writeFileSync(join(cwd, 'cut.jsonl'), out);
    const { code, out: told } = await cohort(['merge', 'cut.jsonl'], { cwd });
    expect(code).toBe(3);
    expect(told).toContain('Only 32 of 100 runs were played: a shard was interrupted');
  });

  it('are refused if they do not belong together', async () => {
    const fuzz = async (name: string, ...more: string[]) => {
      const { out } = await cohort(['fuzz', 'held.yaml', '--runs', '4', '--json', ...more], {
        cwd,
      });
      writeFileSync(join(cwd, name), out);
    };
    await fuzz('a.jsonl', '--shard', '1/2');
    await fuzz('b.jsonl', '--shard', '2/2', '--seed', '9');
    await fuzz('c.jsonl', '--shard', '1/3');
    await fuzz('d.jsonl', '--shard', '2/2', '--runs', '6');
    await fuzz('f.jsonl', '--shard', '2/2', '--budget', '1h');
    writeFileSync(join(cwd, 'held.yaml'), HELD.replace('count: 3', 'count: 4'));
    await fuzz('e.jsonl', '--shard', '2/2');
    writeFileSync(join(cwd, 'held.yaml'), HELD);
    const merge = (...names: string[]) => cohort(['merge', ...names], { cwd });
    expect(await merge('a.jsonl', 'b.jsonl')).toMatchObject({ code: 2, out: '' });
    expect((await merge('a.jsonl', 'b.jsonl')).err).toContain('not shards of one campaign');
    expect(await merge('a.jsonl', 'd.jsonl')).toMatchObject({ code: 2, out: '' });
    expect((await merge('a.jsonl', 'd.jsonl')).err).toContain('one has runs 4, another 6');
    expect((await merge('a.jsonl', 'f.jsonl')).err).toContain('budget (ms) null, another 3600000');
    expect(await merge('a.jsonl', 'e.jsonl')).toMatchObject({ code: 2, out: '' });
    expect((await merge('a.jsonl', 'e.jsonl')).err).toContain('same names but the checksum');
    expect((await merge('a.jsonl', 'a.jsonl')).err).toContain('shard 1/2 is there twice');
    expect((await merge('a.jsonl', 'c.jsonl')).err).toContain('these shards overlap');
    writeFileSync(join(cwd, 'half.jsonl'), read(cwd, 'a.jsonl').split('\n')[0] ?? '');
    expect((await merge('half.jsonl')).err).toContain('this is no whole report');
    expect((await merge('loses.yaml')).err).toContain('loses.yaml:1: this is no line of a report');
    expect((await merge('none.jsonl')).code).toBe(2);
  });
});

describe('bad input', () => {
  it.each([
    [['fuzz', '--shard', '5/4'], '--shard 5/4 is not a shard'],
    [['fuzz', '--shard', 'x'], '--shard x is not a shard'],
    [['fuzz', '--runs', '0'], '--runs 0 is not a number of them'],
    [['fuzz', '--workers', 'all'], '--workers all is not a number of them'],
    [['fuzz', '--budget', 'soon'], '--budget "soon" is not a duration'],
    [['fuzz', '--check', 'at-lest-once'], 'did you mean at-least-once?'],
    [
      ['fuzz', '--bug', 'sticky-loses-a-partition', '--bug', 'monotone'],
      '--bug sticky-loses-a-partition --bug monotone: a world has one planted bug',
    ],
    [['fuzz', 'bad.yaml'], 'bad.yaml:1:1'],
    [['fuzz', 'gone.yaml'], 'gone.yaml: there is no such file'],
    [['replay', 'cohort:0.1.0:00000000:AAAA'], 'this replay token is damaged'],
    [['replay', 'gone.txt'], 'gone.txt: there is no such file'],
  ])('%j is answered with what is wrong', async (args, message) => {
    const { code, out, err } = await cohort(args, { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('joins what an option says that is given twice', async () => {
    const checks = ['--check', 'no-loss', '--check', 'at-least-once,no-loss'];
    const seen = ['--must-see', 'group-dead', '--must-see', 'group-stable'];
    const args = ['fuzz', 'held.yaml', '--runs', '1', '--json', ...checks, ...seen];
    const { out } = await cohort(args, { cwd });
    const head = JSON.parse(out.split('\n')[0] ?? '');
    expect(head).toMatchObject({
      checks: ['no-loss', 'at-least-once'],
      mustSee: ['group-dead', 'group-stable'],
    });
  });

  it('makes no directory for nothing', async () => {
    await cohort(['fuzz', 'bad.yaml', '--save', 'never'], { cwd });
    expect(existsSync(join(cwd, 'never'))).toBe(false);
  });
});

describe('cohort replay --step', () => {
  it('tells one event at a time, then the verdict', async () => {
    const plain = await cohort(['replay', 'held.yaml'], { cwd });
    const walked = await cohort(['replay', 'held.yaml', '--step'], { cwd, stdin: '\n\nr\n' });
    const left = await cohort(['replay', 'held.yaml', '--step'], { cwd, stdin: '\n\nq\n' });
    for (const line of walked.out.split('\n')) expect(plain.out).toContain(line);
    expect(left.out.split('\n').length).toBeLessThan(walked.out.split('\n').length);
    expect(left.out).toContain('PASSED');
    expect([plain.code, walked.code, left.code]).toEqual([0, 0, 0]);
  });
});
