import { OFFSETS_TOPIC } from '../../protocol/internal-topics.js';
import { faultsBetween } from '../faults.js';
import type { GroupPartition, History, Move, SentOffset, StoredOffset } from '../history.js';
import type { EpochRange } from '../interval-set.js';
import { eachRepetition, hasRepetition, moveBefore, type Repetition } from '../repetitions.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** Counts beginnings: what was begun may have had its effect, whether it completed or not. */
export const atMostOnce: Check = {
  name: 'at-most-once',
  sentence: 'The group begins the processing of no record twice.',
  reference: 'Kafka documentation, "Message Delivery Semantics"; questions.md (d)',
  run(history, _ending, options) {
    const repeated: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      for (const place of group.partitions.values()) {
        repeated.push(...repetitions(history, place, options));
      }
    }
    return verdict(atMostOnce, repeated, [], []);
  },
};

function repetitions(history: History, place: GroupPartition, options: CheckOptions): Finding[] {
  if (!hasRepetition(place)) return [];
  const findings: Finding[] = [];
  let open: Repetition | undefined;
  for (const next of eachRepetition(place)) {
    if (open !== undefined && continues(place, open, next)) {
      open = { ...open, range: { ...open.range, to: next.range.to } };
      continue;
    }
    if (open !== undefined) findings.push(tell(history, place, open, options));
    open = next;
  }
  if (open !== undefined) findings.push(tell(history, place, open, options));
  return findings;
}

/** The next record, by the same two processes, and the second read on from where it was. */
function continues(place: GroupPartition, open: Repetition, next: Repetition): boolean {
  return (
    next.range.leaderEpoch === open.range.leaderEpoch &&
    next.range.from === open.range.to + 1 &&
    next.first.node === open.first.node &&
    next.second.node === open.second.node &&
    moveBefore(place, next)?.seq === moveBefore(place, open)?.seq
  );
}

function tell(
  history: History,
  place: GroupPartition,
  repetition: Repetition,
  options: CheckOptions,
): Finding {
  const { range, first, second } = repetition;
  const { partition, group } = place;
  const records = words.nameRecords(partition, range, options);
  const move = moveBefore(place, repetition);
  const moved = move !== undefined && move.seq > first.seq ? move : undefined;
  // What happened after the second one stood there is no cause of it.
  const before = moved?.seq ?? second.seq;
  const key = partition.tp.key;
  let faults = faultsBetween(history, first.node, key, first.seq, before);
  if (faults.length === 0 && moved === undefined) {
    // A zombie: the second one had the record in hand before the first one began, and something held it up.
    faults = faultsBetween(history, second.node, key, move?.seq ?? 0, second.seq);
  }
  const late = lateCommit(place, repetition, before);
  const lost =
    late === undefined && moved !== undefined ? lostCommit(place, range, moved) : undefined;
  const commit =
    late !== undefined
      ? words.nameSent(late.commit, partition, late.offset)
      : lost === undefined
        ? null
        : words.nameStored(place, lost);
  const why = [
    faults.length > 0 ? words.faultsText(faults) : '',
    late === undefined ? '' : outcomeText(place, late),
    lost === undefined ? '' : lostText(history, place, lost, before),
    moved === undefined ? '' : startText(moved),
  ].filter((part) => part !== '');
  const sentence = [
    `${group} began to process ${words.recordsWithKeys(records)} twice:`,
    ` ${first.node} at ${words.seconds(first.at)}, ${second.node} again at ${words.seconds(second.at)}`,
    why.length > 0 ? `; ${why.join('; ')}.` : '.',
  ].join('');
  const cause = faults.at(-1)?.type ?? moved?.cause ?? 'application';
  const { at, event } = second;
  return { sentence, at, event, group, cause, records: [records], commit, faults };
}

/** The commit of the first process that would have spared the repetition, had it been stored in time. */
function lateCommit(
  place: GroupPartition,
  { first, second, range }: Repetition,
  before: number,
): SentOffset | undefined {
  return place.sent.findLast(
    ({ seq, offset, commit }) =>
      seq > first.seq &&
      seq < second.seq &&
      commit.sent.node === first.node &&
      offset > range.from &&
      (commit.stored === null || commit.stored.seq > before),
  );
}

/**
 * A commit that would have spared the repetition, and that the second process did not find although nobody replaced
 * or removed it: its coordinator died before it was replicated.
 */
function lostCommit(
  place: GroupPartition,
  range: EpochRange,
  moved: Move,
): StoredOffset | undefined {
  if (moved.cause !== 'committed' && moved.cause !== 'reset') return undefined;
  const last = place.stored.findLast(({ seq }) => seq < moved.seq);
  if (last === undefined || last.offset <= range.from) return undefined;
  // By auto.offset.reset a process may also stand there because its position was out of range.
  if (moved.entry.type === 'position' && moved.entry.fact.previous >= 0) return undefined;
  const removed = place.removed.some(({ seq }) => seq > last.seq && seq < moved.seq);
  return removed ? undefined : last;
}

function lostText(
  history: History,
  place: GroupPartition,
  lost: StoredOffset,
  before: number,
): string {
  const { node } = lost.entry;
  const commit = words.commitText(words.nameStored(place, lost));
  const faults = faultsBetween(history, node, OFFSETS_TOPIC, lost.seq, before);
  if (faults.length === 0) return `${commit} was lost`;
  return `${commit} was lost with its coordinator: ${words.faultsText(faults)}`;
}

function outcomeText(place: GroupPartition, { commit, offset }: SentOffset): string {
  const text = words.commitWords(words.nameSent(commit, place.partition, offset));
  const sent = `${text}, sent at ${words.seconds(commit.sent.at)},`;
  if (commit.stored !== null)
    return `${sent} was stored only at ${words.seconds(commit.stored.at)}`;
  if (commit.refused !== null) return `${sent} was refused (${commit.refused.fact.error})`;
  return `${sent} was never stored`;
}

function startText({ entry, cause, offset }: Move): string {
  const when = words.seconds(entry.at);
  switch (cause) {
    case 'committed':
      return `the offset committed was still ${offset} when ${entry.node} took over at ${when}`;
    case 'reset':
      return `${entry.node} started from offset ${offset} at ${when}, by auto.offset.reset`;
    case 'seek':
      return `${entry.node} sought back to offset ${offset} at ${when}`;
    case 'truncated':
      return `${entry.node} went back to offset ${offset} at ${when}, where the logs diverged`;
    case 'operator':
      return `an operator set the offset to ${offset} at ${when}`;
  }
}
