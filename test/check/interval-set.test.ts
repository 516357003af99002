import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntervalSet, RecordSet } from '../../src/check/interval-set.js';

const interval = fc
  .tuple(fc.nat(40), fc.integer({ min: -1, max: 8 }))
  .map(([from, length]) => ({ from, to: from + length }));

function offsets(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

describe('IntervalSet', () => {
  it('is a set of numbers, whatever the order of adding', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), interval, (added, asked) => {
        const set = new IntervalSet();
        for (const { from, to } of added) set.add(from, to);
        const model = new Set(added.flatMap(({ from, to }) => offsets(from, to)));
        const list = (parts: readonly { from: number; to: number }[]) =>
          parts.flatMap((part) => offsets(part.from, part.to));
        expect(list(set.all())).toEqual([...model].sort((a, b) => a - b));
        const range = offsets(asked.from, asked.to);
        expect(list(set.inside(asked.from, asked.to))).toEqual(range.filter((n) => model.has(n)));
        expect(list(set.outside(asked.from, asked.to))).toEqual(range.filter((n) => !model.has(n)));
        expect(set.has(asked.from)).toBe(model.has(asked.from));
      }),
    );
  });

  it('keeps what touches as one interval', () => {
    const set = new IntervalSet();
    for (const offset of [0, 1, 2, 5, 4, 3, 9]) set.add(offset, offset);
    expect(set.all()).toEqual([
      { from: 0, to: 5 },
      { from: 9, to: 9 },
    ]);
  });
});

describe('RecordSet', () => {
  it('tells records of one offset apart by leader epoch', () => {
    const set = RecordSet.of([
      { leaderEpoch: 1, from: 3, to: 5 },
      { leaderEpoch: 0, from: 0, to: 4 },
    ]);
    expect(set.has(0, 4)).toBe(true);
    expect(set.has(1, 2)).toBe(false);
    expect(set.outside({ leaderEpoch: 1, from: 2, to: 6 })).toEqual([
      { leaderEpoch: 1, from: 2, to: 2 },
      { leaderEpoch: 1, from: 6, to: 6 },
    ]);
    expect(set.outside({ leaderEpoch: 7, from: 2, to: 6 })).toHaveLength(1);
    expect(set.all().map((range) => range.leaderEpoch)).toEqual([0, 1]);
  });
});
