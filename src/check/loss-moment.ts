import type { Entry, PartitionHistory } from './history.js';
import type { EpochRange } from './interval-set.js';

/** What took acknowledged records out of the log, other than retention, compaction and operators. */
export type LossEntry = Entry<'leader elected'> | Entry<'truncated'>;

/**
 * When the first of these records, which the log does not have in the end, was lost: at the first election of a leader
 * that did not have it, whenever the deposed leader cuts its old copy off; without one, when the leader's disk lost it.
 * Records are told apart by their leader epochs (KIP-101): what befell another record of the same offset says nothing.
 * Undefined if no fact tells it. `isExplained`: something else removed it, unless a leader is known not to have had it.
 */
export function lossOf(
  partition: PartitionHistory,
  range: EpochRange,
  isExplained = false,
): LossEntry | undefined {
  const since = appendOf(partition, range)?.seq ?? -1;
  const elections = partition.elections.filter(
    ({ seq, fact }) =>
      fact.leader >= 0 && fact.leaderEpoch > range.leaderEpoch && !partition.stillborn.has(seq),
  );
  const without = elections.find((election) => hadRecords(partition, election, range) === 'no');
  if (without !== undefined) return without;
  if (isExplained) return undefined;
  const last = elections.at(-1);
  const leader = last === undefined ? leaderOf(partition, range) : `broker-${last.fact.leader}`;
  const cuts = partition.truncated.filter(
    ({ seq, fact }) => seq > (last?.seq ?? since) && fact.offset <= range.from,
  );
  return (
    cuts.find(({ node, fact }) => fact.cause === 'lost in the crash' && node === leader) ??
    elections.findLast((election) => hadRecords(partition, election, range) === 'should') ??
    cuts.find(({ fact }) => fact.cause === 'diverged')
  );
}

/** The append of the first of these records. */
export function appendOf(
  { appended }: PartitionHistory,
  range: EpochRange,
): Entry<'appended'> | undefined {
  return appended.find(({ fact: { records } }) => {
    const { leaderEpoch, from, to } = records;
    return leaderEpoch === range.leaderEpoch && from <= range.from && range.from <= to;
  });
}

/** Who appended them. */
export function leaderOf(partition: PartitionHistory, range: EpochRange): string {
  return appendOf(partition, range)?.node ?? '';
}

/** The disk of a broker that lost these records in a crash, and did not have them again by then. */
export function diskLoss(
  partition: PartitionHistory,
  broker: string,
  range: EpochRange,
  beforeSeq: number,
): Entry<'truncated'> | undefined {
  const since = appendOf(partition, range)?.seq ?? -1;
  const cut = partition.truncated.findLast(
    ({ seq, node, fact }) =>
      node === broker && seq > since && seq < beforeSeq && fact.offset <= range.from,
  );
  if (cut === undefined || cut.fact.cause !== 'lost in the crash') return undefined;
  const isBack = partition.caughtUp.some(
    ({ seq, fact }) =>
      seq > cut.seq &&
      seq < beforeSeq &&
      `broker-${fact.follower}` === broker &&
      fact.logEndOffset > range.from,
  );
  return isBack ? undefined : cut;
}

/** What a new leader appended first says where its log ended. One that appended nothing should have what every ISR had. */
function hadRecords(
  partition: PartitionHistory,
  election: Entry<'leader elected'>,
  range: EpochRange,
): 'yes' | 'no' | 'should' {
  const { leaderEpoch, leader, clean } = election.fact;
  const first = partition.appended.find(({ fact }) => fact.records.leaderEpoch === leaderEpoch);
  if (first !== undefined) return first.fact.records.from > range.from ? 'yes' : 'no';
  const broker = `broker-${leader}`;
  const next = partition.elections.find(({ seq }) => seq > election.seq)?.seq ?? Infinity;
  const begun = partition.caughtUp.find(
    ({ seq, node }) => node === broker && seq > election.seq && seq < next,
  );
  if (begun !== undefined && begun.fact.epochStart > range.from) return 'yes';
  if (diskLoss(partition, broker, range, election.seq) !== undefined) return 'no';
  if (broker === leaderOf(partition, range)) return 'should';
  return clean && wasReplicated(partition, range) ? 'should' : 'no';
}

/** Acknowledged by all that were in sync, or below a high watermark. */
function wasReplicated({ acknowledged, handedOut }: PartitionHistory, range: EpochRange): boolean {
  const { leaderEpoch, from } = range;
  if (handedOut.has(leaderEpoch, from)) return true;
  return acknowledged.some(({ fact: { acks, records } }) => {
    if (acks !== -1 || records.leaderEpoch !== leaderEpoch) return false;
    return records.from <= from && from <= records.to;
  });
}

/** Cuts a range where another election or another crash may have taken the rest of it. */
export function splitByLoss<R extends EpochRange>(partition: PartitionHistory, range: R): R[] {
  const cuts = new Set<number>();
  const seen = new Set<number>();
  for (const { fact } of partition.appended) {
    const { leaderEpoch, from } = fact.records;
    if (leaderEpoch > range.leaderEpoch && !seen.has(leaderEpoch)) cuts.add(from);
    seen.add(leaderEpoch);
  }
  for (const { fact } of partition.caughtUp) cuts.add(fact.epochStart).add(fact.logEndOffset);
  for (const { seq, fact } of partition.truncated) {
    cuts.add(fact.offset);
    const next = partition.appended.find(
      (entry) => entry.seq > seq && entry.fact.records.leaderEpoch === range.leaderEpoch,
    );
    if (next !== undefined) cuts.add(next.fact.records.from);
  }
  const { leaderEpoch, to } = range;
  for (const part of partition.handedOut.inside({ leaderEpoch, from: range.from, to })) {
    cuts.add(part.from).add(part.to + 1);
  }
  const inside = [...cuts].filter((cut) => cut > range.from && cut <= to);
  const starts = [range.from, ...inside.sort((a, b) => a - b)];
  return starts.map((from, i) => ({ ...range, from, to: (starts[i + 1] ?? to + 1) - 1 }));
}
