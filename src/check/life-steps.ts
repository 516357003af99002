import type { FactOf } from '../protocol/trace.js';
import { faultsBetween } from './faults.js';
import type { Entry, GroupPartition, History, Move, PartitionHistory } from './history.js';
import type { EpochRange } from './interval-set.js';
import { about } from './lookup.js';
import { appendOf, lossOf } from './loss-moment.js';
import * as words from './wording.js';

/** One step in the life of a record. */
export interface LifeStep {
  /** Place in the trace. */
  readonly seq: number;
  readonly at: number;
  readonly event: number;
  readonly node: string;
  /** '' for what concerns every group. */
  readonly group: string;
  /** The type of the fact. */
  readonly type: Entry['type'];
  readonly sentence: string;
}

/** What the log did with it. */
export function logSteps(
  partition: PartitionHistory,
  range: EpochRange,
  isInLog: boolean,
): LifeStep[] {
  const offset = range.from;
  const appended = about(partition.appended, range).map((entry) => {
    const epoch = `leader epoch ${range.leaderEpoch}`;
    return step(
      entry,
      `${entry.fact.clientId} produced it: appended at offset ${offset} (${epoch}).`,
    );
  });
  const acknowledged = about(partition.acknowledged, range).map((entry) =>
    step(entry, `It was acknowledged to ${entry.node}.`),
  );
  const removed = removals(partition, range, isInLog);
  const { deleted } = partition;
  return [
    ...appended,
    ...acknowledged,
    ...removed,
    ...(deleted === null ? [] : [step(deleted, 'The topic was deleted.')]),
    ...losses(partition, range, isInLog, removed),
  ];
}

/** By retention, an operator or the cleaner; from the copy of a broker that led later, if no leader did it. */
function removals(
  { startRaised, compacted }: PartitionHistory,
  { from: offset }: EpochRange,
  isInLog: boolean,
): LifeStep[] {
  const byAll = [
    ...first(startRaised.filter(({ fact }) => fact.logStartOffset > offset)),
    ...compacted.filter(({ fact }) => whyCleaned(fact, offset) !== ''),
  ];
  const byLeaders = byAll.filter(({ fact }) => fact.leads);
  const told = byLeaders.length > 0 || isInLog ? byLeaders : byAll;
  return told.map((entry) => step(entry, removalText(entry, offset)));
}

/** The first of all, and the first of a leader. */
function first(raised: readonly Entry<'log start raised'>[]) {
  const led = raised.find(({ fact }) => fact.leads);
  return led === undefined ? raised.slice(0, 1) : [led];
}

function removalText(
  { node, type, fact }: Entry<'log start raised' | 'log compacted'>,
  offset: number,
): string {
  const copy = fact.leads ? '' : ` from ${node}'s copy`;
  if (type === 'log compacted') return `Compaction removed it${copy}: ${whyCleaned(fact, offset)}.`;
  return `${fact.cause} removed it${copy}: the log starts at ${fact.logStartOffset} now.`;
}

/** '' if it was not. */
function whyCleaned({ superseded, tombstones }: FactOf<'log compacted'>, offset: number): string {
  const isIn = (r: { readonly from: number; readonly to: number }) =>
    r.from <= offset && offset <= r.to;
  if (superseded.some(isIn)) return 'a newer record of the same key had superseded it';
  return tombstones.some(isIn) ? 'its delete.retention.ms was over' : '';
}

/** The end of it by the brokers, and of its copies from then on. A cut in another record's time is none of it. */
function losses(
  partition: PartitionHistory,
  range: EpochRange,
  isInLog: boolean,
  removed: readonly LifeStep[],
): LifeStep[] {
  const since = appendOf(partition, range)?.seq ?? -1;
  const found = isInLog ? undefined : lossOf(partition, range, removed.length > 0);
  const loss = removed.some(({ seq }) => seq < (found?.seq ?? -1)) ? undefined : found;
  const cuts = partition.truncated.filter(({ seq, fact }) => {
    if (seq < since || fact.offset > range.from) return false;
    return fact.cause === 'lost in the crash' || (loss !== undefined && seq >= loss.seq);
  });
  const steps = cuts.map((cut) =>
    step(cut, `Broker ${cut.fact.broker} truncated its log to ${cut.fact.offset}.`),
  );
  if (loss?.type !== 'leader elected') return steps;
  return [...steps, step(loss, `Broker ${loss.fact.leader} was elected leader without it.`)];
}

/** What a group did with it. */
export function groupSteps(history: History, place: GroupPartition, range: EpochRange): LifeStep[] {
  return [
    ...processingSteps(place, range),
    ...positionSteps(place, range),
    ...commitSteps(place, range),
    ...faultSteps(history, place, range),
  ];
}

function processingSteps(place: GroupPartition, range: EpochRange): LifeStep[] {
  const { group } = place;
  return [
    ...about(place.delivered, range).map((e) => step(e, `poll() handed it to ${e.node}.`, group)),
    ...about(place.started, range).map((e) => step(e, `${e.node} began to process it.`, group)),
    ...about(place.effects, range).map((e) =>
      step(e, `${e.node} wrote its effect (${e.fact.key}) to the outside store.`, group),
    ),
    ...about(place.processed, range).map((e) => step(e, `${e.node} completed it.`, group)),
    ...about(place.failed, range).map((e) => step(e, `${words.nameFault(e.node, e).what}.`, group)),
  ];
}

/** The jumps over it, and where those stood who were handed it. */
function positionSteps(place: GroupPartition, range: EpochRange): LifeStep[] {
  const offset = range.from;
  const moves = new Set<Move>();
  for (const move of place.moves) {
    if (move.skippedFrom <= offset && offset < move.offset) moves.add(move);
  }
  for (const delivered of about(place.delivered, range)) {
    const from = place.moves.findLast(
      (m) => m.seq < delivered.seq && m.entry.node === delivered.node && m.offset <= offset,
    );
    if (from !== undefined) moves.add(from);
  }
  return [...moves].map((move) => step(move.entry, moveText(place, move), place.group));
}

function moveText({ group, partition }: GroupPartition, { entry, cause, offset }: Move): string {
  const place = `offset ${offset} of ${partition.tp.key}`;
  if (entry.type === 'offsets stored') return `An operator set ${group} to ${place}.`;
  switch (cause) {
    case 'reset':
      return `${entry.node} started from ${place}, by auto.offset.reset=${entry.fact.policy}.`;
    case 'seek':
      return `${entry.node} sought to ${place}.`;
    case 'truncated':
      return `${entry.node} went back to ${place}, where the logs diverged.`;
    case 'committed':
    case 'operator':
      return `${entry.node} started from ${place}, the committed one.`;
  }
}

/** The commits that newly cover it, those that uncover it, and refused ones that would have covered it. */
function commitSteps(place: GroupPartition, range: EpochRange): LifeStep[] {
  const { group } = place;
  const offset = range.from;
  const steps: LifeStep[] = [];
  const since = appendOf(place.partition, range)?.seq ?? -1;
  for (const stored of place.stored) {
    // What was committed before it existed means another record.
    if (stored.seq < since) continue;
    const covered = stored.previous > offset;
    const text = words.commitWords(words.nameStored(place, stored));
    if (stored.offset > offset && !covered) {
      steps.push(step(stored.entry, `Covered by ${text}.`, group));
    } else if (stored.offset <= offset && covered) {
      steps.push(step(stored.entry, `No longer covered: ${text}.`, group));
    }
  }
  for (const entry of place.removed) {
    const before = place.stored.findLast((stored) => stored.seq < entry.seq);
    if (before === undefined || before.offset <= offset) continue;
    const cause = entry.type === 'group deleted' ? 'group deleted' : entry.fact.cause;
    steps.push(step(entry, `No longer covered: the committed offset is gone (${cause}).`, group));
  }
  return [...steps, ...refusedSteps(place, range)];
}

function refusedSteps(place: GroupPartition, range: EpochRange): LifeStep[] {
  const holders = new Set(about(place.delivered, range).map((entry) => entry.node));
  return place.sent.flatMap(({ commit, offset }) => {
    const { refused, sent } = commit;
    if (refused === null || commit.stored !== null || offset <= range.from) return [];
    // Of each process that had it, the first one: later refusals say nothing new.
    if (!holders.delete(sent.node)) return [];
    const text = `${sent.node}'s commit of offset ${offset} was refused (${refused.fact.error}).`;
    return [step(refused, text, place.group)];
  });
}

/** What took it out of the hands that had it, if it was needed again. */
function faultSteps(history: History, place: GroupPartition, range: EpochRange): LifeStep[] {
  const delivered = about(place.delivered, range);
  const isDone = about(place.processed, range).length > 0;
  return delivered.flatMap((entry, i) => {
    const next = delivered[i + 1]?.seq ?? (isDone ? entry.seq : Infinity);
    const key = place.partition.tp.key;
    return faultsBetween(history, entry.node, key, entry.seq, next)
      .filter((fault) => fault.type !== 'processing failed') // told as a step of its own
      .map(({ seq, at, event, of: node, type, what }) => {
        return { seq, at, event, node, group: place.group, type, sentence: `${what}.` };
      });
  });
}

function step(entry: Entry, sentence: string, group = ''): LifeStep {
  const { seq, at, event, node, type } = entry;
  return { seq, at, event, node, group, type, sentence };
}
