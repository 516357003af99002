import type { Move } from './history.js';
import type { Interval } from './interval-set.js';

/** Offsets that a group jumped over, and the move that did it. */
export interface Skip extends Interval {
  readonly move: Move;
}

/**
 * What a group has jumped over in a partition: below its first position, by a reset, a seek or an operator. A
 * later position below takes the offsets from there on back into scope: they will be read after all.
 */
export class Skips {
  /** Sorted and disjoint; a partition has a handful. */
  private parts: Skip[] = [];

  apply(move: Move): void {
    const kept = this.parts.filter((part) => part.from < move.offset);
    this.parts = kept.map((part) =>
      part.to < move.offset ? part : { ...part, to: move.offset - 1 },
    );
    const gaps = this.outside(move.skippedFrom, move.offset - 1);
    this.parts.push(...gaps.map((gap) => ({ ...gap, move })));
    this.parts.sort((a, b) => a.from - b.from);
  }

  inside(from: number, to: number): Skip[] {
    return this.parts
      .filter((part) => part.from <= to && part.to >= from)
      .map(({ from: f, to: t, move }) => ({ from: Math.max(f, from), to: Math.min(t, to), move }));
  }

  outside(from: number, to: number): Interval[] {
    const gaps: Interval[] = [];
    let next = from;
    for (const part of this.inside(from, to)) {
      if (part.from > next) gaps.push({ from: next, to: part.from - 1 });
      next = part.to + 1;
    }
    if (next <= to) gaps.push({ from: next, to });
    return gaps;
  }
}
