import type { PartitionEnding } from '../ending.js';
import { found } from '../found.js';
import type { Entry, History, PartitionHistory } from '../history.js';
import { EndingIndex, finalLog } from '../log-view.js';
import { findLoss } from '../lost-records.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Consumers are handed nothing above the high watermark, so what they were handed says where it had been. An unclean
 * election and the loss of a disk may take it back: a note, as docs/promises.md does not promise it then. Where nobody
 * leads there is no high watermark: then the records have to be on the disk of one that may lead again.
 */
export const monotoneLogs: Check = {
  name: 'monotone-logs',
  sentence:
    'Leader epochs only rise, and the high watermark does not end below what a consumer was handed.',
  reference: 'log-and-replication.md §3 and LR-11, LR-15; KIP-101',
  run(history, ending, options) {
    const ends = new EndingIndex(ending);
    const back: Finding[] = [];
    for (const partition of partitionsToJudge(history, options)) {
      back.push(...epochsBack(partition));
      const end = ends.find(partition);
      if (end !== undefined) back.push(...watermarkBack(history, partition, end, options));
    }
    return verdict(monotoneLogs, back, [], []);
  },
};

function epochsBack({ tp, elections }: PartitionHistory): Finding[] {
  return elections.flatMap((entry, i) => {
    const before = elections[i - 1];
    if (before === undefined || before.fact.leaderEpoch < entry.fact.leaderEpoch) return [];
    const sentence =
      `${tp.key} got leader epoch ${entry.fact.leaderEpoch} at ${words.seconds(entry.at)}, after epoch ` +
      `${before.fact.leaderEpoch} at ${words.seconds(before.at)}.`;
    return [found(sentence, entry, { cause: 'controller' })];
  });
}

function watermarkBack(
  history: History,
  partition: PartitionHistory,
  end: PartitionEnding,
  options: CheckOptions,
): Finding[] {
  const limit = end.isLed ? end.highWatermark : endOf(end);
  const entry = furthest(history, partition);
  if (entry === undefined || entry.fact.records.to < limit) return [];
  const records = words.nameRecords(partition, entry.fact.records, options);
  const { leaderEpoch, from, to } = entry.fact.records;
  const gone = { leaderEpoch, from: Math.max(from, limit), to };
  const [lost] = finalLog(end).outside(gone);
  const loss = lost === undefined ? null : findLoss(history, partition, lost);
  const why = loss === null ? '' : `: ${loss.text}`;
  const what = end.isLed
    ? `the high watermark of ${partition.tp.key} is ${limit}`
    : `nobody leads ${partition.tp.key}, and its log ends at ${limit}`;
  const sentence =
    `${entry.node} was handed ${records.text} at ${words.seconds(entry.at)}, but in the end ` +
    `${what}${why}.`;
  return [found(sentence, entry, { cause: 'log', records: [records], faults: loss?.faults ?? [] })];
}

/** Where the log ends on the disk of one that may lead again. */
function endOf({ log, logStartOffset }: PartitionEnding): number {
  return Math.max(logStartOffset, (log.at(-1)?.to ?? -1) + 1);
}

/** The hand-over that reached furthest. */
function furthest(history: History, partition: PartitionHistory): Entry<'delivered'> | undefined {
  let far: Entry<'delivered'> | undefined;
  for (const group of history.groups.values()) {
    for (const entry of group.partitions.get(partition)?.delivered ?? []) {
      if (far === undefined || entry.fact.records.to > far.fact.records.to) far = entry;
    }
  }
  return far;
}
