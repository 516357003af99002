import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/cli/differ.js';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { decodeToken, encodeToken, looksLikeToken } from '../../src/search/token.js';
import { arbitraryFile } from '../scenario/arbitrary-file.js';
import { LOSING } from './support.js';

describe('a replay token', () => {
  it('is the scenario, with its choices', () => {
    fc.assert(
      fc.property(arbitraryFile, (file) => {
        const token = encodeToken(file, '1.2.3');
        expect(looksLikeToken(token)).toBe(true);
        expect(JSON.stringify(decodeToken(token, '1.2.3'))).toBe(JSON.stringify(file));
      }),
      { numRuns: 50 },
    );
  });

  it('plays the same run, byte for byte', () => {
    const again = scenario(decodeToken(encodeToken(LOSING, '1.0.0'), '1.0.0'));
    expect(linesOf(runScenario(again))).toEqual(linesOf(runScenario(scenario(LOSING))));
  });

  it('is one short word that no shell touches', () => {
    const token = encodeToken(LOSING, '1.0.0');
    expect(token).toMatch(/^cohort:1\.0\.0:[0-9a-f]{8}:[\w-]+$/);
    expect(token.length).toBeLessThan(JSON.stringify(LOSING).length / 2);
  });

  it('is refused if any character of it is wrong, missing or added', () => {
    const token = encodeToken({ summary: 'x', steps: [{ after: '1s' }] }, '1.0.0');
    for (let i = 'cohort:'.length; i < token.length; i++) {
      const flipped = token[i] === 'A' ? 'B' : 'A';
      const wrong = token.slice(0, i) + flipped + token.slice(i + 1);
      expect(() => decodeToken(wrong, '1.0.0'), wrong).toThrow(/damaged|no replay token/);
      const short = token.slice(0, i) + token.slice(i + 1);
      expect(() => decodeToken(short, '1.0.0'), short).toThrow(/damaged|no replay token/);
    }
    expect(() => decodeToken(`${token}A`, '1.0.0')).toThrow('damaged');
    expect(() => decodeToken('cohort:1', '1.0.0')).toThrow('no replay token');
  });

  it('of another version says which', () => {
    const token = encodeToken(LOSING, '1.0.0');
    expect(() => decodeToken(token, '1.1.0')).toThrow(
      'this replay token is of cohort 1.0.0, and this is 1.1.0',
    );
  });
});
