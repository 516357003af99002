import { describe, expect, it } from 'vitest';
import { line } from '../../../../src/scenario/text/timeline/item.js';
import { foldRepeats } from '../../../../src/scenario/text/timeline/repeats.js';

const said = (at: number, actor: string, text: string) =>
  line({ at, event: at }, 'commits', actor, text);

describe('lines that say the same', () => {
  it('are one, with how often and until when', () => {
    const lines = [1, 2, 3].map((at) => said(at, 'c1', 'sends a commit'));
    const [one, ...rest] = foldRepeats([said(0, 'c1', 'starts'), ...lines]).slice(1);
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ at: 1, until: 3, text: 'sends a commit, 3 times' });
  });

  it('in turn are two, each with how often and until when', () => {
    const turn = (at: number) => [said(at, 'c1', 'commits'), said(at + 1, 'c1', 'fails')];
    const told = foldRepeats([...turn(1), ...turn(3), ...turn(5), said(7, 'c1', 'commits')]);
    expect(told.map(({ at, until, text }) => [at, until, text])).toEqual([
      [1, 5, 'commits, 3 times'],
      [2, 6, 'fails, 3 times'],
      [7, 7, 'commits'],
    ]);
    const twice = [...turn(1), ...turn(3)];
    expect(foldRepeats(twice)).toEqual(twice);
    const between = [...twice, said(5, 'c2', 'starts'), ...turn(6)];
    expect(foldRepeats(between)).toEqual(between);
  });

  it('stay two if they are two, or if another speaks between them', () => {
    const two = [said(1, 'c1', 'x'), said(2, 'c1', 'x')];
    expect(foldRepeats(two)).toEqual(two);
    const between = [...two, said(3, 'c2', 'x'), said(4, 'c1', 'x')];
    expect(foldRepeats(between)).toEqual(between);
  });
});
