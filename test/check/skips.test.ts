import { describe, expect, it } from 'vitest';
import type { Move } from '../../src/check/history.js';
import { Skips } from '../../src/check/skips.js';
import { billing } from '../support/history-builder.js';

/** The moves of a history that seeks to these places, one after the other. */
function seeks(...places: readonly (readonly [from: number, to: number])[]): readonly Move[] {
  const history = billing().position('c1', 'orders-0@0', 'reset');
  for (const [from, to] of places) history.position('c1', `orders-0@${to}`, 'seek', from);
  const [place] = history.history().groups.get('billing')?.partitions.values() ?? [];
  return place?.moves ?? [];
}

function skipsAfter(...places: readonly (readonly [from: number, to: number])[]): Skips {
  const skips = new Skips();
  for (const move of seeks(...places)) skips.apply(move);
  return skips;
}

describe('Skips', () => {
  it('keeps what was jumped over, and which move did it', () => {
    const skips = skipsAfter([2, 5], [7, 9]);
    expect(skips.outside(0, 9)).toEqual([
      { from: 0, to: 1 },
      { from: 5, to: 6 },
      { from: 9, to: 9 },
    ]);
    expect(skips.inside(4, 7).map(({ from, to, move }) => [from, to, move.offset])).toEqual([
      [4, 4, 5],
      [7, 7, 9],
    ]);
  });

  it('takes back what a later position will read after all', () => {
    expect(skipsAfter([2, 5], [7, 9], [9, 3]).inside(0, 9)).toMatchObject([{ from: 2, to: 2 }]);
    expect(skipsAfter([2, 5], [5, 1]).outside(0, 5)).toEqual([{ from: 0, to: 5 }]);
  });

  it('leaves the blame with the first jump', () => {
    const skips = skipsAfter([2, 5], [0, 9]);
    expect(skips.inside(0, 9).map(({ from, to, move }) => [from, to, move.offset])).toEqual([
      [0, 1, 9],
      [2, 4, 5],
      [5, 8, 9],
    ]);
  });
});
