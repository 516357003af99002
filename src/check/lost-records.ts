import { faultsBetween } from './faults.js';
import type { Entry, History, PartitionHistory } from './history.js';
import type { EpochRange } from './interval-set.js';
import type { NamedFault } from './verdict.js';
import * as words from './wording.js';

/** How records that a producer had been told yes for left the log, other than by retention or an operator. */
export interface RecordLoss {
  /** "broker-2 was elected leader at 11.000 s without them, after broker-1 crashed at 3.032 s". */
  readonly text: string;
  readonly at: number;
  readonly event: number;
  /** What befell the broker that had them. */
  readonly faults: readonly NamedFault[];
}

/** Null if no election and no crash took them. */
export function findLoss(
  history: History,
  partition: PartitionHistory,
  range: EpochRange,
): RecordLoss | null {
  const appended = partition.appended.findLast(({ fact }) => holds(fact.records, range));
  const since = appended?.seq ?? -1;
  const election = electionWithout(partition, range);
  const before = election?.seq ?? Number.POSITIVE_INFINITY;
  const faults =
    appended === undefined
      ? []
      : faultsBetween(history, appended.node, partition.tp.key, since, before);
  if (election !== undefined) return lostByElection(election, range, faults);
  const gone = partition.truncated.find(
    ({ seq, node, fact }) =>
      fact.cause === 'lost in the crash' &&
      seq > since &&
      fact.offset <= range.from &&
      node === appended?.node,
  );
  if (gone === undefined) return null;
  const text = `${gone.node} crashed at ${words.seconds(gone.at)} and had not flushed ${words.them(range)}`;
  return { text, at: gone.at, event: gone.event, faults };
}

function holds(records: EpochRange, range: EpochRange): boolean {
  const { leaderEpoch, from, to } = records;
  return leaderEpoch === range.leaderEpoch && from <= range.from && range.from <= to;
}

function lostByElection(
  election: Entry<'leader elected'>,
  range: EpochRange,
  faults: readonly NamedFault[],
): RecordLoss {
  const { at, event, fact } = election;
  const how = fact.clean ? '' : ', which was not in sync,';
  const elected = `broker-${fact.leader}${how} was elected leader at ${words.seconds(at)} without ${words.them(range)}`;
  const after = faults.length === 0 ? '' : `, after ${words.faultsText(faults)}`;
  return { text: `${elected}${after}`, at, event, faults };
}

/** The first leader since then whose log ended below these records: by what it appended, or what others truncated. */
function electionWithout(
  { elections, appended, truncated }: PartitionHistory,
  range: EpochRange,
): Entry<'leader elected'> | undefined {
  const later = elections.filter(
    ({ fact }) => fact.leader >= 0 && fact.leaderEpoch > range.leaderEpoch,
  );
  const byAppend = later.find(({ fact }) => {
    const first = appended.find((a) => a.fact.records.leaderEpoch === fact.leaderEpoch);
    return first !== undefined && first.fact.records.from <= range.from;
  });
  if (byAppend !== undefined) return byAppend;
  const cut = truncated.find(
    ({ fact, seq }) =>
      fact.cause === 'diverged' && fact.offset <= range.from && seq > (later[0]?.seq ?? 0),
  );
  return cut === undefined ? undefined : later.findLast(({ seq }) => seq < cut.seq);
}
