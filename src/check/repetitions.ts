import type { Entry, GroupPartition, Move } from './history.js';
import { type EpochRange, RecordSet } from './interval-set.js';

/** Records that `second` began again after `first` had begun them. */
export interface Repetition {
  readonly range: EpochRange;
  readonly first: Entry<'processing'>;
  readonly second: Entry<'processing'>;
}

/** Nearly all partitions have none, and that is found by ranges. */
export function hasRepetition(place: GroupPartition): boolean {
  if (isAscending(place)) return false;
  const started = new RecordSet();
  return place.started.some(({ fact }) => {
    const again = started.inside(fact.records).length > 0;
    started.add(fact.records);
    return again;
  });
}

/** Each beginning is behind all before it, as where nobody ever went back. */
function isAscending({ started }: GroupPartition): boolean {
  let next = 0;
  for (const { fact } of started) {
    if (fact.records.from < next) return false;
    next = fact.records.to + 1;
  }
  return true;
}

/** Every repetition, in order, cut where the earlier beginning changes. */
export function eachRepetition(place: GroupPartition): Repetition[] {
  const list: Repetition[] = [];
  const latest = new Map<number, Map<number, Entry<'processing'>>>();
  for (const second of place.started) {
    const { leaderEpoch, from, to } = second.fact.records;
    const byOffset = latest.get(leaderEpoch) ?? new Map<number, Entry<'processing'>>();
    latest.set(leaderEpoch, byOffset);
    for (let offset = from; offset <= to; offset++) {
      const first = byOffset.get(offset);
      byOffset.set(offset, second);
      if (first === undefined) continue;
      list.push({ range: { leaderEpoch, from: offset, to: offset }, first, second });
    }
  }
  return list;
}

/** How the second process came to stand at or below the record. */
export function moveBefore(place: GroupPartition, { second, range }: Repetition): Move | undefined {
  return place.moves.findLast(
    (move) => move.seq < second.seq && move.entry.node === second.node && move.offset <= range.from,
  );
}
