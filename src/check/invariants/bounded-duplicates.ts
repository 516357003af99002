import { faultsBetween } from '../faults.js';
import { found } from '../found.js';
import type { GroupPartition, History, Move } from '../history.js';
import { eachRepetition, hasRepetition, moveBefore, type Repetition } from '../repetitions.js';
import type { Check, CheckOptions, DuplicateWindow, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * An interruption is one place from which a process went on: after a crash, an eviction, a hand-over. Each commit that
 * had no effect by then adds its part. What somebody moved on purpose, or what left `__consumer_offsets`, is a note.
 */
export const boundedDuplicates: Check = {
  name: 'bounded-duplicates',
  sentence:
    'After an interruption a group begins no more records of a partition again than its commit strategy leaves uncommitted.',
  reference: 'docs/commit-strategies.md; consumer-client.md §9; questions.md (d)',
  run(history, _ending, options) {
    const beyond: Finding[] = [];
    const open: Finding[] = [];
    const notes: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      const window = options.duplicateWindow?.(group.group);
      for (const place of group.partitions.values()) {
        for (const one of interruptions(place)) {
          const finding = tell(history, one, window, options);
          const list =
            window === undefined ? open : isBeyond(history, one, window) ? beyond : notes;
          list.push(finding);
        }
      }
    }
    return verdict(boundedDuplicates, beyond, open, notes);
  },
};

/** Records that one process began again from one place on. */
interface Interruption {
  readonly place: GroupPartition;
  readonly move: Move | undefined;
  readonly repetitions: readonly [Repetition, ...Repetition[]];
  /** It stood there before the others began them: one of them is out of the group and does not know it. */
  readonly isZombie: boolean;
}

function interruptions(place: GroupPartition): Interruption[] {
  if (!hasRepetition(place)) return [];
  const byPlace = new Map<string, [Repetition, ...Repetition[]]>();
  const moves = new Map<string, Move | undefined>();
  for (const repetition of eachRepetition(place)) {
    const move = moveBefore(place, repetition);
    const zombie = move === undefined || move.seq < repetition.first.seq;
    const key = `${repetition.second.node} ${move?.seq ?? -1} ${zombie ? 'zombie' : ''}`;
    const list = byPlace.get(key);
    if (list === undefined) byPlace.set(key, [repetition]);
    else list.push(repetition);
    moves.set(key, move);
  }
  return [...byPlace].map(([key, repetitions]) => {
    return { place, move: moves.get(key), repetitions, isZombie: key.endsWith('zombie') };
  });
}

function isBeyond(history: History, one: Interruption, window: DuplicateWindow): boolean {
  if (window.records === null || explanation(history, one) !== '') return false;
  return one.repetitions.length > allowed(one, window, window.records);
}

/** How many records may come again. */
function allowed(one: Interruption, window: DuplicateWindow, records: number): number {
  const step = window.perLostCommit + handedWithin(one.place, window.intervalMs);
  const first = records + handedWithin(one.place, window.intervalMs);
  return first + step * commitsWithoutEffect(one);
}

/** What one process was handed lately. */
interface Window {
  readonly entries: { readonly at: number; readonly count: number }[];
  /** Index of the oldest that counts. */
  first: number;
  /** Records in those that count. */
  sum: number;
}

/** The most records that one process was handed within so many ms. */
function handedWithin({ delivered }: GroupPartition, intervalMs: number): number {
  if (intervalMs === 0) return 0;
  const windows = new Map<string, Window>();
  let most = 0;
  for (const { node, at, fact } of delivered) {
    const window = windows.get(node) ?? { entries: [], first: 0, sum: 0 };
    windows.set(node, window);
    const count = fact.records.to - fact.records.from + 1;
    window.entries.push({ at, count });
    window.sum += count;
    for (let old = window.entries[window.first]; old !== undefined && old.at < at - intervalMs; ) {
      window.sum -= old.count;
      window.first += 1;
      old = window.entries[window.first];
    }
    most = Math.max(most, window.sum);
  }
  return most;
}

/** Sent, or refused by the client, before the process went on, for more than where it went on from, and not found there. */
function commitsWithoutEffect({ place, move, repetitions, isZombie }: Interruption): number {
  const [{ second, range }] = repetitions;
  const last = repetitions.at(-1)?.second.seq ?? second.seq;
  const from = isZombie ? range.from : (move?.offset ?? 0);
  const until = isZombie ? last : (move?.seq ?? last);
  const sent = place.sent.filter(({ seq, offset, commit }) => {
    if (seq >= until || offset <= from) return false;
    return !isZombie || commit.stored === null;
  });
  const unsent = place.unsent.filter(({ seq, offset }) => seq < until && offset > from);
  return sent.length + unsent.length;
}

/** Why nobody is to blame; '' if an interruption it was. */
function explanation(history: History, { place, move, repetitions }: Interruption): string {
  const [{ first }] = repetitions;
  if (move === undefined) return '';
  if (move.cause === 'seek') return 'it sought back';
  if (move.cause === 'truncated') return 'the logs diverged';
  const { entry } = move;
  if (entry.type === 'position' && entry.fact.cause === 'reset' && entry.fact.previous >= 0) {
    return 'its position was out of range';
  }
  const isBetween = ({ seq }: { readonly seq: number }) => first.seq < seq && seq < move.seq;
  if (place.moves.some((m) => m.cause === 'operator' && isBetween(m)))
    return 'an operator moved it';
  if (place.removed.some(isBetween)) return 'the committed offset was removed';
  return history.lostCommits.some(isBetween) ? 'commits were lost with the tail of their log' : '';
}

function tell(
  history: History,
  one: Interruption,
  window: DuplicateWindow | undefined,
  options: CheckOptions,
): Finding {
  const { place, move, repetitions } = one;
  const [{ first, second, range }] = repetitions;
  const last = repetitions.at(-1)?.range.to ?? range.to;
  const records = words.nameRecords(
    place.partition,
    { ...range, to: Math.max(last, range.to) },
    options,
  );
  const { key } = place.partition.tp;
  const faults = faultsBetween(history, first.node, key, first.seq, move?.seq ?? second.seq);
  const count = repetitions.length === 1 ? 'one record' : `${repetitions.length} records`;
  const start = move === undefined ? '' : ` from offset ${move.offset}`;
  const why = faults.length === 0 ? '' : ` (${words.faultsText(faults)})`;
  const sentence =
    `${second.node} began ${count} of ${key} again${start} at ${words.seconds(second.at)}${why}; ` +
    `${limitText(one, window, explanation(history, one))}.`;
  return found(sentence, second, {
    group: place.group,
    cause: 'duplicates',
    records: [records],
    faults,
  });
}

function limitText(one: Interruption, window: DuplicateWindow | undefined, why: string): string {
  if (why !== '') return why;
  if (window === undefined) return 'the commit strategy is not known';
  const { strategy, records } = window;
  if (records === null) return `commit: ${strategy} sets no bound`;
  const lost = commitsWithoutEffect(one);
  const and =
    lost === 0 ? '' : `, ${lost} ${lost === 1 ? 'commit' : 'commits'} without effect included`;
  return `commit: ${strategy} allows ${allowed(one, window, records)} (${window.text}${and})`;
}
