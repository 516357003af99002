import { found } from '../found.js';
import type { Entry, History, PartitionHistory } from '../history.js';
import { IntervalSet } from '../interval-set.js';
import { findLoss } from '../lost-records.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Jepsen compares values; here a record is known by its leader epoch. Only what somebody outside was told counts:
 * what a deposed leader appended and nobody saw may be replaced.
 */
export const inconsistentOffsets: Check = {
  name: 'inconsistent-offsets',
  sentence:
    'All who are told of an offset, a producer by its acknowledgement or a consumer by poll(), mean the same record.',
  reference: 'jepsen.tests.kafka (inconsistent-offsets); log-and-replication.md LR-16',
  run(history, _ending, options) {
    const findings = partitionsToJudge(history, options).flatMap((partition) =>
      doubles(history, partition, options),
    );
    return verdict(inconsistentOffsets, findings, [], []);
  },
};

type Told = Entry<'acknowledged' | 'delivered'>;

function doubles(history: History, partition: PartitionHistory, options: CheckOptions): Finding[] {
  const byEpoch = toldByEpoch(history, partition);
  if (byEpoch.size < 2) return [];
  const findings: Finding[] = [];
  const seen: { readonly epoch: number; readonly set: IntervalSet }[] = [];
  for (const [epoch, entries] of [...byEpoch].sort((a, b) => a[0] - b[0])) {
    const set = new IntervalSet();
    for (const { fact } of entries) set.add(fact.records.from, fact.records.to);
    for (const earlier of seen) {
      for (const part of set.all().flatMap(({ from, to }) => earlier.set.inside(from, to))) {
        const first = byEpoch.get(earlier.epoch)?.find((e) => isAt(e, part.from));
        const second = entries.find((e) => isAt(e, part.from));
        if (first === undefined || second === undefined) continue;
        findings.push(tell(history, partition, part, first, second, options));
      }
    }
    seen.push({ epoch, set });
  }
  return findings;
}

function toldByEpoch(history: History, partition: PartitionHistory): Map<number, Told[]> {
  const byEpoch = new Map<number, Told[]>();
  const add = (entry: Told): void => {
    const { leaderEpoch } = entry.fact.records;
    const list = byEpoch.get(leaderEpoch);
    if (list === undefined) byEpoch.set(leaderEpoch, [entry]);
    else list.push(entry);
  };
  partition.acknowledged.forEach(add);
  for (const group of history.groups.values())
    group.partitions.get(partition)?.delivered.forEach(add);
  return byEpoch;
}

function isAt({ fact: { records } }: Told, offset: number): boolean {
  return records.from <= offset && offset <= records.to;
}

function tell(
  history: History,
  partition: PartitionHistory,
  part: { readonly from: number; readonly to: number },
  first: Told,
  second: Told,
  options: CheckOptions,
): Finding {
  const older = { ...part, leaderEpoch: first.fact.records.leaderEpoch };
  const newer = { ...part, leaderEpoch: second.fact.records.leaderEpoch };
  const loss = findLoss(history, partition, older);
  const why = loss === null ? '' : `: ${loss.text}`;
  const what = words.recordsText(partition.tp.key, part.from, part.to);
  const sentence =
    `${what} ${words.were(part)} one thing (leader epoch ${older.leaderEpoch}) when ${toldText(first)}, and ` +
    `another (leader epoch ${newer.leaderEpoch}) when ${toldText(second)}${why}.`;
  const records = [words.nameRecords(partition, newer, options)];
  return found(sentence, second, { cause: 'log', records, faults: loss?.faults ?? [] });
}

function toldText(entry: Told): string {
  const when = words.seconds(entry.at);
  if (entry.type === 'delivered') return `${entry.node} was handed it at ${when}`;
  return `it was acknowledged to ${entry.node} at ${when}`;
}
