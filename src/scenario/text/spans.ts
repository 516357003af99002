import type { RecordRange } from '../../protocol/facts.js';
import { shortened } from './words.js';

/** Records `from`..`to` of one partition. */
export interface Span {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** Ranges of records in the order in which they came, neighbours joined, a partition together. */
export class Spans {
  private readonly byPartition = new Map<string, { from: number; to: number }[]>();
  count = 0;

  add({ tp, from, to }: Pick<RecordRange, 'tp' | 'from' | 'to'>): void {
    this.count += to - from + 1;
    const spans = this.byPartition.get(tp.key);
    const last = spans?.at(-1);
    if (spans === undefined) this.byPartition.set(tp.key, [{ from, to }]);
    else if (last !== undefined && last.to + 1 === from) last.to = to;
    else spans.push({ from, to });
  }

  *[Symbol.iterator](): Iterator<Span> {
    for (const [key, spans] of this.byPartition) for (const span of spans) yield { key, ...span };
  }

  /** `orders-0@0..4, orders-1@3`. */
  text(): string {
    return shortened([...this].map(spanText));
  }
}

/** `orders-0@3` or `orders-0@3..5`; only `orders-0` if the broker never told the offsets (acks=0). */
export function spanText({ key, from, to }: Span): string {
  if (from < 0) return key;
  return from === to ? `${key}@${from}` : `${key}@${from}..${to}`;
}

export function rangeText({ tp, from, to }: RecordRange): string {
  return spanText({ key: tp.key, from, to });
}
