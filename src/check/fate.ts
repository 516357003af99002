import { compareTopicPartitions } from '../protocol/topic-partition.js';
import type { ConsumerEnding, Ending, PartitionEnding } from './ending.js';
import { emptyPlace } from './group-table.js';
import type {
  Entry,
  GroupHistory,
  GroupPartition,
  History,
  Move,
  PartitionHistory,
} from './history.js';
import { type EpochRange, RecordSet } from './interval-set.js';
import { EndingIndex, finalLog } from './log-view.js';
import { Skips } from './skips.js';

/** What took records out of the log. Null: no fact tells it; an election lost them. */
export type Removal = Entry<
  'log start raised' | 'log compacted' | 'truncated' | 'topic deleted'
> | null;

/** Why acknowledged records are unprocessed at the end of a run. */
export type Fate = EpochRange &
  (
    | {
        /** A process has them in hand: it will process them, or would if it were not frozen or hung. */
        readonly fate: 'held';
        readonly holder: ConsumerEnding;
        /** They are below the committed offset: nobody else will get them. */
        readonly passed: boolean;
      }
    /** Jumped over by a reset, a seek or an operator. */
    | { readonly fate: 'skipped'; readonly move: Move }
    /** Removed from the log before the group read them. */
    | { readonly fate: 'gone'; readonly removal: Removal }
    /** Below the committed offset, and nobody has them in hand: no member of the group reads them again. */
    | { readonly fate: 'passed' }
    /** In the log, at or above the committed offset. */
    | { readonly fate: 'waiting' }
  );

/** A group's partition, with what the end of the run adds to its history. */
export interface JudgedPlace {
  readonly place: GroupPartition;
  readonly end: PartitionEnding | undefined;
  /** −1 if nothing is committed. */
  readonly committed: number;
}

/** The partitions that a group reads or was to read. One that only has commits of an operator is none of them. */
export function placesOf(history: History, group: GroupHistory, ending: Ending): JudgedPlace[] {
  const ends = new EndingIndex(ending);
  const committed = new Map<string, number>();
  for (const end of ending.groups) {
    if (end.group !== group.group) continue;
    for (const { tp, offset } of end.committed) committed.set(tp.key, offset);
  }
  return history.partitions
    .filter((p) => isRead(group, p))
    .sort((a, b) => compareTopicPartitions(a.tp, b.tp))
    .map((partition) => {
      const end = ends.find(partition);
      return {
        place: group.partitions.get(partition) ?? emptyPlace(group.group, partition),
        end,
        // Commits are by name: those of a deleted topic are gone, or mean its successor.
        committed: end === undefined ? -1 : (committed.get(partition.tp.key) ?? -1),
      };
    });
}

function isRead(group: GroupHistory, partition: PartitionHistory): boolean {
  if (group.topics.has(partition.tp.topic) || group.manual.has(partition)) return true;
  const place = group.partitions.get(partition);
  return place?.moves.some((move) => move.cause !== 'operator') ?? false;
}

/** Every acknowledged record of the partition that the group has not processed (or is not among `done`), and why. */
export function fatesOf(
  judged: JudgedPlace,
  ending: Ending,
  done: RecordSet = judged.place.processedSet,
): Fate[] {
  const { place, committed } = judged;
  const fates: Fate[] = [];
  let rest = place.partition.acknowledgedSet.all().flatMap((r) => done.outside(r));
  if (rest.length === 0) return fates;
  for (const holder of holdersOf(place, ending)) {
    const { inside, outside } = split(rest, heldBy(place.partition, holder));
    for (const range of splitAt(inside, committed)) {
      fates.push({ ...range, fate: 'held', holder, passed: range.to < committed });
    }
    rest = outside;
  }
  const log = split(rest, finalLog(judged.end));
  const skips = new Skips();
  for (const move of place.moves) skips.apply(move);
  for (const range of splitByRemoval(place.partition, log.outside)) {
    fates.push(...fatesOutsideLog(judged, range, skips));
  }
  for (const range of log.inside) fates.push(...fatesInLog(range, skips, committed));
  return fates.sort((a, b) => a.leaderEpoch - b.leaderEpoch || a.from - b.from);
}

function fatesInLog(range: EpochRange, skips: Skips, committed: number): Fate[] {
  const { leaderEpoch } = range;
  const skipped = skips
    .inside(range.from, range.to)
    .map(({ from, to, move }): Fate => ({ from, to, leaderEpoch, fate: 'skipped', move }));
  const open = skips.outside(range.from, range.to).map((gap) => ({ ...gap, leaderEpoch }));
  const others = splitAt(open, committed).map(
    (part): Fate => ({ ...part, fate: part.to < committed ? 'passed' : 'waiting' }),
  );
  return [...skipped, ...others];
}

/** Records that are gone: jumped over before that, lost by the group before that, or taken from it by the log. */
function fatesOutsideLog(judged: JudgedPlace, range: RemovedRange, skips: Skips): Fate[] {
  const { leaderEpoch, removal } = range;
  const goneSeq = goneSince(judged.place.partition, range);
  const skipped = skips.inside(range.from, range.to).map(({ from, to, move }): Fate => {
    const part = { from, to, leaderEpoch };
    if (goneSeq < move.seq) return { ...part, fate: 'gone', removal };
    return { ...part, fate: 'skipped', move };
  });
  const open = skips.outside(range.from, range.to).map((gap) => ({ ...gap, leaderEpoch }));
  const { inside, outside } = split(open, judged.place.deliveredSet);
  const delivered = splitAt(inside, judged.committed).map(
    (part): Fate =>
      part.to < judged.committed ? { ...part, fate: 'passed' } : { ...part, fate: 'gone', removal },
  );
  const passed = committedBefore(judged, goneSeq);
  const unread = splitAt(outside, passed).map(
    (part): Fate =>
      part.to < passed ? { ...part, fate: 'passed' } : { ...part, fate: 'gone', removal },
  );
  return [...skipped, ...delivered, ...unread];
}

/** Where in the trace: a deposed leader may truncate long after another one was elected without these records. */
function goneSince({ elections }: PartitionHistory, range: RemovedRange): number {
  const { removal, leaderEpoch } = range;
  if (removal?.type !== 'truncated') return removal?.seq ?? Infinity;
  const later = elections.find(({ fact }) => fact.leaderEpoch > leaderEpoch);
  return Math.min(removal.seq, later?.seq ?? Infinity);
}

/** Below this offset the group had committed before the log took anything, and has not gone back since. */
function committedBefore({ place, committed }: JudgedPlace, goneSeq: number): number {
  if (goneSeq === Infinity) return -1; // nobody knows when
  const stored = place.stored.findLast(({ seq }) => seq < goneSeq);
  return Math.min(stored?.offset ?? -1, committed);
}

/** Live processes first: a record that one of them holds is not lost, whoever else had it. */
function holdersOf(place: GroupPartition, ending: Ending): ConsumerEnding[] {
  const holders = ending.consumers.filter((c) => c.group === place.group && c.held.length > 0);
  const rank = { running: 0, frozen: 1, hung: 2, crashed: 3, closed: 3 };
  return holders
    .filter((consumer) => rank[consumer.state] < 3)
    .sort((a, b) => rank[a.state] - rank[b.state]);
}

function heldBy(partition: PartitionHistory, holder: ConsumerEnding): RecordSet {
  return RecordSet.of(
    holder.held.filter(
      (range) => range.topicId === partition.topicId && range.tp.key === partition.tp.key,
    ),
  );
}

function split(ranges: readonly EpochRange[], set: RecordSet) {
  return {
    inside: ranges.flatMap((range) => set.inside(range)),
    outside: ranges.flatMap((range) => set.outside(range)),
  };
}

/** Cuts each range at `offset`: the parts are wholly below it, or wholly not. */
export function splitAt<R extends EpochRange>(ranges: readonly R[], offset: number): R[] {
  return ranges.flatMap((range) =>
    range.from < offset && offset <= range.to
      ? [
          { ...range, to: offset - 1 },
          { ...range, from: offset },
        ]
      : [range],
  );
}

type RemovedRange = EpochRange & { readonly removal: Removal };

/** Cuts ranges that left the log by what removed them. */
function splitByRemoval(
  partition: PartitionHistory,
  ranges: readonly EpochRange[],
): RemovedRange[] {
  return ranges.flatMap((range) => {
    const parts: RemovedRange[] = [];
    let from = range.from;
    for (const raise of partition.startRaised) {
      const to = Math.min(range.to, raise.fact.logStartOffset - 1);
      if (to < from) continue;
      parts.push({ ...range, from, to, removal: raise });
      from = to + 1;
    }
    if (from > range.to) return parts;
    return [...parts, ...splitByCompaction(partition, { ...range, from })];
  });
}

/** What the cleaner took, each by the pass that did; the rest went in another way. */
function splitByCompaction(partition: PartitionHistory, range: EpochRange): RemovedRange[] {
  let rest: EpochRange[] = [range];
  const parts: RemovedRange[] = [];
  for (const pass of partition.compacted) {
    for (const set of [
      RecordSet.of(of(pass.fact.superseded, range)),
      RecordSet.of(of(pass.fact.tombstones, range)),
    ]) {
      const { inside, outside } = split(rest, set);
      parts.push(...inside.map((part) => ({ ...part, removal: pass })));
      rest = outside;
    }
  }
  const others = rest.map((part) => ({ ...part, removal: otherRemoval(partition, part.from) }));
  return [...parts, ...others];
}

/** Offsets that the cleaner removed, as records of this leader epoch. */
function of(
  ranges: readonly { readonly from: number; readonly to: number }[],
  { leaderEpoch }: EpochRange,
): EpochRange[] {
  return ranges.map(({ from, to }) => ({ from, to, leaderEpoch }));
}

function otherRemoval(partition: PartitionHistory, offset: number): Removal {
  const truncation = partition.truncated.find((entry) => entry.fact.offset <= offset);
  return partition.deleted ?? truncation ?? null;
}
