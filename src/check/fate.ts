import { compareTopicPartitions } from '../protocol/topic-partition.js';
import { notMeantBy } from './commit-epoch.js';
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
import { type LossEntry, lossOf, splitByLoss } from './loss-moment.js';
import { Skips } from './skips.js';

/** What took records out of the log. Null: no fact tells it. */
export type Removal =
  | Entry<'log start raised' | 'log compacted' | 'topic deleted'>
  | LossEntry
  | null;

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
  for (const range of log.inside) fates.push(...fatesInLog(judged, range, skips));
  return fates.sort((a, b) => a.leaderEpoch - b.leaderEpoch || a.from - b.from);
}

function fatesInLog(judged: JudgedPlace, range: EpochRange, skips: Skips): Fate[] {
  const { leaderEpoch } = range;
  const skipped = skips
    .inside(range.from, range.to)
    .map(({ from, to, move }): Fate => ({ from, to, leaderEpoch, fate: 'skipped', move }));
  const open = skips.outside(range.from, range.to).map((gap) => ({ ...gap, leaderEpoch }));
  const { inside, outside } = splitByCommit(judged, open, Infinity);
  return [
    ...skipped,
    ...inside.map((part): Fate => ({ ...part, fate: 'passed' })),
    ...outside.map((part): Fate => ({ ...part, fate: 'waiting' })),
  ];
}

/** Records that are gone: jumped over before that, lost by the group before that, or taken from it by the log. */
function fatesOutsideLog(judged: JudgedPlace, range: RemovedRange, skips: Skips): Fate[] {
  const { leaderEpoch, removal } = range;
  const goneSeq = removal?.seq ?? Infinity;
  const skipped = skips.inside(range.from, range.to).map(({ from, to, move }): Fate => {
    const part = { from, to, leaderEpoch };
    if (goneSeq < move.seq) return { ...part, fate: 'gone', removal };
    return { ...part, fate: 'skipped', move };
  });
  const open = skips.outside(range.from, range.to).map((gap) => ({ ...gap, leaderEpoch }));
  const { inside, outside } = split(open, judged.place.deliveredSet);
  // Who had a record in hand had it, whatever the cleaner does. But no successor can read what an election took.
  const inHand = splitByCommit(judged, inside, isTakenByBrokers(removal) ? goneSeq : Infinity);
  // Nobody knows when: then nobody is accused.
  const unread = splitByCommit(judged, outside, goneSeq === Infinity ? -1 : goneSeq);
  return [
    ...skipped,
    ...[...inHand.inside, ...unread.inside].map((part): Fate => ({ ...part, fate: 'passed' })),
    ...RecordSet.of([...inHand.outside, ...unread.outside])
      .all()
      .map((part): Fate => ({ ...part, fate: 'gone', removal })),
  ];
}

/** True if no retention, no compaction and no operator did it. */
export function isTakenByBrokers(removal: Removal): boolean {
  return removal === null || removal.type === 'truncated' || removal.type === 'leader elected';
}

/** Parts records that the offset committed at that moment covers, and still does in the end. */
function splitByCommit({ place, committed }: JudgedPlace, ranges: EpochRange[], seq: number) {
  const last = place.stored.findLast((commit) => commit.seq < seq);
  const isEnd = seq === Infinity;
  const stored = isEnd ? (place.stored.findLast((c) => c.offset === committed) ?? last) : last;
  const offset = isEnd ? committed : Math.min(stored?.offset ?? -1, committed);
  const parts = splitAt(ranges, offset);
  const others = stored === undefined ? new RecordSet() : notMeantBy(place, stored);
  const below = split(
    parts.filter(({ to }) => to < offset),
    others,
  );
  return {
    inside: below.outside,
    outside: [...below.inside, ...parts.filter(({ to }) => to >= offset)],
  };
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
    for (const raise of leadersFirst(partition.startRaised)) {
      const to = Math.min(range.to, raise.fact.logStartOffset - 1);
      if (to < from) continue;
      parts.push({ ...range, from, to, removal: raise });
      from = to + 1;
    }
    if (from > range.to) return parts;
    return [...parts, ...splitByCompaction(partition, { ...range, from })];
  });
}

/**
 * A record that left the log of its leader left it then, whatever the followers had done with their copies. What a
 * follower had cleaned away is gone once it leads.
 */
function leadersFirst<E extends Entry<'log start raised' | 'log compacted'>>(
  entries: readonly E[],
): readonly E[] {
  return [
    ...entries.filter(({ fact }) => fact.leads),
    ...entries.filter(({ fact }) => !fact.leads),
  ];
}

/** What the cleaner took, each by the pass that did; the rest went in another way. */
function splitByCompaction(partition: PartitionHistory, range: EpochRange): RemovedRange[] {
  let rest: EpochRange[] = [range];
  const parts: RemovedRange[] = [];
  for (const pass of leadersFirst(partition.compacted)) {
    for (const set of [
      RecordSet.of(of(pass.fact.superseded, range)),
      RecordSet.of(of(pass.fact.tombstones, range)),
    ]) {
      const { inside, outside } = split(rest, set);
      parts.push(...inside.map((part) => ({ ...part, removal: pass })));
      rest = outside;
    }
  }
  return [...parts, ...rest.flatMap((part) => splitByOther(partition, part))];
}

/** What neither retention nor compaction took. */
function splitByOther(partition: PartitionHistory, range: EpochRange): RemovedRange[] {
  if (partition.deleted !== null) return [{ ...range, removal: partition.deleted }];
  const parts: RemovedRange[] = [];
  for (const part of splitByLoss(partition, range)) {
    const removal = lossOf(partition, part) ?? null;
    const last = parts.at(-1);
    if (last !== undefined && last.removal === removal && last.to === part.from - 1) {
      parts[parts.length - 1] = { ...last, to: part.to };
    } else parts.push({ ...part, removal });
  }
  return parts;
}

/** Offsets that the cleaner removed, as records of this leader epoch. */
function of(
  ranges: readonly { readonly from: number; readonly to: number }[],
  { leaderEpoch }: EpochRange,
): EpochRange[] {
  return ranges.map(({ from, to }) => ({ from, to, leaderEpoch }));
}
