import type { Ending } from '../ending.js';
import { found } from '../found.js';
import type { Entry, PartitionHistory } from '../history.js';
import { EndingIndex } from '../log-view.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * A producer that repeats a batch whose answer it did not get, and that is not idempotent, has it appended twice. Looks
 * at what is in the log at the end; under LogAppendTime, where the leader writes records anew, nothing can be told.
 */
export const duplicate: Check = {
  name: 'duplicate',
  sentence: 'A record that a producer sent once stands at one offset of the log.',
  reference: 'jepsen.tests.kafka (duplicate); log-and-replication.md LR-8; KIP-98',
  run(history, ending, options) {
    const ends = new EndingIndex(ending);
    const findings = partitionsToJudge(history, options).flatMap((partition) =>
      repeated(partition, ends.find(partition)?.copies ?? [], options),
    );
    return verdict(duplicate, findings, [], []);
  },
};

type Copies = Ending['partitions'][number]['copies'];

function repeated(partition: PartitionHistory, copies: Copies, options: CheckOptions): Finding[] {
  return copies.flatMap(({ offset, of, count }) => {
    const again = appendedAt(partition, offset);
    if (again === undefined) return [];
    const first = appendedAt(partition, of);
    const { leaderEpoch } = again.fact.records;
    const range = { from: offset, to: offset + count - 1, leaderEpoch };
    const records = words.nameRecords(partition, range, options);
    const original = words.recordsText(partition.tp.key, of, of + count - 1);
    const when = first === undefined ? '' : ` (appended at ${words.seconds(first.at)})`;
    const sentence =
      `${words.recordsWithKeys(records)}, which ${again.fact.clientId} sent and ${again.node} appended at ` +
      `${words.seconds(again.at)}, repeats ${original}${when}.`;
    return [found(sentence, again, { cause: 'producer', records: [records] })];
  });
}

function appendedAt({ appended }: PartitionHistory, offset: number): Entry<'appended'> | undefined {
  return appended.findLast(
    ({ fact: { records } }) => records.from <= offset && offset <= records.to,
  );
}
