import fc from 'fast-check';
import type { ScenarioFile } from '../../src/scenario/schema.js';

/*
 * Scenarios that make sense, of every kind of client and step, with awkward names. Whatever `scenario()` still
 * refuses is left out by the test that uses it.
 */

type Step = ScenarioFile['steps'][number];
type Consumer = NonNullable<ScenarioFile['consumers']>[string];

const TOPICS = ['orders', 'a-b', '__proto__', 'null', '1.5'] as const;
const CONSUMERS = ['c1', 'c 2', 'and', '__proto__', "o'brien", 'ümlaut: x'] as const;
const GROUPS = ['billing', 'the group', 'toString', '007', '# no comment'] as const;

const topic = fc.constantFrom(...TOPICS);
const consumer = fc.constantFrom(...CONSUMERS);
const group = fc.constantFrom(...GROUPS);
const partition = topic.map((name) => `${name}-1`);
const partitions = fc.uniqueArray(partition, { maxLength: 3 });
const duration = fc.oneof(
  fc.nat(100_000),
  fc.nat(1_000).map((n) => `${n}ms`),
  fc.integer({ min: 1, max: 90 }).map((n) => `${n}s`),
);
const clock = fc.oneof(
  fc.record({
    offset: fc.constantFrom('5s', '-5s', 0, -1_500, '-2d3h'),
    drift: fc.constantFrom('100ppm', '-0.5%', '1%', '-7ppm'),
  }),
  fc.constantFrom({ offset: '1m' }, { drift: '0ppm' }),
);
const range = fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]) => `${a}ms..${a + b}ms`);
const records = fc
  .tuple(partition, fc.nat(9), fc.nat(9))
  .map(([tp, from, more]) => (more === 0 ? `${tp}@${from}` : `${tp}@${from}..${from + more}`));
const offsets = fc.dictionary(partition, fc.nat(99), { minKeys: 1, maxKeys: 2 });
const cell = fc.oneof(
  fc.constantFrom('ada', '', ' x ', 'no', '1e3', 'a\nb', '- x'),
  fc.constant(null),
);
const exception = fc.constantFrom('CommitFailedException', 'NoOffsetForPartitionException');

function optional<T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(model, { requiredKeys: [] });
}

function by<T>(names: fc.Arbitrary<string>, value: fc.Arbitrary<T>) {
  return fc.dictionary(names, value, { minKeys: 1, maxKeys: 2 });
}

const clients: fc.Arbitrary<Consumer> = fc
  .tuple(
    group,
    fc.constantFrom('auto', 'sync-per-batch', 'before-processing', 'watermark', 'none'),
    optional<Consumer>({
      'group.instance.id': fc.constantFrom('i1', 'i 2'),
      'client.id': fc.constantFrom('x', 'y z'),
      'client.rack': fc.constant('r1'),
      'auto.offset.reset': fc.constantFrom('earliest', 'none', 'by_duration:PT5M'),
      'max.poll.records': fc.integer({ min: 1, max: 900 }),
      'session.timeout.ms': fc.constantFrom('10s', 20_000),
      'partition.assignment.strategy': fc.constantFrom(['range'], ['sticky', 'roundrobin']),
      processing: range,
      'poll-timeout': duration,
      latency: range,
      clock,
      fail: fc.record({ on: records, how: fc.constantFrom('throw', 'poison') }),
    }),
    fc.oneof(
      fc.record({ subscribe: fc.uniqueArray(topic, { minLength: 1, maxLength: 2 }) }),
      fc.record({ assign: partitions }),
      fc.constant({ pattern: 'o.*' }),
    ),
  )
  .map(([name, commit, rest, reads]): Consumer => ({ group: name, commit, ...rest, ...reads }));

const doing: fc.Arbitrary<Step> = optional<Step>({
  close: fc.oneof(
    consumer,
    by(consumer, fc.constantFrom('default', 'leave-group', 'remain-in-group')),
  ),
  subscribe: by(consumer, fc.oneof(topic, fc.constant({ pattern: 'a.*' }))),
  unsubscribe: fc.uniqueArray(consumer, { minLength: 1, maxLength: 3 }),
  assign: by(consumer, partitions),
  seek: by(consumer, offsets),
  'seek-to-end': fc.oneof(consumer, by(consumer, partitions)),
  pause: by(consumer, partitions),
  'enforce-rebalance': consumer,
  produce: fc.oneof(
    fc.record({ topic, count: fc.integer({ min: 1, max: 9 }), key: cell }),
    by(fc.oneof(topic, partition), fc.integer({ min: 1, max: 9 })),
  ),
  'add-partitions': by(topic, fc.constant(4)),
  'delete-records': offsets,
  'alter-offsets': by(group, offsets),
  'reset-offsets': fc.oneof(
    fc.record({ group, topic: fc.constantFrom('orders', 'a-b:0,1'), 'shift-by': fc.constant(-3) }),
    fc.record({
      group,
      'all-topics': fc.constant(true as const),
      'by-duration': fc.constant('PT5M'),
    }),
    fc.record({ group, topic, 'to-datetime': duration, 'dry-run': fc.constant(true) }),
  ),
  crash: fc.constantFrom('c1', 'broker-1', ['c1', 'leader of a-b-0'], 'coordinator of the group'),
  freeze: consumer,
});

const node = fc.constantFrom('c1', "o'brien", 'broker-1', 'controller', 'leader of orders-0');
const between = fc.record({
  between: fc.tuple(node, fc.constant(['brokers', 'ümlaut: x'] as string[])),
});
const oneWay = fc.record({ from: node, to: fc.constant(['broker-1', 'c 2'] as string[]) });
const requests = {
  api: fc.constantFrom('OffsetCommit', 'JoinGroup', 'Produce') as fc.Arbitrary<'OffsetCommit'>,
  of: fc.oneof(consumer, group, fc.constant(['c1', 'the group'] as string[])),
  to: fc.constantFrom('broker-1', 'brokers'),
  nth: fc.integer({ min: 1, max: 4 }),
};
const some = fc.record(
  { ...requests, times: fc.integer({ min: 1, max: 3 }) },
  { requiredKeys: ['api'] },
);

const striking: fc.Arbitrary<Step> = optional<Step>({
  crash: fc.constantFrom('broker-1', ['brokers', 'controller']),
  lose: fc.constantFrom('unflushed', 'all'),
  for: duration,
  'set-clock': by(fc.constantFrom('broker-1', 'c1', 'consumers', 'leader of orders-0'), clock),
  'shut-down': fc.constantFrom('broker-1', 'coordinator of the group'),
  'elect-leader': by(partition, fc.constantFrom('preferred', 'unclean')),
  reassign: by(partition, fc.constant([1])),
  'move-coordinator': by(group, fc.constant('broker-1')),
  cut: fc.oneof(between, oneWay),
  slow: fc
    .tuple(fc.oneof(between, oneWay), range, fc.boolean())
    .map(([links, slowBy, tail]) => ({ ...links, by: slowBy, ...(tail ? { tail: '2s' } : {}) })),
  lossy: fc.tuple(between, fc.integer({ min: 1, max: 100 })).map(([l, percent]) => ({
    ...l,
    percent,
  })),
  split: fc.constant(['c1', ['broker-1', 'c 2']]),
  isolate: node,
  heal: fc.oneof(node, fc.constant('all')),
  'close-connection': fc.constant(['c1', 'broker-1']),
  'lose-reply': fc.oneof(some, fc.constantFrom('2nd commit of c1', 'Produce')),
  'delay-request': fc.tuple(some, duration).map(([m, late]) => ({ ...m, by: late })),
  'duplicate-request': fc.record({ ...requests, all: fc.constant(true as const) }),
  fail: some.map((m) => ({ ...m, error: 'NOT_COORDINATOR' as const })),
  'hold-reply': some,
  release: fc.constantFrom('all', 'SyncGroup of c1'),
}).map(({ lose, for: lasts, ...step }) => ({
  ...step,
  ...(step.crash === undefined || lose === undefined ? {} : { lose }),
  ...(step.cut === undefined || lasts === undefined ? {} : { for: lasts }),
}));

const judging: fc.Arbitrary<Step> = optional<Step>({
  expect: optional<NonNullable<Step['expect']>>({
    processed: fc.uniqueArray(records, { minLength: 1, maxLength: 3 }),
    'processed once': records,
    committed: by(
      group,
      fc.dictionary(partition, fc.oneof(fc.nat(9), fc.constant(null)), { minKeys: 1 }),
    ),
    owns: by(consumer, partitions),
    state: by(group, fc.constantFrom('Stable', 'Empty')),
    members: by(group, fc.uniqueArray(consumer, { maxLength: 2 })),
    'log-end': offsets,
    leader: by(partition, fc.constantFrom('broker-1', 'broker-2', null)),
    isr: by(partition, fc.constantFrom([], [1], [2, 1])),
    'replica-end': by(fc.constantFrom('broker-1', 'broker-2'), offsets),
    exception: by(consumer, fc.oneof(exception, fc.constant(null))),
    lag: by(group, fc.nat(9)),
  }),
  'must-happen': optional<NonNullable<Step['must-happen']>>({
    'session expired': fc.uniqueArray(consumer, { minLength: 1, maxLength: 2 }),
    rebalance: fc.oneof(group, by(group, fc.integer({ min: 1, max: 3 }))),
    revoked: fc.oneof(consumer, by(consumer, partitions)),
    'commit failed': fc.oneof(consumer, by(consumer, exception)),
    'truncation detected': fc.oneof(consumer, by(consumer, partitions)),
    truncated: partitions,
    'isr shrunk': partition,
    'leader elected': fc.oneof(partition, by(partition, fc.constantFrom('broker-1', 'broker-2'))),
    'broker fenced': fc.constantFrom('broker-1', ['broker-1', 'broker-2']),
    'send failed': fc.oneof(fc.constant('shop'), by(fc.constant('shop'), exception)),
    'network fault': fc.subarray(['cut' as const, 'lose-reply' as const, 'fail' as const], {
      minLength: 1,
    }),
  }),
  check: optional<NonNullable<Step['check']>>({
    'no-loss': fc.constant('holds'),
    'at-most-once': fc.constant('violated'),
    group,
  }),
});

const table: fc.Arbitrary<Step> = fc
  .record({
    describe: group,
    table: fc.constantFrom('', 'A  B\n1  2', '  indented\nC', 'x # y: "z"', 'one\n\nthree'),
    verbose: fc.constant(true as const),
  })
  .map((expect) => ({ expect }));

const waiting: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ after: duration }),
  fc
    .record({
      until: fc.constantFrom(
        'c1 has joined',
        'orders-1 has 5 records',
        '"the group" is Stable',
        "'and' is crashed",
      ),
      within: duration,
      optional: fc.boolean(),
    })
    .map((step) => step),
  fc.record({ when: fc.constant('"c 2" owns nothing'), stop: fc.constant('shop') }),
);

export const arbitraryFile: fc.Arbitrary<ScenarioFile> = fc
  .record({
    summary: fc.constantFrom('a test', 'colon: and # hash', 'two\nlines'),
    cluster: optional<NonNullable<ScenarioFile['cluster']>>({
      brokers: fc.integer({ min: 1, max: 4 }),
      latency: range,
      'metadata-delay': range,
      clocks: fc.dictionary(fc.constantFrom('broker-1', 'controller'), clock, { minKeys: 1 }),
      'leader.imbalance.check.interval.seconds': fc.integer({ min: 1, max: 99 }),
      'unclean.leader.election.enable': fc.boolean(),
      'group.initial.rebalance.delay.ms': duration,
      'offsets.topic.num.partitions': fc.integer({ min: 1, max: 60 }),
      'offsets.retention.minutes': fc.integer({ min: 1, max: 99 }),
      'num.partitions': fc.constantFrom(2, 3),
    }),
    topics: fc.constant(null),
    producers: fc.record({
      shop: fc.oneof(
        fc.record({
          topic,
          rate: fc.constantFrom('10/s', '1/1500ms'),
          keys: fc.array(cell, { minLength: 1 }),
        }),
        fc.record({
          topic,
          count: fc.integer({ min: 1, max: 50 }),
          acks: fc.constantFrom('all', 0, 1),
          clock,
        }),
        fc.record({
          topic,
          records: fc.array(fc.record({ key: cell, value: cell }), { minLength: 1 }),
        }),
      ),
    }),
    consumers: fc.array(clients, { minLength: CONSUMERS.length, maxLength: CONSUMERS.length }),
    steps: fc.array(fc.oneof(doing, judging, table, waiting, striking), { maxLength: 6 }),
    limit: fc.constantFrom('1h', '90m'),
  })
  .map(({ consumers, steps, ...file }) => ({
    ...file,
    topics: Object.fromEntries(TOPICS.map((name) => [name, { partitions: 2 }])),
    consumers: Object.fromEntries(CONSUMERS.map((name, i) => [name, consumers[i] ?? {}])),
    steps: [{ start: ['shop', ...CONSUMERS] }, ...steps.map(tidy)],
  }));

/** Leaves out maps without anything in them. */
function tidy(step: Step): Step {
  const entries = Object.entries(step).filter(
    ([, value]) => typeof value !== 'object' || Object.keys(value).some((key) => key !== 'group'),
  );
  return entries.length === 0 ? { after: 1 } : Object.fromEntries(entries);
}
