import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/scenario/parse/parse.js';
import { bad } from '../support.js';

describe('text that is no YAML, or no text', () => {
  it.each([
    ['empty', '', 'x.yaml: this file is empty'],
    ['blanks', ' \n\n', 'x.yaml: this file is empty'],
    ['only a comment', '# nothing\n', 'x.yaml: this file is empty'],
    ['binary', '\u0000\u0001PK', 'x.yaml: this file is not a text file'],
    ['not UTF-8', 'summary: \ufffd\ufffd\n', 'x.yaml: this file is not a text file'],
    ['a list', '- a\n', 'x.yaml:1:1: expected a map, found a list'],
    ['a sentence', 'hello world\n', 'x.yaml:1:1: expected a map, found "hello world"'],
    [
      'a tab',
      'summary: x\nsteps:\n\t- at: 1s\n',
      'x.yaml:3:1: a tab cannot indent YAML (use spaces)',
    ],
    ['a key twice', 'summary: x\nsummary: y\n', 'x.yaml:2:1: this key stands twice in one map'],
    [
      'a key twice, once in quotes',
      'summary: x\ntopics: { 1: , "1": }\n',
      'x.yaml:2:16: this key stands twice',
    ],
    [
      'an open bracket',
      'summary: x\nsteps: [{ at: 1s }\nlimit: 5s\n',
      'x.yaml:3:1: a [ or { above is not closed',
    ],
    ['an open quote', 'summary: "x\n', 'a text in quotes is not closed'],
    ['two colons', 'summary: a: b\n', 'x.yaml:1:10: a second "key:" on one line'],
    [
      'a second document',
      'summary: x\n---\nsummary: y\n',
      'x.yaml:2:1: a second document begins here',
    ],
    ['a tag', 'summary: !!js/function x\n', 'x.yaml:1:10: a !tag means nothing here'],
    ['an unknown alias', 'summary: *x\n', 'x.yaml:1:10: this *alias has no &anchor above it'],
    [
      'a bad indent',
      'summary: x\ntopics:\n  a:\n b:\n',
      'x.yaml:3:5: this line is not indented like its neighbours',
    ],
    ['a list as key', '? [a, b]\n: c\n', 'a key must be plain text'],
  ])('%s', (_, text, message) => {
    expect(bad(text).join('\n')).toContain(message);
  });

  it('an alias bomb is refused before it unfolds', () => {
    const names = [...'abcdefghij'];
    const lines = names.map((name, i) => {
      const inner = i === 0 ? 'x' : `*${names[i - 1]}`;
      return `${name}: &${name} [${Array(10).fill(inner).join(', ')}]`;
    });
    expect(bad(lines.join('\n'))).toEqual([
      expect.stringContaining('this file unfolds to more than 200000 values'),
    ]);
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
    ['ever deeper lines', Array.from({ length: 1_400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['an alias of itself', 'summary: x\nlimit: &a [*a]\n'],
  ])('%s without end are nested too deeply', (_, text) => {
    expect(bad(text).join('\n')).toMatch(/nested (too deeply|more than 32 deep)/);
  });

  it('100 MB are refused by their size, without being read', () => {
    expect(bad('a'.repeat(100_000_000))).toEqual([expect.stringContaining('is larger than 1 MiB')]);
  });

  it('a megabyte of problems is told in 21 lines', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `  key${i}: { partitions: 0 }`);
    const problems = bad(`summary: x\ntopics:\n${lines.join('\n')}\nsteps: [{ at: 1s }]\n`);
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('x.yaml: and 19980 more problems like these');
  }, 60_000);

  it('whatever the bytes: an answer, never an exception', () => {
    const pieces = [
      'summary',
      ': ',
      '- ',
      '\n',
      '  ',
      '[',
      '}',
      '"',
      '*a',
      '&a ',
      '__proto__',
      '|',
      '\t',
      '? ',
      '!!x ',
    ];
    let state = 7;
    for (let n = 0; n < 2_000; n++) {
      let text = '';
      for (let i = 0; i < 12; i++) {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        text += pieces[state % pieces.length];
      }
      const result = parseScenario(text, 'x.yaml');
      if ('diagnostics' in result) expect(result.diagnostics.length).toBeGreaterThan(0);
    }
  });
});
