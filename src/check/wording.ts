import type { FactOf } from '../protocol/trace.js';
import { isOperator } from './group-table.js';
import type {
  Commit,
  Entry,
  FaultEntry,
  GroupPartition,
  PartitionHistory,
  StoredOffset,
} from './history.js';
import type { EpochRange } from './interval-set.js';
import { linkFaultWords, messageFaultWords } from './network-wording.js';
import type { CheckOptions, NamedCommit, NamedFault, NamedRecords } from './verdict.js';

const MOST_KEYS = 10;

/** `3.200 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** `orders-0@3` or `orders-0@3..5`. */
export function recordsText(tpKey: string, from: number, to: number): string {
  return from === to ? `${tpKey}@${from}` : `${tpKey}@${from}..${to}`;
}

/** "was" for one record, "were" for several. */
export function were(range: { readonly from: number; readonly to: number }): string {
  return range.from === range.to ? 'was' : 'were';
}

/** "it" for one record, "them" for several. */
export function them(range: { readonly from: number; readonly to: number }): string {
  return range.from === range.to ? 'it' : 'them';
}

export function nameRecords(
  partition: PartitionHistory,
  range: EpochRange,
  options: CheckOptions,
): NamedRecords {
  const { tp, topicId } = partition;
  const keys: string[] = [];
  for (let o = range.from; options.keyOf && o <= range.to && keys.length < MOST_KEYS; o++) {
    const key = options.keyOf(topicId, tp.partition, o);
    if (key !== null) keys.push(key);
  }
  return {
    text: recordsText(tp.key, range.from, range.to),
    topic: tp.topic,
    partition: tp.partition,
    topicId,
    leaderEpoch: range.leaderEpoch,
    from: range.from,
    to: range.to,
    keys,
  };
}

/** `orders-0@3 (key ada)`. */
export function recordsWithKeys(records: NamedRecords): string {
  const [first] = records.keys;
  if (first === undefined) return records.text;
  if (records.from === records.to) return `${records.text} (key ${first})`;
  return `${records.text} (keys ${[...new Set(records.keys)].join(', ')})`;
}

/** A commit that was sent. */
export function nameSent(commit: Commit, partition: PartitionHistory, offset: number): NamedCommit {
  const { sent, stored } = commit;
  return {
    by: sent.node,
    at: sent.at,
    event: sent.event,
    partition: partition.tp.key,
    offset,
    number: sent.fact.commit,
    kind: sent.fact.kind,
    storedAt: stored?.at ?? -1,
  };
}

/** A commit that was stored. */
export function nameStored(place: GroupPartition, stored: StoredOffset): NamedCommit {
  if (stored.commit !== null) return nameSent(stored.commit, place.partition, stored.offset);
  const { entry } = stored;
  return {
    by: isOperator(entry) ? 'operator' : entry.fact.clientId,
    at: entry.at,
    event: entry.event,
    partition: place.partition.tp.key,
    offset: stored.offset,
    number: 0,
    kind: isOperator(entry) ? 'operator' : 'sync',
    storedAt: entry.at,
  };
}

/** "c1's commit of offset 5 (auto on close)". */
export function commitWords(commit: NamedCommit): string {
  if (commit.kind === 'operator') return `the operator's offset ${commit.offset}`;
  return `${commit.by}'s commit of offset ${commit.offset} (${commit.kind})`;
}

/** "c1's commit of offset 5 (auto on close, stored at 0.910 s)". */
export function commitText(commit: NamedCommit): string {
  const stored = commit.storedAt < 0 ? 'never stored' : `stored at ${seconds(commit.storedAt)}`;
  const words = commitWords(commit);
  if (commit.kind === 'operator') return `${words} (${stored})`;
  return words.replace(/\)$/, `, ${stored})`);
}

/** `bothWays`: of a fault of links, that it struck both directions. */
export function nameFault(of: string, entry: FaultEntry, bothWays = false): NamedFault {
  const { type, seq, at, event } = entry;
  const what = faultWords(of, entry, bothWays);
  return { of, type, seq, at, event, what, sentence: `${what} at ${seconds(at)}` };
}

/** "c1 was frozen at 2.000 s and was removed from the group (session expired) at 8.000 s". */
export function faultsText(faults: readonly NamedFault[]): string {
  const sentences = faults.map((fault, i) =>
    faults[i - 1]?.of === fault.of && fault.sentence.startsWith(`${fault.of} `)
      ? fault.sentence.slice(fault.of.length + 1)
      : fault.sentence,
  );
  return sentences.join(', then ');
}

function faultWords(of: string, entry: FaultEntry, bothWays: boolean): string {
  switch (entry.type) {
    case 'link fault':
      return linkFaultWords(of, entry.fact, bothWays);
    case 'message fault':
      return messageFaultWords(of, entry.fact);
    case 'crashed':
      return `${of} crashed`;
    case 'frozen':
      return `${of} was frozen`;
    case 'shutting down':
      return `${of} was shut down`;
    case 'clock set':
      return `${of} had its clock set ${clockWords(entry.fact)}`;
    case 'closing':
      return `${of} closed its consumer`;
    case 'exception':
      return `${of} got ${entry.fact.exception} from ${entry.fact.call}`;
    case 'processing failed':
      return failureWords(of, entry);
    case 'revoked':
      return `${of} had ${partitionsText(entry)} revoked`;
    case 'lost':
      return `${of} lost ${partitionsText(entry)}`;
    case 'unsubscribed':
      return `${of} unsubscribed`;
    case 'max poll interval exceeded':
      return `${of} exceeded max.poll.interval.ms`;
    case 'member removed':
      return `${of} was removed from the group (${entry.fact.reason})`;
    case 'static member replaced':
      return `${of} was fenced by a new process with group.instance.id ${entry.fact.groupInstanceId}`;
  }
}

/** "1000 ms back", "1000 ms ahead", "to run 100 ppm fast". */
function clockWords({ jumpMs, ppm }: FactOf<'clock set'>): string {
  if (jumpMs !== 0) return `${seconds(Math.abs(jumpMs))} ${jumpMs < 0 ? 'back' : 'ahead'}`;
  return `to run ${Math.abs(ppm)} ppm ${ppm < 0 ? 'slow' : 'fast'}`;
}

const FAILED = {
  throw: 'threw an exception while processing',
  poison: 'failed, as it always does, on',
  hang: 'hung while processing',
};

function failureWords(of: string, { fact }: Entry<'processing failed'>): string {
  const { tp, from, to } = fact.records;
  return `${of} ${FAILED[fact.how]} ${recordsText(tp.key, from, to)}`;
}

function partitionsText(entry: Entry<'revoked' | 'lost'>): string {
  return entry.fact.partitions.map((tp) => tp.key).join(', ');
}
