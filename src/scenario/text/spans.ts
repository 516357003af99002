import type { RecordRange } from '../../protocol/facts.js';
import { compareTopicPartitions, type TopicPartition } from '../../protocol/topic-partition.js';
import { shortened } from './words.js';

/** Records `from`..`to` of one partition. */
export interface Span {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** Ranges of records by partition, neighbours joined, in a partition in the order in which they came. */
export class Spans {
  private readonly byPartition = new Map<
    string,
    { tp: TopicPartition; spans: { from: number; to: number }[] }
  >();
  count = 0;

  add({ tp, from, to }: Pick<RecordRange, 'tp' | 'from' | 'to'>): void {
    this.count += to - from + 1;
    const place = this.byPartition.get(tp.key);
    const last = place?.spans.at(-1);
    if (place === undefined) this.byPartition.set(tp.key, { tp, spans: [{ from, to }] });
    else if (last !== undefined && last.to + 1 === from) last.to = to;
    else place.spans.push({ from, to });
  }

  *[Symbol.iterator](): Iterator<Span> {
    const places = [...this.byPartition.values()].sort((a, b) =>
      compareTopicPartitions(a.tp, b.tp),
    );
    for (const { tp, spans } of places) for (const span of spans) yield { key: tp.key, ...span };
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
