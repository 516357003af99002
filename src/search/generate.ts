import fc from 'fast-check';
import type { AfterFailure, CommitStrategy } from '../app/spec.js';
import type { ScenarioFile } from '../scenario/schema.js';
import { arbitraryFault, FAULT_KINDS, type Fault, type FaultKind, faultsInTime } from './faults.js';

/*
 * Whole scenarios: topology, load, applications and faults around one group, each small enough to be told. All faults
 * end; then the group must catch up.
 */

/** Those that generated applications follow; an application of one's own may leave committing to itself: `none`. */
export const STRATEGIES: readonly CommitStrategy[] = [
  'auto',
  'sync-per-batch',
  'sync-per-record',
  'async-per-batch',
  'async-then-sync-on-revoke',
  'before-processing',
  'hand-off',
  'watermark',
];

/** What scenarios to generate; everything that is left out is drawn. */
export interface GenerateOptions {
  readonly commit?: readonly CommitStrategy[];
  readonly faults?: readonly FaultKind[];
  /** At most so many faults; 5 if left out. */
  readonly maxFaults?: number;
  readonly maxConsumers?: number;
  /** 2 if left out: t0 and t1. */
  readonly maxTopics?: number;
  /** Records of one producer at most; 60 if left out. */
  readonly maxRecords?: number;
  readonly brokers?: readonly number[];
  readonly reset?: readonly ('earliest' | 'latest')[];
  readonly acks?: readonly ('all' | 0 | 1)[];
  /** Whether applications fail on a record; drawn seldom if left out. */
  readonly failures?: boolean;
}

/** A scenario as it is drawn. */
export interface Story {
  readonly commit: CommitStrategy;
  readonly brokers: number;
  /** One entry a topic. */
  readonly partitions: readonly number[];
  readonly consumers: number;
  /** One entry a producer. */
  readonly counts: readonly number[];
  readonly acks: 'all' | 0 | 1;
  readonly perSecond: number;
  readonly keyed: boolean;
  readonly reset: 'earliest' | 'latest';
  readonly maxPollRecords: number;
  readonly processingMs: number;
  readonly workers: number;
  readonly assignor: 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky';
  readonly isStatic: boolean;
  readonly latencyMs: number;
  readonly faults: readonly Fault[];
  /** The first processing of t0-0@`on` throws. */
  readonly failure: { readonly on: number; readonly reaction: AfterFailure } | null;
  /** Longer than max.poll.interval.ms: a join phase ends before the session of a member that does not come. */
  readonly longSession: boolean;
}

const SPAN_MS = 40_000;

/** All has happened after some three minutes: who has not caught up ten minutes later never will (converges). */
const LIMIT = '15m';

/** Drawn stories. They shrink to fewer faults, consumers, partitions and records. */
export function arbitraryStory(options: GenerateOptions = {}): fc.Arbitrary<Story> {
  const { maxConsumers = 4, maxTopics = 2, maxRecords = 60, maxFaults = 5 } = options;
  return fc.record<Story>({
    commit: fc.constantFrom(...(options.commit ?? STRATEGIES)),
    brokers: fc.constantFrom(...(options.brokers ?? [1, 1, 3])),
    partitions: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: maxTopics }),
    consumers: fc.integer({ min: 1, max: maxConsumers }),
    counts: fc.array(fc.integer({ min: 1, max: maxRecords }), { minLength: 1, maxLength: 2 }),
    acks: fc.constantFrom(...(options.acks ?? (['all', 'all', 'all', 1, 0] as const))),
    perSecond: fc.constantFrom(2, 10, 50),
    keyed: fc.boolean(),
    reset: fc.constantFrom(
      ...(options.reset ?? (['earliest', 'earliest', 'earliest', 'latest'] as const)),
    ),
    maxPollRecords: fc.constantFrom(1, 3, 10, 500),
    processingMs: fc.constantFrom(0, 20, 300, 1_500),
    workers: fc.integer({ min: 1, max: 3 }),
    assignor: fc.constantFrom('range', 'roundrobin', 'sticky', 'cooperative-sticky'),
    isStatic: fc.boolean(),
    latencyMs: fc.integer({ min: 1, max: 20 }),
    faults: fc.array(arbitraryFault(options.faults ?? FAULT_KINDS, SPAN_MS), {
      maxLength: maxFaults,
    }),
    failure: failures(options.failures),
    longSession: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
  });
}

function failures(wanted: boolean | undefined): fc.Arbitrary<Story['failure']> {
  const failure = fc.record({
    on: fc.nat({ max: 10 }),
    reaction: fc.constantFrom<AfterFailure>('close', 'crash', 'continue', 'next-poll', 'retry'),
  });
  if (wanted === false) return fc.constant(null);
  if (wanted === true) return failure;
  return fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: failure });
}

/** The scenario of a story. Made of strings that the schema knows; parsing checks them all. */
export function storyFile(story: Story): ScenarioFile {
  const producers = producersOf(story);
  const names = Array.from({ length: story.consumers }, (_, i) => `c${i}`);
  const cast = {
    consumers: names,
    producers: Object.keys(producers),
    brokers: story.brokers,
    groups: ['g'],
  };
  return {
    summary: 'A random story.',
    limit: LIMIT,
    cluster: {
      brokers: story.brokers,
      latency: `1ms..${story.latencyMs}ms`,
      // One group needs one of them; each of the usual fifty is replicated all the time.
      ...(story.brokers > 1 ? { 'offsets.topic.num.partitions': 3 } : {}),
    },
    topics: Object.fromEntries(
      story.partitions.map((partitions, i) => [
        `t${i}`,
        { partitions, 'replication.factor': story.brokers },
      ]),
    ),
    producers,
    consumers: Object.fromEntries(names.map((name) => [name, consumer(story, name)])),
    steps: [
      { start: [...cast.producers, ...names] },
      ...faultsInTime(story.faults, cast),
      ...comeBack(story, names),
      { until: 'g is caught up' },
    ],
  };
}

type Producers = NonNullable<ScenarioFile['producers']>;

function producersOf(story: Story): Producers {
  return Object.fromEntries(
    story.counts.map((count, i) => [
      `p${i}`,
      {
        topic: `t${i % story.partitions.length}`,
        rate: `${story.perSecond}/s`,
        count,
        ...(story.keyed ? { keys: ['a', 'b', 'c'] } : {}),
        ...(story.acks === 'all' ? {} : { acks: story.acks }),
      },
    ]),
  );
}

type Consumer = NonNullable<ScenarioFile['consumers']>[string];

function consumer(story: Story, name: string): Consumer {
  const { commit } = story;
  const workers = commit === 'hand-off' || commit === 'watermark';
  const polls = commit === 'auto' || commit === 'hand-off';
  return {
    group: 'g',
    subscribe: story.partitions.map((_, i) => `t${i}`),
    'auto.offset.reset': story.reset,
    'session.timeout.ms': story.longSession ? 30_000 : 6_000,
    'heartbeat.interval.ms': 2_000,
    'max.poll.interval.ms': 20_000,
    // A batch never takes longer than max.poll.interval.ms: that would be a loop without end (CC-31).
    'max.poll.records': Math.min(
      story.maxPollRecords,
      Math.floor(9_000 / (story.processingMs || 1)),
    ),
    ...(polls ? { 'auto.commit.interval.ms': 1_000 } : {}),
    ...(story.assignor === 'range' ? {} : { 'partition.assignment.strategy': [story.assignor] }),
    ...(story.isStatic ? { 'group.instance.id': `i-${name}` } : {}),
    processing: `0ms..${story.processingMs}ms`,
    commit,
    ...(workers ? { workers: story.workers } : {}),
    ...(story.failure === null ? {} : { fail: failureOf(story.failure) }),
  };
}

function failureOf({ on, reaction: then }: NonNullable<Story['failure']>): Consumer['fail'] {
  return { on: `t0-0@${on}`, how: 'throw', then };
}

/** An application that ended with its exception is started again, as a supervisor would. */
function comeBack({ failure }: Story, names: readonly string[]): ScenarioFile['steps'] {
  if (failure === null) return [];
  return names.map((name, i) => ({
    ...(i === 0 ? { after: '60s' } : {}),
    restart: name,
    optional: true,
  }));
}
