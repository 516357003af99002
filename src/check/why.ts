import { parseTopicPartition, type TopicPartition } from '../protocol/topic-partition.js';
import type { Ending } from './ending.js';
import type { History, PartitionHistory } from './history.js';
import type { EpochRange } from './interval-set.js';
import { atMostOnce } from './invariants/at-most-once.js';
import { noLoss } from './invariants/no-loss.js';
import { groupSteps, type LifeStep, logSteps } from './life-steps.js';
import { EndingIndex, finalLog } from './log-view.js';
import { about } from './lookup.js';
import type { CheckOptions, Finding, NamedRecords } from './verdict.js';
import * as words from './wording.js';

/** The whole life of one record. */
export interface Life {
  readonly record: NamedRecords;
  /** In order of time. */
  readonly steps: readonly LifeStep[];
  /** What it came to, a group each. */
  readonly groups: readonly GroupSummary[];
}

export interface GroupSummary {
  readonly group: string;
  /** How often the group processed it to completion. */
  readonly processed: number;
  /** "billing processed it once." or why twice, or why never. */
  readonly sentence: string;
}

/** Reads `orders-3@17`; undefined if it is no record's name. */
export function parseRecordName(
  text: string,
): { readonly tp: TopicPartition; readonly offset: number } | undefined {
  const match = /^(.+)@(0|[1-9]\d{0,14})$/.exec(text);
  if (match === null) return undefined;
  const [, partition, offset] = match as unknown as [string, string, string]; // two groups, both required
  const tp = parseTopicPartition(partition);
  return tp === undefined ? undefined : { tp, offset: Number(offset) };
}

/**
 * The life of the record that `name` means: the one in the log of the newest topic of that name; if it is no longer
 * there, the last one that was. Undefined if there never was one, or if it is no record's name.
 */
export function lifeOf(
  history: History,
  ending: Ending,
  name: string,
  options: CheckOptions = {},
): Life | undefined {
  const parsed = parseRecordName(name);
  if (parsed === undefined) return undefined;
  for (const partition of history.partitions.toReversed()) {
    if (partition.tp.key !== parsed.tp.key) continue;
    const leaderEpoch = epochOf(partition, ending, parsed.offset);
    if (leaderEpoch === undefined) continue;
    const range = { leaderEpoch, from: parsed.offset, to: parsed.offset };
    return tell(history, ending, partition, range, options);
  }
  return undefined;
}

function epochOf(partition: PartitionHistory, ending: Ending, offset: number): number | undefined {
  const covers = ({ from, to }: { from: number; to: number }) => from <= offset && offset <= to;
  const inLog = new EndingIndex(ending).find(partition)?.log.find(covers);
  const last = partition.appended.findLast((entry) => covers(entry.fact.records));
  return inLog?.leaderEpoch ?? last?.fact.records.leaderEpoch;
}

function tell(
  history: History,
  ending: Ending,
  partition: PartitionHistory,
  range: EpochRange,
  options: CheckOptions,
): Life {
  const end = new EndingIndex(ending).find(partition);
  const steps = logSteps(partition, range, finalLog(end).covers(range));
  const groups: GroupSummary[] = [];
  for (const group of history.groups.values()) {
    if (options.groups !== undefined && !options.groups.includes(group.group)) continue;
    const place = group.partitions.get(partition);
    if (place !== undefined) steps.push(...groupSteps(history, place, range));
    if (place === undefined && !group.topics.has(partition.tp.topic)) continue;
    const processed = place === undefined ? 0 : about(place.processed, range).length;
    const why = explanation(history, ending, partition, range, {
      ...options,
      groups: [group.group],
    });
    groups.push({ group: group.group, processed, sentence: summary(group.group, processed, why) });
  }
  steps.sort((a, b) => a.seq - b.seq);
  return { record: words.nameRecords(partition, range, options), steps, groups };
}

/** The sentences of the checks that ask why twice, and why never. */
function explanation(
  history: History,
  ending: Ending,
  { topicId, tp }: PartitionHistory,
  { leaderEpoch, from }: EpochRange,
  options: CheckOptions,
): readonly Finding[] {
  const findings = [atMostOnce, noLoss].flatMap((check) => {
    const verdict = check.run(history, ending, options);
    return [...verdict.findings, ...verdict.notes];
  });
  return findings.filter((finding) =>
    finding.records.some(
      (r) =>
        r.topicId === topicId &&
        r.partition === tp.partition &&
        r.leaderEpoch === leaderEpoch &&
        r.from <= from &&
        from <= r.to,
    ),
  );
}

function summary(group: string, processed: number, why: readonly Finding[]): string {
  const times = processed === 1 ? 'once' : `${processed} times`;
  const what = processed === 0 ? `${group} never processed it.` : `${group} processed it ${times}.`;
  return [what, ...why.map((finding) => finding.sentence)].join(' ');
}
