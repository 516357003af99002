import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cohort, directory, HELD } from './support.js';

const cwd = directory({
  'tabs.yaml': 'summary: x\n\tsteps: []\n',
  'open.yaml': 'summary: [a\nsteps: 1\n',
  'types.yaml': HELD.replace('count: 3', 'count: many'),
  'topic.yaml': HELD.replace('topic: orders', 'topic: oders'),
  'member.yaml': HELD.replace('[shop, c1]', '[shop, c2]'),
  'negative.yaml': HELD.replace('- until: billing', '- at: -5s\n  - until: billing'),
  'huge.yaml': HELD.replace('count: 3', 'count: 99999999999999999999'),
  'config.yaml': HELD.replace('commit:', 'group.protocol: consumer, commit:'),
  'bomb.yaml': `a: &a [x, x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi']
    .map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(', ')}]`)
    .join('\n')}\n`,
  'deep.yaml': '['.repeat(100_000),
  'empty.yaml': '',
  'list.yaml': '- 1\n',
  'latin1.yaml': Buffer.from('summary: caf\xe9\n', 'latin1').toString('latin1'),
});
writeFileSync(join(cwd, 'binary.yaml'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]));
writeFileSync(join(cwd, 'utf16.yaml'), Buffer.from(`\ufeff${HELD}`, 'utf16le'));
writeFileSync(join(cwd, '100mb.yaml'), '');
truncateSync(join(cwd, '100mb.yaml'), 100 * 1_048_576);
mkdirSync(join(cwd, 'folder.yaml'));
writeFileSync(join(cwd, 'crash-before-commit.yaml'), HELD);

describe('a bad file', () => {
  it.each([
    ['tabs.yaml', 'tabs.yaml:2:1: '],
    ['open.yaml', 'open.yaml:2:'],
    ['types.yaml', 'types.yaml:5:33: '],
    ['topic.yaml', 'orders'],
    ['member.yaml', 'c1'],
    ['negative.yaml', 'is negative'],
    ['huge.yaml', 'huge.yaml:5:33: '],
    ['config.yaml', 'group.protocol'],
    ['bomb.yaml', 'fewer *aliases'],
    ['deep.yaml', 'nested too deeply'],
    ['empty.yaml', 'this file is empty'],
    ['list.yaml', 'list.yaml:1:1: '],
    ['binary.yaml', 'is not a text file'],
    ['utf16.yaml', 'is not a text file'],
    ['100mb.yaml', '100mb.yaml: this file is larger than 1 MiB'],
    ['crash-before-comit.yaml', 'did you mean crash-before-commit.yaml?'],
    ['crash-before-commit', 'did you mean crash-before-commit.yaml?'],
    ['./crash-before-commit.yml', 'did you mean ./crash-before-commit.yaml?'],
    ['no/where.yaml', 'nor is there a directory no'],
    ['empty.yaml/x', 'there is no such file'],
    ['folder.yaml', 'there is no scenario in this directory'],
    ['', 'a file without a name'],
  ])('%s: %s', async (file, message) => {
    const { code, out, err } = await cohort(['run', file], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
    expect(err.split('\n').length).toBeLessThan(25);
  });

  it('on standard input is called stdin, and never read whole', async () => {
    expect(await cohort(['run', '-'], { stdin: '' })).toMatchObject({
      code: 2,
      err: 'stdin: this file is empty (cohort new NAME writes a template)\n',
    });
    const { code, err } = await cohort(['run', '-'], { stdin: 'x'.repeat(3_000_000) });
    expect(code).toBe(2);
    expect(err).toContain('stdin: this file is larger than 1 MiB');
  });

  it.skipIf(process.platform === 'win32')('that never ends is not read to its end', async () => {
    symlinkSync('/dev/zero', join(cwd, 'zero.yaml'));
    symlinkSync('loop.yaml', join(cwd, 'loop.yaml'));
    const zero = await cohort(['run', 'zero.yaml'], { cwd });
    expect(zero).toMatchObject({ code: 2, out: '' });
    expect(zero.err).toContain('is larger than 1 MiB');
    const loop = await cohort(['run', 'loop.yaml'], { cwd });
    expect(loop).toMatchObject({ code: 2, out: '' });
    expect(loop.err).toMatch(/^loop\.yaml: /);
  });

  it('among good ones does not keep them from being run', async () => {
    const files = ['crash-before-commit.yaml', 'topic.yaml', 'gone.yaml'];
    const { code, out, err } = await cohort(['run', ...files], { cwd });
    expect(code).toBe(2);
    expect(out).toBe(
      'held       crash-before-commit.yaml\n\n3 scenarios: 1 held, 2 not readable\n',
    );
    expect(err).toContain('topic.yaml:5:');
    expect(err).toContain('gone.yaml: there is no such file');
  });
});
