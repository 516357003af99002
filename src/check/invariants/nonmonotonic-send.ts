import { found } from '../found.js';
import type { Entry, PartitionHistory } from '../history.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Acknowledged records of one process, in the order in which it sent them. A batch that failed and is sent again lands
 * behind the one that was in flight with it, unless the producer is idempotent.
 */
export const nonmonotonicSend: Check = {
  name: 'nonmonotonic-send',
  sentence:
    'What a producer sends to a partition one after the other stands in that order in the log.',
  reference: 'jepsen.tests.kafka (nonmonotonic-send); log-and-replication.md LR-9',
  run(history, _ending, options) {
    const findings = partitionsToJudge(history, options).flatMap((partition) =>
      inversions(history.faults, partition, options),
    );
    return verdict(nonmonotonicSend, findings, [], []);
  },
};

type Faults = Parameters<Check['run']>[0]['faults'];

function inversions(faults: Faults, partition: PartitionHistory, options: CheckOptions): Finding[] {
  const senders = new Map<string, Entry<'acknowledged'>[]>();
  for (const entry of partition.acknowledged) {
    // Each process counts from 0.
    const crashes = (faults.get(entry.node) ?? []).filter(
      ({ type, seq }) => (type === 'crashed' || type === 'closing') && seq < entry.seq,
    );
    const sender = `${entry.node} ${crashes.length}`;
    const list = senders.get(sender);
    if (list === undefined) senders.set(sender, [entry]);
    else list.push(entry);
  }
  return [...senders.values()].flatMap((sent) => inverted(partition, sent, options));
}

function inverted(
  partition: PartitionHistory,
  sent: readonly Entry<'acknowledged'>[],
  options: CheckOptions,
): Finding[] {
  const inOrder = [...sent].sort((a, b) => a.fact.sent - b.fact.sent);
  return inOrder.flatMap((entry, i) => {
    const before = inOrder[i - 1];
    if (before === undefined || entry.fact.records.from > before.fact.records.to) return [];
    // What an election took has no place in the log any more: the next record may well be put there.
    if (entry.fact.records.leaderEpoch !== before.fact.records.leaderEpoch) return [];
    const records = words.nameRecords(partition, entry.fact.records, options);
    const other = words.nameRecords(partition, before.fact.records, options);
    const sentence =
      `${entry.node} sent ${words.recordsWithKeys(records)} after ${words.recordsWithKeys(other)}, but it ` +
      `stands before ${words.them(before.fact.records)} in the log.`;
    return [found(sentence, entry, { cause: 'producer', records: [records, other] })];
  });
}
