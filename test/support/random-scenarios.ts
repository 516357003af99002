import fc from 'fast-check';
import type { CommitStrategy } from '../../src/app/spec.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';

/*
 * Random scenarios around the mission's question: brokers, topics, loads, consumers of one group, and crashes, freezes
 * and restarts at random moments. All faults end; then the group must catch up.
 */

export type Strategy = Exclude<CommitStrategy, 'none'>;

type FaultKind = 'crash' | 'freeze' | 'close' | 'broker';

interface Fault {
  readonly at: number;
  readonly kind: FaultKind;
  /** Whom: index of a consumer or broker, taken modulo their number. */
  readonly whom: number;
  readonly forMs: number;
}

export interface Story {
  readonly brokers: number;
  readonly partitions: readonly number[];
  readonly consumers: number;
  readonly counts: readonly number[];
  readonly perSecond: number;
  readonly keyed: boolean;
  readonly maxPollRecords: number;
  readonly processingMs: number;
  readonly workers: number;
  readonly cooperative: boolean;
  readonly isStatic: boolean;
  readonly latencyMs: number;
  readonly faults: readonly Fault[];
  readonly throwsOn: number | null;
}

const fault: fc.Arbitrary<Fault> = fc.record({
  at: fc.integer({ min: 0, max: 40_000 }),
  kind: fc.constantFrom<FaultKind>('crash', 'crash', 'freeze', 'close', 'broker'),
  whom: fc.nat({ max: 3 }),
  forMs: fc.integer({ min: 1, max: 20_000 }),
});

/** Stories, each small enough to be told; they shrink to fewer faults, consumers, partitions and records. */
export const stories: fc.Arbitrary<Story> = fc.record({
  brokers: fc.constantFrom(1, 1, 3),
  partitions: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  consumers: fc.integer({ min: 1, max: 4 }),
  counts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 2 }),
  perSecond: fc.constantFrom(2, 10, 50),
  keyed: fc.boolean(),
  maxPollRecords: fc.constantFrom(1, 3, 10, 500),
  processingMs: fc.constantFrom(0, 20, 300, 1_500),
  workers: fc.integer({ min: 1, max: 3 }),
  cooperative: fc.boolean(),
  isStatic: fc.boolean(),
  latencyMs: fc.integer({ min: 1, max: 20 }),
  faults: fc.array(fault, { maxLength: 5 }),
  throwsOn: fc.constant(null),
});

/** The same, and the application throws on one record and closes. */
export const throwingStories: fc.Arbitrary<Story> = stories.chain((story) =>
  fc.nat({ max: 10 }).map((throwsOn) => ({ ...story, throwsOn })),
);

/** The scenario of a story, with every consumer of the group committing by `strategy`. */
export function toScenarioFile(story: Story, strategy: Strategy): ScenarioFile {
  const topics = story.partitions.map((partitions, i) => [
    `t${i}`,
    { partitions, 'replication.factor': story.brokers },
  ]);
  const producers = story.counts.map((count, i) => [
    `p${i}`,
    {
      topic: `t${i % story.partitions.length}`,
      rate: `${story.perSecond}/s`,
      count,
      ...(story.keyed ? { keys: ['a', 'b', 'c'] } : {}),
    },
  ]);
  const names = Array.from({ length: story.consumers }, (_, i) => `c${i}`);
  const consumers = names.map((name) => [name, consumer(story, strategy, name)]);
  return {
    summary: 'A random story.',
    cluster: { brokers: story.brokers, latency: `1ms..${story.latencyMs}ms` },
    topics: Object.fromEntries(topics),
    producers: Object.fromEntries(producers),
    consumers: Object.fromEntries(consumers),
    limit: '10m',
    steps: [
      { start: [...producers.map(([name]) => name as string), ...names] },
      ...faultSteps(story, names),
      { until: 'g is caught up' },
    ],
  } as ScenarioFile; // made of strings that the schema knows; parsing checks them all
}

function consumer(story: Story, strategy: Strategy, name: string): Record<string, unknown> {
  const workers = strategy === 'hand-off' || strategy === 'watermark';
  const fail: Record<string, unknown> = { on: `t0-0@${story.throwsOn}`, how: 'throw' };
  // biome-ignore lint/suspicious/noThenProperty: a key of the language, not a promise
  fail.then = 'close';
  return {
    group: 'g',
    subscribe: story.partitions.map((_, i) => `t${i}`),
    'auto.offset.reset': 'earliest',
    'session.timeout.ms': 6_000,
    'heartbeat.interval.ms': 2_000,
    'max.poll.interval.ms': 20_000,
    // A batch never takes longer than max.poll.interval.ms: that would be a loop without end (CC-31).
    'max.poll.records': Math.min(
      story.maxPollRecords,
      Math.floor(12_000 / (story.processingMs || 1)),
    ),
    ...(strategy === 'auto' || strategy === 'hand-off' ? { 'auto.commit.interval.ms': 1_000 } : {}),
    ...(story.cooperative ? { 'partition.assignment.strategy': ['cooperative-sticky'] } : {}),
    ...(story.isStatic ? { 'group.instance.id': `i-${name}` } : {}),
    processing: `0ms..${story.processingMs}ms`,
    commit: strategy,
    ...(workers ? { workers: story.workers } : {}),
    ...(story.throwsOn === null ? {} : { fail }),
  };
}

/** Faults in order of time, each with its end; a process is struck again only after it came back. */
function faultSteps(story: Story, names: readonly string[]): Record<string, unknown>[] {
  const events: { at: number; step: Record<string, unknown> }[] = [];
  const freeAt = new Map<string, number>();
  for (const f of [...story.faults].sort((a, b) => a.at - b.at)) {
    const who =
      f.kind === 'broker'
        ? `broker-${(f.whom % story.brokers) + 1}`
        : (names[f.whom % names.length] ?? '');
    const key = f.kind === 'broker' ? 'brokers' : who; // one broker at a time
    const at = Math.max(f.at, freeAt.get(key) ?? 0);
    freeAt.set(key, at + f.forMs + 15_000);
    if (f.kind === 'freeze') {
      events.push({ at, step: { freeze: who, for: `${f.forMs}ms` } });
      continue;
    }
    events.push({ at, step: f.kind === 'close' ? { close: who } : { crash: who } });
    events.push({ at: at + f.forMs, step: { restart: who } });
  }
  if (story.throwsOn !== null) {
    for (const name of names) events.push({ at: 60_000, step: { restart: name } });
  }
  return events
    .sort((a, b) => a.at - b.at)
    .map(({ at, step }) => ({ at: `${at}ms`, ...step, optional: true }));
}
