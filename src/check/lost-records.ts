import { clockFaultAt, faultsStandingAt } from './faults.js';
import type { Entry, History, PartitionHistory } from './history.js';
import type { EpochRange } from './interval-set.js';
import { about } from './lookup.js';
import { appendOf, diskLoss, leaderOf, lossOf } from './loss-moment.js';
import type { NamedFault } from './verdict.js';
import * as words from './wording.js';

/** How records that a producer had been told yes for left the log, other than by retention or an operator. */
export interface RecordLoss {
  /** "broker-2 was elected leader at 11.000 s without them, after broker-1 crashed at 3.032 s". */
  readonly text: string;
  readonly at: number;
  readonly event: number;
  /** What befell the broker that had them, and the one that was to have them. */
  readonly faults: readonly NamedFault[];
}

/** Null if no election and no crash took them. */
export function findLoss(
  history: History,
  partition: PartitionHistory,
  range: EpochRange,
): RecordLoss | null {
  const loss = lossOf(partition, range);
  if (loss === undefined) return null;
  if (loss.type === 'leader elected') return lostByElection(history, partition, loss, range);
  if (loss.fact.cause !== 'lost in the crash') return null;
  const { at, event, node } = loss;
  const text = `${node} crashed at ${words.seconds(at)} and had not flushed ${words.them(range)}`;
  const faults = (history.faults.get(node) ?? [])
    .filter((entry) => entry.event === event && entry.type === 'crashed')
    .map((entry) => words.nameFault(node, entry));
  return { text, at, event, faults };
}

function lostByElection(
  history: History,
  partition: PartitionHistory,
  election: Entry<'leader elected'>,
  range: EpochRange,
): RecordLoss {
  const { at, event, fact } = election;
  const how = fact.clean ? '' : ', which was not in sync,';
  const elected = `broker-${fact.leader}${how} was elected leader at ${words.seconds(at)} without ${words.them(range)}`;
  const faults = faultsBefore(history, partition, election, range);
  const after = faults.length === 0 ? '' : `, after ${words.faultsText(faults)}`;
  return { text: `${elected}${after}`, at, event, faults };
}

/** What took the lead from who had it, and the records from who got it. */
function faultsBefore(
  history: History,
  partition: PartitionHistory,
  election: Entry<'leader elected'>,
  range: EpochRange,
): NamedFault[] {
  const reign = partition.elections.findLast(
    ({ seq, fact }) => seq < election.seq && fact.leader >= 0 && !partition.stillborn.has(seq),
  );
  const deposed = reign === undefined ? leaderOf(partition, range) : `broker-${reign.fact.leader}`;
  const elected = `broker-${election.fact.leader}`;
  const { seq, at } = election;
  const nodes = [...new Set([deposed, elected])];
  const lost = nodes.flatMap((node) => diskLoss(partition, node, range, seq) ?? []);
  const crashes = lost.flatMap((cut) => crashOf(history, cut));
  const others = faultsStandingAt(history, deposed, seq, {
    afterSeq: appendOf(partition, range)?.seq ?? -1,
    earlier: Math.min(seq, unreplicatedSince(partition, range) ?? seq),
  }).filter((fault) => !crashes.some((crash) => crash.seq === fault.seq));
  const clocks = [deposed, 'controller'].flatMap((node) => clockFaultAt(history, node, seq, at));
  const faults = [...crashes, ...others, ...clocks];
  if (faults.length === 0)
    faults.push(...faultsStandingAt(history, 'controller', seq, { afterSeq: seq }));
  return faults.sort((a, b) => a.seq - b.seq);
}

/** When they were appended, if only the leader had to have them: what kept the followers from them stood then. */
function unreplicatedSince(partition: PartitionHistory, range: EpochRange): number | undefined {
  const told = about(partition.acknowledged, range)[0];
  return told?.fact.acks === -1 ? undefined : appendOf(partition, range)?.seq;
}

/** The crash in which a disk was lost, as a fault that says so. */
function crashOf(history: History, { node, event, fact }: Entry<'truncated'>): NamedFault[] {
  const crash = history.faults.get(node)?.find((e) => e.event === event && e.type === 'crashed');
  if (crash === undefined) return [];
  const named = words.nameFault(node, crash);
  const lost = `lost what it had from offset ${fact.offset} on`;
  return [
    { ...named, what: `${named.what} and ${lost}`, sentence: `${named.sentence} and ${lost}` },
  ];
}
