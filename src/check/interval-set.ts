/** Offsets `from`..`to`, both included. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * A set of offsets as sorted, disjoint, non-touching intervals. Records mostly come in order, so adding at the
 * end is the fast path; a run of 10,000 records is one interval.
 */
export class IntervalSet {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** Adds `from`..`to`; an empty range (`to` < `from`) adds nothing. */
  add(from: number, to: number): void {
    if (to < from) return;
    const last = this.starts.length - 1;
    const lastEnd = this.ends[last] ?? -Infinity;
    if (from > lastEnd + 1) {
      this.starts.push(from);
      this.ends.push(to);
    } else if (from >= (this.starts[last] ?? 0)) {
      if (to > lastEnd) this.ends[last] = to;
    } else {
      this.insert(from, to);
    }
  }

  has(offset: number): boolean {
    const start = this.starts[this.firstEndingAtOrAfter(offset)];
    return start !== undefined && start <= offset;
  }

  /** True if all of `from`..`to` is in the set. */
  covers(from: number, to: number): boolean {
    const i = this.firstEndingAtOrAfter(from);
    return (this.starts[i] ?? Infinity) <= from && to <= (this.ends[i] ?? -Infinity);
  }

  /** The parts of `from`..`to` that are in the set, in order. */
  inside(from: number, to: number): Interval[] {
    const parts: Interval[] = [];
    for (let i = this.firstEndingAtOrAfter(from); i < this.starts.length; i++) {
      const start = Math.max(from, this.starts[i] ?? 0);
      if (start > to) break;
      parts.push({ from: start, to: Math.min(to, this.ends[i] ?? 0) });
    }
    return parts;
  }

  /** The parts of `from`..`to` that are not in the set, in order. */
  outside(from: number, to: number): Interval[] {
    const parts: Interval[] = [];
    let next = from;
    for (let i = this.firstEndingAtOrAfter(from); i < this.starts.length && next <= to; i++) {
      const start = this.starts[i] ?? 0;
      if (start > next) parts.push({ from: next, to: Math.min(to, start - 1) });
      next = Math.max(next, (this.ends[i] ?? 0) + 1);
    }
    if (next <= to) parts.push({ from: next, to });
    return parts;
  }

  all(): Interval[] {
    return this.starts.map((from, i) => ({ from, to: this.ends[i] ?? from }));
  }

  private firstEndingAtOrAfter(offset: number): number {
    let low = 0;
    let high = this.ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Replaces every interval that touches `from`..`to` by their union. */
  private insert(from: number, to: number): void {
    const first = this.firstEndingAtOrAfter(from - 1);
    let after = first;
    let start = from;
    let end = to;
    while (after < this.starts.length && (this.starts[after] ?? 0) <= to + 1) {
      start = Math.min(start, this.starts[after] ?? start);
      end = Math.max(end, this.ends[after] ?? end);
      after += 1;
    }
    this.starts.splice(first, after - first, start);
    this.ends.splice(first, after - first, end);
  }
}

/** Records of one leader epoch: the part of a record's identity that offsets alone do not give. */
export interface EpochRange extends Interval {
  readonly leaderEpoch: number;
}

/** A set of records of one partition: offsets by leader epoch. */
export class RecordSet {
  private readonly byEpoch = new Map<number, IntervalSet>();
  /** The set that was added to last: epochs change rarely, and records are many. */
  private latest: IntervalSet | undefined;
  private latestEpoch = -1;

  static of(ranges: Iterable<EpochRange>): RecordSet {
    const set = new RecordSet();
    for (const range of ranges) set.add(range);
    return set;
  }

  add(range: EpochRange): void {
    if (this.latest === undefined || range.leaderEpoch !== this.latestEpoch) {
      this.latest = this.byEpoch.get(range.leaderEpoch) ?? new IntervalSet();
      this.latestEpoch = range.leaderEpoch;
      this.byEpoch.set(range.leaderEpoch, this.latest);
    }
    this.latest.add(range.from, range.to);
  }

  /** True if all of `range` is in the set. */
  covers(range: EpochRange): boolean {
    return this.byEpoch.get(range.leaderEpoch)?.covers(range.from, range.to) ?? false;
  }

  has(leaderEpoch: number, offset: number): boolean {
    return this.byEpoch.get(leaderEpoch)?.has(offset) ?? false;
  }

  /** The parts of `range` that are in the set. */
  inside(range: EpochRange): EpochRange[] {
    const parts = this.byEpoch.get(range.leaderEpoch)?.inside(range.from, range.to) ?? [];
    return parts.map((part) => ({ ...part, leaderEpoch: range.leaderEpoch }));
  }

  /** The parts of `range` that are not in the set. */
  outside(range: EpochRange): EpochRange[] {
    const set = this.byEpoch.get(range.leaderEpoch);
    if (set === undefined) return [range];
    const { leaderEpoch } = range;
    return set.outside(range.from, range.to).map((part) => ({ ...part, leaderEpoch }));
  }

  /** All of it, by leader epoch and offset. */
  all(): EpochRange[] {
    const epochs = [...this.byEpoch].sort((a, b) => a[0] - b[0]);
    return epochs.flatMap(([leaderEpoch, set]) =>
      set.all().map((part) => ({ ...part, leaderEpoch })),
    );
  }
}
