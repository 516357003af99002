import { type Interval, IntervalSet } from '../../../check/interval-set.js';
import type { PartitionOffset, RecordRange } from '../../../protocol/facts.js';
import type { TopicPartition } from '../../../protocol/topic-partition.js';
import { Spans } from '../spans.js';

/** One partition in the hands of one process: ranges in order. */
interface Held {
  readonly tp: TopicPartition;
  topicId: string;
  /** Handed out and not yet completed. */
  pending: Interval[];
  /** The application gave them up. */
  failed: Interval[];
  /** Completed since it got the partition. */
  done: Interval[];
}

/** What each process has in its hands, and what is committed: so that a crash can say what it leaves behind. */
export class Hands {
  private readonly held = new Map<string, Map<string, Held>>();
  private readonly committed = new Map<string, number>();
  /** What somebody of a group has completed. */
  private readonly completed = new Map<string, IntervalSet>();
  /** Of the process that reads. */
  private readonly groups = new Map<string, string>();

  delivered(node: string, group: string, records: RecordRange): void {
    this.groups.set(node, group);
    const { from, to } = records;
    const place = this.take(node, records);
    place.pending.push({ from, to });
  }

  processed(node: string, group: string, records: RecordRange): void {
    const { tp, topicId, from, to } = records;
    const { done } = this.take(node, records);
    const last = done.at(-1);
    if (last !== undefined && last.to + 1 === from) done[done.length - 1] = { from: last.from, to };
    else done.push({ from, to });
    const key = `${group}/${tp.key}/${topicId}`;
    const set = this.completed.get(key) ?? new IntervalSet();
    this.completed.set(key, set);
    set.add(from, to);
  }

  /** The application gave the record up: it is no longer in its hands, and not done. */
  gaveUp(node: string, records: RecordRange): void {
    const { from, to } = records;
    this.take(node, records).failed.push({ from, to });
  }

  stored(group: string, offsets: readonly PartitionOffset[]): void {
    for (const { tp, offset } of offsets) this.committed.set(`${group}/${tp.key}`, offset);
  }

  /** The offsets of these partitions are no longer there. */
  removed(group: string, partitions: readonly TopicPartition[]): void {
    for (const { key } of partitions) this.committed.delete(`${group}/${key}`);
  }

  /** Whether to commit these changes nothing. */
  areCommitted(group: string, offsets: readonly PartitionOffset[]): boolean {
    return offsets.every(({ tp, offset }) => this.committed.get(`${group}/${tp.key}`) === offset);
  }

  /** What a commit of these offsets covers first, though the process has it in hand, or gave it up. */
  coveredBy(node: string, group: string, offsets: readonly PartitionOffset[]): Spans {
    const covered = new Spans();
    for (const { tp, offset } of offsets) {
      const place = this.held.get(node)?.get(tp.key);
      const before = this.committed.get(`${group}/${tp.key}`) ?? 0;
      const open = [...(place?.failed ?? []), ...(place?.pending ?? [])];
      for (const span of open.toSorted((a, b) => a.from - b.from)) {
        const from = Math.max(span.from, before);
        const to = Math.min(span.to, offset - 1);
        if (from <= to) covered.add({ tp, from, to });
      }
    }
    return covered;
  }

  /** The partitions are no longer its own. */
  drop(node: string, partitions: readonly TopicPartition[]): void {
    for (const { key } of partitions) this.held.get(node)?.delete(key);
  }

  dropAll(node: string): void {
    this.held.delete(node);
  }

  /** What a process has begun and not brought to its end: "processed but not committed", and so on. */
  leftBehind(node: string): LeftBehind {
    const group = this.groups.get(node) ?? '';
    const left = { uncommitted: new Spans(), pending: new Spans(), missed: new Spans() };
    for (const { tp, topicId, done, pending } of this.held.get(node)?.values() ?? []) {
      const upTo = this.committed.get(`${group}/${tp.key}`) ?? 0;
      for (const { from, to } of done) {
        if (group !== '' && to >= upTo)
          left.uncommitted.add({ tp, from: Math.max(from, upTo), to });
      }
      const completed = this.completed.get(`${group}/${tp.key}/${topicId}`) ?? new IntervalSet();
      for (const { from, to } of pending) {
        const missed = completed.outside(from, Math.min(to, upTo - 1));
        for (const span of missed) left.missed.add({ tp, ...span });
        const open = missed.reduce((rest, m) => rest.flatMap((r) => without(r, m)), [{ from, to }]);
        for (const span of open) left.pending.add({ tp, ...span });
      }
    }
    return left;
  }

  /** Its place for these records, which are neither pending nor failed any more. */
  private take(node: string, { tp, topicId, from, to }: RecordRange): Held {
    const places = this.held.get(node) ?? new Map<string, Held>();
    this.held.set(node, places);
    const place = places.get(tp.key) ?? { tp, topicId, pending: [], failed: [], done: [] };
    places.set(tp.key, place);
    place.topicId = topicId;
    place.pending = place.pending.flatMap((span) => without(span, { from, to }));
    place.failed = place.failed.flatMap((span) => without(span, { from, to }));
    return place;
  }
}

export interface LeftBehind {
  /** Processed, not committed. */
  readonly uncommitted: Spans;
  /** Handed out, not processed. */
  readonly pending: Spans;
  /** Handed out and committed, and nobody of the group has processed it. */
  readonly missed: Spans;
}

function without(span: Interval, { from, to }: Interval): Interval[] {
  if (to < span.from || from > span.to) return [span];
  const rest: Interval[] = [];
  if (span.from < from) rest.push({ from: span.from, to: from - 1 });
  if (to < span.to) rest.push({ from: to + 1, to: span.to });
  return rest;
}
