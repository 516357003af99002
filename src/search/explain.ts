import type { History } from '../check/history.js';
import type { LifeStep } from '../check/life-steps.js';
import type { NamedRecords } from '../check/verdict.js';
import { type Life, lifeOf } from '../check/why.js';
import { commitText } from '../check/wording.js';
import { parseTopicPartition } from '../protocol/topic-partition.js';
import type { RunResult } from '../scenario/result.js';
import { timeline } from '../scenario/text/timeline/timeline.js';
import { secondsText } from '../scenario/text/words.js';
import type { Failure } from './judge.js';
import type { Shrunk } from './minimise.js';
import { recordReader } from './records.js';

/** A failure for people and for reports: what broke, on which record, by which fault, step by step. */
export interface Told {
  readonly check: string;
  readonly group: string;
  /** What the check says. */
  readonly rule: string;
  /** What happened instead. */
  readonly sentence: string;
  /** `orders-0@120, key ada, value 7`; '' if it is about no record. */
  readonly record: string;
  /** Who had the record and what became of it; '' as `record`. */
  readonly processed: string;
  /** The commit that covered it, or that none did; '' as `record`. */
  readonly commit: string;
  /** What went wrong with a process; '' if nothing did. */
  readonly fault: string;
  /** From cause to effect: the time in seconds, and a sentence. */
  readonly chain: readonly string[];
}

const LONGEST_CHAIN = 8;
const SHORTEST_CHAIN = 3;
const TIME_WIDTH = 8;

/** Tells a failure from the run in which it happened. */
export function explain(result: RunResult, history: History, failure: Failure): Told {
  const { check, group, rule, finding } = failure;
  const { commit, faults } = finding;
  const [named] = finding.records;
  const life = named === undefined ? undefined : lifeOfFirst(result, history, named, group);
  const steps = life === undefined ? [] : linesOf(mostTelling(life.steps));
  return {
    check,
    group,
    rule,
    sentence: finding.sentence,
    record: named === undefined ? '' : recordText(result, named),
    processed: life === undefined ? '' : processedText(life),
    commit: commit !== null ? commitText(commit) : life === undefined ? '' : coverText(life),
    fault: faults.map(({ sentence }) => sentence).join(', then '),
    chain: steps.length >= SHORTEST_CHAIN ? steps : lastLines(result, finding.at),
  };
}

function lifeOfFirst(
  { ending }: RunResult,
  history: History,
  { topic, partition, from }: NamedRecords,
  group: string,
): Life | undefined {
  const options = group === '' ? {} : { groups: [group] };
  return lifeOf(history, ending, `${topic}-${partition}@${from}`, options);
}

/** The first of the records, with its key and value if the log still has it. */
function recordText(
  { world }: RunResult,
  { topic, partition, from, to, text }: NamedRecords,
): string {
  const tp = parseTopicPartition(`${topic}-${partition}`);
  const record = tp === undefined ? undefined : recordReader(world).read(tp, from);
  const { key, value } = record ?? {};
  const parts = [
    `${topic}-${partition}@${from}`,
    ...(key === undefined ? [] : [key === null ? 'no key' : `key ${key}`]),
    ...(value === undefined ? [] : [value === null ? 'no value' : `value ${String(value)}`]),
  ];
  return `${parts.join(', ')}${from === to ? '' : ` (the first of ${text})`}`;
}

function processedText({ steps }: Life): string {
  const tells = (type: LifeStep['type'], verb: string) =>
    steps
      .filter((step) => step.type === type)
      .map(({ node, at }) => `${verb} ${node} at ${secondsText(at)} s`);
  const handed = tells('delivered', 'handed to');
  const begun = tells('processing', 'begun by');
  const done = tells('processed', 'completed by');
  if (handed.length === 0) return 'handed to nobody';
  const end = done.length === 0 ? ['completed by nobody'] : done;
  return [...handed, ...begun, ...end].join(', ');
}

function coverText({ steps }: Life): string {
  const covered = steps.find(({ sentence }) => sentence.startsWith('Covered by '));
  return covered === undefined
    ? 'no commit covered it'
    : `${covered.sentence.slice('Covered by '.length, -1)}, stored at ${secondsText(covered.at)} s`;
}

/** What explains least goes first when a chain is too long. */
const DISPENSABLE: readonly LifeStep['type'][] = [
  'acknowledged',
  'position',
  'effect',
  'offsets refused',
  'exception',
  'processing',
];

function mostTelling(steps: readonly LifeStep[]): readonly LifeStep[] {
  let kept = steps;
  for (const type of DISPENSABLE) {
    if (kept.length <= LONGEST_CHAIN) return kept;
    kept = kept.filter((step) => step.type !== type);
  }
  if (kept.length <= LONGEST_CHAIN) return kept;
  const half = LONGEST_CHAIN / 2;
  return [...kept.slice(0, half), ...kept.slice(-half)];
}

function linesOf(steps: readonly LifeStep[]): string[] {
  return steps.map(({ at, sentence }) => `${secondsText(at).padStart(TIME_WIDTH)}  ${sentence}`);
}

/** What the timeline says up to the moment at which it broke. */
function lastLines({ trace, scenario }: RunResult, at: number): string[] {
  const lines = timeline(trace, scenario);
  const before = lines.filter((line) => {
    const time = /^\s*(\d+\.\d{3})\s/.exec(line)?.[1];
    return time !== undefined && Number(time) * 1000 <= at + 1;
  });
  return before.slice(-LONGEST_CHAIN).map((line) => line.replace(/^ {2}/, ''));
}

/** How far it was shrunk, in one sentence. */
export function shrunkText({ from, to, runs, minimal }: Shrunk): string {
  const size = ({ steps, choices, events }: Shrunk['from']) =>
    `${count(steps, 'step')}, ${count(choices, 'choice')} and ${count(events, 'event')}`;
  const proof = minimal
    ? 'without any one step, or with any one choice lower, it passes'
    : 'shrinking was cut off: it may be smaller still';
  return `from ${size(from)} to ${size(to)} in ${count(runs, 'run')}; ${proof}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** The block that a person reads. `replay` is the command that plays it again. */
export function toldLines(told: Told, shrunk: string, replay: string): string[] {
  const row = (name: string, text: string) => (text === '' ? [] : [`  ${name.padEnd(10)}${text}`]);
  const [first, ...rest] = told.chain;
  return [
    ...row('rule', told.rule),
    ...row('broken', told.sentence),
    ...row('record', told.record),
    ...row('had by', told.processed),
    ...row('commit', told.commit),
    ...row('fault', told.fault),
    ...row('how', first ?? ''),
    ...rest.map((line) => `${' '.repeat(12)}${line}`),
    ...row('shrunk', shrunk),
    ...row('replay', replay),
  ];
}
