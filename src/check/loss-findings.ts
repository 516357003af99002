import { type Fate, isTakenByBrokers, type Removal } from './fate.js';
import { clockFaultAt } from './faults.js';
import type { Entry, GroupPartition, History, Move } from './history.js';
import type { EpochRange } from './interval-set.js';
import { type LossContext, passedFindings } from './loss.js';
import { findLoss } from './lost-records.js';
import type { Finding, NamedFault } from './verdict.js';
import * as words from './wording.js';

/** What is to be said of records that nobody will process any more. */
export function lossFindings(
  context: LossContext,
  fate: Exclude<Fate, { readonly fate: 'waiting' }>,
): Finding[] {
  switch (fate.fate) {
    case 'passed':
      return passedFindings(context, fate, null);
    case 'held':
      return passedFindings(context, fate, fate.holder);
    case 'skipped':
      return [skippedFinding(context, fate)];
    case 'gone':
      return [goneFinding(context, fate)];
  }
}

function skippedFinding(context: LossContext, fate: Fate & { readonly fate: 'skipped' }): Finding {
  const { options, place } = context;
  const { entry } = fate.move;
  const records = words.nameRecords(place.partition, fate, options);
  const never = `${words.recordsWithKeys(records)} ${words.were(fate)} never processed by ${place.group}`;
  return {
    sentence: `${never}: ${jump(place, fate.move)}.`,
    at: entry.at,
    event: entry.event,
    group: place.group,
    cause: fate.move.cause === 'committed' ? 'group' : fate.move.cause,
    records: [records],
    commit: null,
    faults: [],
  };
}

function jump(place: GroupPartition, { entry, cause, offset }: Move): string {
  const when = words.seconds(entry.at);
  const tp = place.partition.tp.key;
  if (entry.type === 'offsets stored') return `an operator set the offset to ${offset} at ${when}`;
  const { node, fact } = entry;
  switch (cause) {
    case 'reset': {
      const policy = `auto.offset.reset=${fact.policy} moved ${node} to offset ${offset} at ${when}`;
      if (fact.previous >= 0) return `offset ${fact.previous} was out of range, so ${policy}`;
      return `${place.group} had no committed offset for ${tp}, so ${policy}`;
    }
    case 'seek':
      return `${node} sought to offset ${offset} at ${when}`;
    case 'truncated':
    case 'committed':
    case 'operator':
      return `${place.group} first read ${tp} from offset ${offset}, at ${when}`;
  }
}

function goneFinding(context: LossContext, fate: Fate & { readonly fate: 'gone' }): Finding {
  const { options, place } = context;
  const records = words.nameRecords(place.partition, fate, options);
  const text = words.recordsWithKeys(records);
  const { removal } = fate;
  const loss = isTakenByBrokers(removal) ? findLoss(context.history, place.partition, fate) : null;
  const clocks = clocksOf(context.history, removal);
  const sentence =
    loss === null
      ? `${text} ${words.were(fate)} not processed before ${removalText(fate, clocks)}`
      : `${text} ${words.were(fate)} ${acknowledgedText(place, fate)}never processed by ${place.group}: ${loss.text}`;
  return {
    sentence: `${sentence}.`,
    at: loss?.at ?? removal?.at ?? 0,
    event: loss?.event ?? removal?.event ?? 0,
    group: place.group,
    cause: 'log',
    records: [records],
    commit: null,
    faults: loss?.faults ?? clocks,
  };
}

/** Retention goes by the leader's clock. */
function clocksOf(history: History, removal: Removal): NamedFault[] {
  if (removal?.type !== 'log start raised' || removal.fact.cause !== 'retention.ms') return [];
  return clockFaultAt(history, removal.node, removal.seq, removal.at);
}

function acknowledgedText(
  { partition }: GroupPartition,
  { leaderEpoch, from }: EpochRange,
): string {
  const told = partition.acknowledged.find(
    ({ fact: { records } }) =>
      records.leaderEpoch === leaderEpoch && records.from <= from && from <= records.to,
  );
  if (told === undefined) return '';
  const acks = told.fact.acks === -1 ? 'all' : told.fact.acks;
  return `acknowledged to ${told.node} at ${words.seconds(told.at)} (acks=${acks}) and `;
}

function removalText(
  fate: Fate & { readonly fate: 'gone' },
  clocks: readonly NamedFault[],
): string {
  const { removal } = fate;
  if (removal === null) return `the log lost ${words.them(fate)}`;
  const when = words.seconds(removal.at);
  switch (removal.type) {
    case 'log start raised':
      return `${removal.fact.cause} moved the log start ${ofCopy(removal)}to offset ${removal.fact.logStartOffset} at ${when}${clocks.length === 0 ? '' : `, after ${words.faultsText(clocks)}`}`;
    case 'log compacted':
      return `compaction removed ${words.them(fate)} ${fromCopy(removal)}at ${when}: ${whyCompacted(fate, removal)}`;
    case 'truncated':
      return `broker ${removal.fact.broker} truncated its log to offset ${removal.fact.offset} at ${when}`;
    case 'leader elected':
      return `broker-${removal.fact.leader} was elected leader at ${when}`;
    case 'topic deleted':
      return `the topic was deleted at ${when}`;
  }
}

/** A broker that did not lead then cleaned its own copy, and led later. */
function fromCopy({ node, fact }: Entry<'log compacted'>): string {
  return fact.leads ? '' : `from ${node}'s copy `;
}

function ofCopy({ node, fact }: Entry<'log start raised'>): string {
  return fact.leads ? '' : `of ${node}'s copy `;
}

function whyCompacted(range: EpochRange, { fact }: Entry<'log compacted'>): string {
  const isTombstone = fact.tombstones.some(
    ({ from, to }) => from <= range.from && range.from <= to,
  );
  const one = range.from === range.to;
  if (isTombstone) {
    return one
      ? 'a tombstone whose delete.retention.ms was over'
      : 'tombstones whose delete.retention.ms was over';
  }
  return one
    ? 'a newer record of the same key had superseded it'
    : 'newer records of the same keys had superseded them';
}
