import type { TopicPartition } from '../protocol/topic-partition.js';
import type { RecordsRef } from './model.js';
import {
  API_NAMES,
  type ApiName,
  type Condition,
  GROUP_STATES,
  type GroupState,
  type PointCondition,
} from './model-conditions.js';

/** What stands in the gaps of a sentence. Each gap takes one word, `partitions` a list with commas. */
export interface Gaps {
  consumer: string;
  producer: string;
  /** Consumer or producer. */
  client: string;
  /** Consumer, producer or broker. */
  process: string;
  group: string;
  records: RecordsRef;
  partition: TopicPartition;
  partitions: readonly TopicPartition[];
  n: number;
  nth: number;
  state: GroupState;
  request: ApiName;
  exception: string;
  broker: number;
}

export interface Form {
  /** Words, `a|b` for either, `<gap>`; as split at blanks. */
  readonly words: readonly string[];
  readonly build: (gaps: Gaps, words: readonly string[]) => Condition;
}

/** Requests by the words people use, beside Kafka's names. */
export const REQUESTS: ReadonlyMap<string, ApiName> = new Map<string, ApiName>([
  ...API_NAMES.map((api): [string, ApiName] => [api, api]),
  ['commit', 'OffsetCommit'],
  ['join', 'JoinGroup'],
  ['sync', 'SyncGroup'],
  ['heartbeat', 'Heartbeat'],
  ['leave', 'LeaveGroup'],
  ['fetch', 'Fetch'],
  ['produce', 'Produce'],
]);

/** Requests that put a record into a log. */
export const STORED_REQUESTS: readonly ApiName[] = [
  'OffsetCommit',
  'Produce',
  'JoinGroup',
  'SyncGroup',
  'LeaveGroup',
];

export const STATES: readonly GroupState[] = GROUP_STATES;

function form(sentence: string, build: Form['build']): Form {
  return { words: sentence.split(' '), build };
}

/** Every sentence of the language. A condition is one of them, or several joined by `and`. */
export const FORMS: readonly Form[] = [
  form('<consumer> has processed <records>', ({ consumer, records }) => ({
    kind: 'processed',
    consumer,
    records,
  })),
  form('<consumer> has processed <n> records|record', ({ consumer, n }) => ({
    kind: 'processed count',
    consumer,
    count: n,
  })),
  ...['received', 'been handed'].flatMap((verb) => [
    form(`<consumer> has ${verb} <records>`, ({ consumer, records }) => ({
      kind: 'received',
      consumer,
      records,
    })),
    form(`<consumer> has ${verb} <n> records|record`, ({ consumer, n }) => ({
      kind: 'received count',
      consumer,
      count: n,
    })),
  ]),
  form('<consumer> owns nothing', ({ consumer }) => ({ kind: 'owns count', consumer, count: 0 })),
  form('<consumer> owns <n> partitions|partition', ({ consumer, n }) => ({
    kind: 'owns count',
    consumer,
    count: n,
  })),
  form('<consumer> owns <partitions>', ({ consumer, partitions }) => ({
    kind: 'owns',
    consumer,
    partitions,
  })),
  form('<consumer> has joined', ({ consumer }) => ({ kind: 'joined', consumer })),
  form('<consumer> has failed', ({ consumer }) => ({ kind: 'failed', consumer, exception: null })),
  form('<consumer> has failed with <exception>', ({ consumer, exception }) => ({
    kind: 'failed',
    consumer,
    exception,
  })),
  form('session of <consumer> has expired', ({ consumer }) => ({
    kind: 'session expired',
    consumer,
  })),
  form('<group> is <state>', ({ group, state }) => ({ kind: 'group state', group, state })),
  form('<group> is caught up', ({ group }) => ({ kind: 'caught up', group })),
  form('<group> has <n> members|member', ({ group, n }) => ({
    kind: 'member count',
    group,
    count: n,
  })),
  form('<group> is at generation <n>', ({ group, n }) => generation(group, n, false)),
  form('<group> has reached generation <n>', ({ group, n }) => generation(group, n, true)),
  form('<group> has committed offset <n> of <partition>', ({ group, n, partition }) => ({
    kind: 'committed',
    group,
    tp: partition,
    offset: n,
  })),
  form('<partition> has <n> records|record', ({ partition, n }) => ({
    kind: 'record count',
    tp: partition,
    count: n,
  })),
  form('<producer> is done', ({ producer }) => ({ kind: 'producer done', producer })),
  ...(['running', 'frozen', 'crashed', 'closed'] as const).map((state) =>
    form(`<process> is ${state}`, ({ process }) => ({ kind: 'process', name: process, state })),
  ),
  form('leader of <partition> is <broker>', ({ partition, broker }) => ({
    kind: 'leader is',
    tp: partition,
    broker,
  })),
  form('coordinator of <group> is <broker>', ({ group, broker }) => ({
    kind: 'coordinator is',
    group,
    broker,
  })),
  ...(['before', 'after'] as const).flatMap((edge) => [
    form(`${edge} <request> of <client> is sent|received|stored|answered`, (gaps, words) =>
      point(gaps, edge, words, 'step'),
    ),
    form(`${edge} <nth> <request> of <client> is sent|received|stored|answered`, (gaps, words) =>
      point(gaps, edge, words, 'run'),
    ),
  ]),
  form('<client> has sent <request>', (gaps) => point(gaps, 'after', ['sent'], 'run')),
  form('<client> has sent <nth> <request>', (gaps) => point(gaps, 'after', ['sent'], 'run')),
  form('<request> of <client> has been sent|received|stored|answered', (gaps, words) =>
    point(gaps, 'after', words, 'run'),
  ),
  form('<nth> <request> of <client> has been sent|received|stored|answered', (gaps, words) =>
    point(gaps, 'after', words, 'run'),
  ),
];

function generation(group: string, n: number, atLeast: boolean): Condition {
  return { kind: 'generation', group, generation: n, atLeast };
}

function point(
  gaps: Gaps,
  edge: PointCondition['edge'],
  words: readonly string[],
  since: PointCondition['since'],
): PointCondition {
  const last = words.at(-1);
  const moments: readonly PointCondition['moment'][] = ['sent', 'received', 'stored', 'answered'];
  const moment = moments.find((one) => one === last) ?? 'sent';
  return {
    kind: 'point',
    edge,
    api: gaps.request,
    client: gaps.client,
    moment,
    nth: gaps.nth ?? 1,
    since,
  };
}
