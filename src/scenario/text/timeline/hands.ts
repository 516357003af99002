import type { PartitionOffset, RecordRange } from '../../../protocol/facts.js';
import type { TopicPartition } from '../../../protocol/topic-partition.js';
import { Spans } from '../spans.js';

/** One partition in the hands of one process. */
interface Held {
  readonly tp: TopicPartition;
  /** Handed out and not yet completed: ranges in order. */
  pending: { from: number; to: number }[];
  /** Completed since it got the partition. */
  done: { from: number; to: number }[];
}

/** What each process has in its hands, and what is committed: so that a crash can say what it leaves behind. */
export class Hands {
  private readonly held = new Map<string, Map<string, Held>>();
  private readonly committed = new Map<string, number>();
  /** Of the process that reads. */
  private readonly groups = new Map<string, string>();

  delivered(node: string, group: string, { tp, from, to }: RecordRange): void {
    this.groups.set(node, group);
    this.place(node, tp).pending.push({ from, to });
  }

  processed(node: string, { tp, from, to }: RecordRange): void {
    const place = this.place(node, tp);
    place.pending = place.pending.flatMap((span) => without(span, from, to));
    const last = place.done.at(-1);
    if (last !== undefined && last.to + 1 === from) last.to = to;
    else place.done.push({ from, to });
  }

  /** The application gave the record up: it is no longer in its hands, and not done. */
  gaveUp(node: string, { tp, from, to }: RecordRange): void {
    const place = this.place(node, tp);
    place.pending = place.pending.flatMap((span) => without(span, from, to));
  }

  stored(group: string, offsets: readonly PartitionOffset[]): void {
    for (const { tp, offset } of offsets) this.committed.set(`${group}/${tp.key}`, offset);
  }

  /** The partitions are no longer its own. */
  drop(node: string, partitions: readonly TopicPartition[]): void {
    for (const { key } of partitions) this.held.get(node)?.delete(key);
  }

  dropAll(node: string): void {
    this.held.delete(node);
  }

  /** What a process leaves behind that dies now: "processed but not committed", "handed out but not processed". */
  leftBehind(node: string): string[] {
    const group = this.groups.get(node) ?? '';
    const uncommitted = new Spans();
    const pending = new Spans();
    for (const { tp, done, pending: spans } of this.held.get(node)?.values() ?? []) {
      const upTo = this.committed.get(`${group}/${tp.key}`) ?? 0;
      for (const { from, to } of done) {
        if (to >= upTo) uncommitted.add({ tp, from: Math.max(from, upTo), to });
      }
      for (const { from, to } of spans) pending.add({ tp, from, to });
    }
    const left: string[] = [];
    if (group !== '' && uncommitted.count > 0) {
      left.push(`${uncommitted.text()} processed but not committed`);
    }
    if (pending.count > 0) left.push(`${pending.text()} handed out but not processed`);
    return left;
  }

  private place(node: string, tp: TopicPartition): Held {
    const places = this.held.get(node) ?? new Map<string, Held>();
    this.held.set(node, places);
    const place = places.get(tp.key) ?? { tp, pending: [], done: [] };
    places.set(tp.key, place);
    return place;
  }
}

function without(span: { from: number; to: number }, from: number, to: number) {
  if (to < span.from || from > span.to) return [span];
  const rest: { from: number; to: number }[] = [];
  if (span.from < from) rest.push({ from: span.from, to: from - 1 });
  if (to < span.to) rest.push({ from: to + 1, to: span.to });
  return rest;
}
