import { found } from '../found.js';
import type { Entry, PartitionHistory } from '../history.js';
import { LogView } from '../log-view.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Acknowledged records of one process, in the order in which it sent them. A batch that failed and is sent again lands
 * behind the one that was in flight with it, unless the producer is idempotent. What a leader that had nothing of the
 * process took first is a note: with no entry for a producer any sequence will do (ProducerAppendInfo.checkSequence), and
 * the batches before it may have been refused while the broker did not know yet that it leads.
 */
export const nonmonotonicSend: Check = {
  name: 'nonmonotonic-send',
  sentence:
    'What a producer sends to a partition one after the other stands in that order in the log.',
  reference: 'jepsen.tests.kafka (nonmonotonic-send); log-and-replication.md LR-9',
  run(history, _ending, options) {
    const findings: Finding[] = [];
    const notes: Finding[] = [];
    for (const partition of partitionsToJudge(history, options)) {
      for (const { entry, finding } of inversions(history.faults, partition, options)) {
        (isKnown(history.faults, partition, entry) ? findings : notes).push(finding);
      }
    }
    return verdict(nonmonotonicSend, findings, [], notes);
  },
};

type Faults = Parameters<Check['run']>[0]['faults'];

interface Inversion {
  readonly entry: Entry<'acknowledged'>;
  readonly finding: Finding;
}

/** The log has other records of the same process before these. */
function isKnown(
  faults: Faults,
  { appended }: PartitionHistory,
  { seq, node, fact }: Entry<'acknowledged'>,
): boolean {
  const since = endsOf(faults, node).findLast((end) => end.seq < seq)?.seq ?? -1;
  const before = appended.filter((entry) => entry.seq < seq);
  const log = new LogView();
  for (const { fact } of before) log.append(fact.records);
  return before.some(({ seq, fact: { clientId, records } }) => {
    if (clientId !== node || seq < since || records.from >= fact.records.from) return false;
    const kept = log.inside(records.from, records.from);
    return kept.some(({ leaderEpoch }) => leaderEpoch === records.leaderEpoch);
  });
}

function endsOf(faults: Faults, node: string) {
  return (faults.get(node) ?? []).filter(({ type }) => type === 'crashed' || type === 'closing');
}

function inversions(
  faults: Faults,
  partition: PartitionHistory,
  options: CheckOptions,
): Inversion[] {
  const senders = new Map<string, Entry<'acknowledged'>[]>();
  for (const entry of partition.acknowledged) {
    // Each process counts from 0.
    const ends = endsOf(faults, entry.node).filter(({ seq }) => seq < entry.seq);
    const sender = `${entry.node} ${ends.length}`;
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
): Inversion[] {
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
    const finding = found(sentence, entry, { cause: 'producer', records: [records, other] });
    return [{ entry, finding }];
  });
}
