import { Cursor } from './cursor.js';
import type { Entry, GroupPartition, History } from './history.js';
import { type EpochRange, IntervalSet } from './interval-set.js';
import { LogView } from './log-view.js';
import type { CheckOptions } from './verdict.js';
import { groupsToJudge } from './verdicts.js';

/*
 * What Jepsen's Kafka workload asks of polls: what one process is handed of a partition, one thing after the other.
 * Its `int-` anomalies are those within one poll(), the others those between two. A process that was given another
 * place in between (an assignment, a seek, a reset, a truncation: each tells a position) begins anew.
 */

/** Two things that one process was handed of one partition, one right after the other. */
export interface PollStep {
  readonly place: GroupPartition;
  readonly before: Entry<'delivered'>;
  readonly after: Entry<'delivered'>;
  /** Both came out of the same poll(). */
  readonly isInternal: boolean;
}

/** Every step of every process of the groups that are asked about. */
export function* pollSteps(history: History, options: CheckOptions): Generator<PollStep, void> {
  for (const group of groupsToJudge(history, options)) {
    for (const place of group.partitions.values()) yield* stepsIn(place);
  }
}

function* stepsIn(place: GroupPartition): Generator<PollStep, void> {
  const latest = new Map<string, Entry<'delivered'>>();
  const moves = new Cursor(place.moves, ({ entry }) => latest.delete(entry.node));
  for (const after of place.delivered) {
    moves.upTo(after.seq);
    const before = latest.get(after.node);
    latest.set(after.node, after);
    if (before === undefined) continue;
    yield { place, before, after, isInternal: before.event === after.event };
  }
}

/** It does not go on behind what was handed out before. */
export function goesBack({ before, after }: PollStep): boolean {
  return after.fact.records.from <= before.fact.records.to;
}

/** Records that stood in the log between the two when the second was handed out. */
export function skippedRecords({ place, before, after }: PollStep): EpochRange[] {
  const from = before.fact.records.to + 1;
  const to = after.fact.records.from - 1;
  if (to < from) return [];
  const { appended, compacted } = place.partition;
  const log = new LogView();
  for (const { seq, fact } of appended) if (seq < after.seq) log.append(fact.records);
  const gone = new IntervalSet();
  for (const { seq, fact } of compacted) {
    if (seq >= after.seq) break;
    for (const part of [...fact.superseded, ...fact.tombstones]) gone.add(part.from, part.to);
  }
  const epoch = after.fact.records.leaderEpoch;
  return log
    .inside(from, to)
    .filter(({ leaderEpoch }) => leaderEpoch <= epoch)
    .flatMap(({ from, to, leaderEpoch }) =>
      gone.outside(from, to).map((part) => ({ ...part, leaderEpoch })),
    );
}
