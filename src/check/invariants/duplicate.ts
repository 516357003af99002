import type { Ending } from '../ending.js';
import { faultsStandingAt } from '../faults.js';
import { found } from '../found.js';
import type { Entry, History, PartitionHistory } from '../history.js';
import { EndingIndex } from '../log-view.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, CheckOptions, Finding, NamedFault } from '../verdict.js';
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
      repeated(history, partition, ends.find(partition)?.copies ?? [], options),
    );
    return verdict(duplicate, findings, [], []);
  },
};

type Copies = Ending['partitions'][number]['copies'];

function repeated(
  history: History,
  partition: PartitionHistory,
  copies: Copies,
  options: CheckOptions,
): Finding[] {
  return copies.flatMap(({ offset, of, count }) => {
    const again = appendedAt(partition, offset);
    if (again === undefined) return [];
    const first = appendedAt(partition, of);
    const { leaderEpoch } = again.fact.records;
    const range = { from: offset, to: offset + count - 1, leaderEpoch };
    const records = words.nameRecords(partition, range, options);
    const original = words.recordsText(partition.tp.key, of, of + count - 1);
    const when = first === undefined ? '' : ` (appended at ${words.seconds(first.at)})`;
    const faults = first === undefined ? [] : faultsBehind(history, partition, first, again);
    const why = faults.length === 0 ? '' : `, after ${words.faultsText(faults)}`;
    const sentence =
      `${words.recordsWithKeys(records)}, which ${again.fact.clientId} sent and ${again.node} appended at ` +
      `${words.seconds(again.at)}, repeats ${original}${when}${why}.`;
    return [found(sentence, again, { cause: 'producer', records: [records], faults })];
  });
}

function appendedAt({ appended }: PartitionHistory, offset: number): Entry<'appended'> | undefined {
  return appended.findLast(
    ({ fact: { records } }) => records.from <= offset && offset <= records.to,
  );
}

/** What made the producer send a batch twice, or the network: what struck its message, or else the two ends of it. */
function faultsBehind(
  history: History,
  partition: PartitionHistory,
  first: Entry<'appended'>,
  again: Entry<'appended'>,
): readonly NamedFault[] {
  const { clientId } = again.fact;
  const before = partition.appended.findLast(
    ({ seq, fact }) => seq < first.seq && fact.clientId === clientId,
  );
  const messages = (history.faults.get(clientId) ?? []).filter(
    (entry) => entry.type === 'message fault' && entry.seq < again.seq,
  ) as Entry<'message fault'>[]; // no other type passes
  const struck =
    messages.findLast(({ seq }) => seq > (before?.seq ?? -1)) ??
    messages.findLast((entry) => isStillAway(entry, first.at));
  if (struck !== undefined) return [words.nameFault(clientId, struck)];
  return [clientId, first.node].flatMap((node) =>
    faultsStandingAt(history, node, again.seq, { afterSeq: first.seq }),
  );
}

/** A message that was sent on its way at last, and not there yet. */
function isStillAway({ at, fact }: Entry<'message fault'>, now: number): boolean {
  if (fact.effect === 'hold') return true;
  return fact.effect === 'delay' && at + Number(fact.detail) > now;
}
