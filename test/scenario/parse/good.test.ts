import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/scenario/model-steps.js';
import { good, world } from '../support.js';

function actions(steps: string, more?: string): readonly Action[] {
  return good(world(steps, more))
    .steps.slice(1)
    .flatMap((step) => step.actions);
}

const orders = (partition: number) => ({ topic: 'orders', partition });

describe('a file in the words of issue and README', () => {
  const scenario = good(`
summary: c1 processes five records and is killed before it commits; c2 processes them again.
watch-for: the committed offset stays behind what was processed.
topics:
  orders: { partitions: 1 }
producers:
  shop: { topic: orders, rate: 10/s, count: 20, keys: [ada, bob] }
consumers:
  c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest, max.poll.records: 5, processing: 200ms, commit: sync-per-batch }
  c2: { like: c1 }
steps:
  - start: [shop, c1]
  - when: c1 has processed orders-0@4
    crash: c1
  - at: 5s
    start: c2
  - until: billing is caught up
  - expect: { describe: billing, table: "A  B \\n1  2\\n" }
  - expect: { processed twice: orders-0@0..4 }
  - must-happen: { session expired: c1 }
  - check: { at-least-once: holds, at-most-once: violated, no-loss: holds }
`);

  it('has its clients, with Kafka defaults', () => {
    expect([...scenario.consumers.keys()]).toEqual(['c1', 'c2']);
    expect(scenario.consumers.get('c2')).toMatchObject({
      clientId: 'c2',
      group: 'billing',
      commit: 'sync-per-batch',
      processing: { minMs: 200, maxMs: 200 },
      subscription: { kind: 'topics', topics: ['orders'] },
      configs: {
        sessionTimeoutMs: 45_000,
        heartbeatIntervalMs: 3_000,
        maxPollRecords: 5,
        enableAutoCommit: false,
        autoOffsetReset: { kind: 'earliest' },
        partitionAssignmentStrategy: ['range', 'cooperative-sticky'],
      },
    });
    expect(scenario.producers.get('shop')).toMatchObject({
      rate: { records: 10, perMs: 1_000 },
      load: { kind: 'generated', count: 20, keys: ['ada', 'bob'], values: [null] },
      configs: { acks: -1, lingerMs: 5 },
    });
    expect(scenario.limitMs).toBe(600_000);
    expect(scenario.cluster.configs.offsetsTopicReplicationFactor).toBe(1);
  });

  it('has its steps, with the places where they stand', () => {
    expect(scenario.steps.map(({ trigger }) => trigger.kind)).toEqual([
      'now',
      'when',
      'at',
      'when',
      'now',
      'now',
      'now',
      'now',
    ]);
    expect(scenario.steps[1]).toMatchObject({
      trigger: {
        condition: { kind: 'processed', consumer: 'c1' },
        text: 'c1 has processed orders-0@4',
      },
      actions: [{ kind: 'crash', targets: [{ kind: 'consumer', name: 'c1' }] }],
      position: { line: 13, column: 5 },
    });
    expect(scenario.steps[4]?.actions).toMatchObject([
      { kind: 'expect', fact: { kind: 'describe', view: 'offsets', table: 'A  B\n1  2' } },
    ]);
    expect(scenario.steps[7]?.actions).toMatchObject([
      { property: 'at-least-once', verdict: 'holds', group: null },
      { property: 'at-most-once', verdict: 'violated' },
      { property: 'no-loss', verdict: 'holds', position: { line: 21 } },
    ]);
  });
});

describe('clients', () => {
  it('like: takes over everything but ids, and a rival key replaces its rival', () => {
    const { consumers } = good(
      world(
        '  - until: 5s',
        `  s1: { group: billing, group.instance.id: i1, subscribe: orders, commit: hand-off, workers: 3, fail: { on: orders-1@2 } }
  s2: { like: s1, group.instance.id: i2, assign: orders-0 }
  s3: { like: s2, enable.auto.commit: false, group.id: audit }
`,
      ),
    );
    // biome-ignore lint/suspicious/noThenProperty: a word of the language.
    const failures = [{ how: 'throw', then: 'close' }];
    expect(consumers.get('s1')).toMatchObject({ failures });
    expect(consumers.get('s2')).toMatchObject({
      groupInstanceId: 'i2',
      workers: 3,
      subscription: { kind: 'partitions', partitions: [orders(0)] },
      failures: [{ how: 'throw' }],
      configs: { enableAutoCommit: true },
    });
    expect(consumers.get('s3')).toMatchObject({
      groupInstanceId: null,
      group: 'audit',
      commit: 'none',
      workers: 1,
      configs: { enableAutoCommit: false },
    });
  });

  it('a consumer without a group commits nothing', () => {
    const { consumers } = good(
      world('  - until: 5s', '  lone: { assign: [orders-0, orders-1] }\n'),
    );
    expect(consumers.get('lone')).toMatchObject({ group: null, commit: 'none' });
  });

  it('assignors by Java class, durations in ms, by_duration', () => {
    const more = `  j: { like: c1, session.timeout.ms: 10000, auto.offset.reset: by_duration:PT5M, partition.assignment.strategy: [org.apache.kafka.clients.consumer.StickyAssignor, range] }\n`;
    expect(good(world('  - until: 5s', more)).consumers.get('j')?.configs).toMatchObject({
      sessionTimeoutMs: 10_000,
      autoOffsetReset: { kind: 'by_duration', durationMs: 300_000 },
      partitionAssignmentStrategy: ['sticky', 'range'],
    });
  });

  it('a topic and a group may be called __proto__', () => {
    const scenario = good(`summary: odd names
topics: { __proto__: { partitions: 2 } }
consumers: { __proto__: { group: constructor, subscribe: [__proto__] } }
steps:
  - start: __proto__
  - until: __proto__ owns __proto__-0, __proto__-1 and constructor is Stable
  - expect: { committed: { constructor: { __proto__-1: 0 } }, owns: { __proto__: [__proto__-0] } }
`);
    expect([...scenario.topics.keys()]).toEqual(['__proto__']);
    expect([...scenario.consumers.keys()]).toEqual(['__proto__']);
    expect(scenario.steps[2]?.actions).toHaveLength(2);
  });

  it('records are listed, and numbers in them are texts', () => {
    const scenario = good(`summary: x
topics: { orders: { partitions: 2 } }
producers: { p: { topic: orders, records: [{ key: 1, value: a }, { partition: 1 }, { key: null }] } }
steps: [{ start: p }]
`);
    expect(scenario.producers.get('p')?.load).toEqual({
      kind: 'listed',
      records: [
        { key: '1', value: 'a', partition: null },
        { key: null, value: null, partition: 1 },
        { key: null, value: null, partition: null },
      ],
    });
  });
});

describe('actions', () => {
  it.each<[string, object[]]>([
    ['stop: shop', [{ kind: 'stop', producers: ['shop'] }]],
    ['close: c1', [{ kind: 'close', consumer: 'c1', option: 'default' }]],
    ['close: { c1: remain-in-group }', [{ kind: 'close', option: 'remain-in-group' }]],
    [
      'subscribe: { c1: refunds }',
      [{ kind: 'subscribe', to: { kind: 'topics', topics: ['refunds'] } }],
    ],
    ['subscribe: { c1: { pattern: "o.*" } }', [{ to: { kind: 'pattern', pattern: 'o.*' } }]],
    ['unsubscribe: c1', [{ kind: 'unsubscribe', consumer: 'c1' }]],
    ['assign: { c1: [orders-2] }', [{ to: { kind: 'partitions', partitions: [orders(2)] } }]],
    ['seek: { c1: { orders-0: 3 } }', [{ kind: 'seek', to: [{ tp: orders(0), offset: 3 }] }]],
    ['seek-to-end: c1', [{ kind: 'seek-to-end', partitions: null }]],
    ['pause: { c1: orders-1 }', [{ kind: 'pause', partitions: [orders(1)] }]],
    ['enforce-rebalance: c1', [{ kind: 'enforce-rebalance', consumer: 'c1' }]],
    [
      'produce: { orders-0: 5 }',
      [{ topic: 'orders', count: 5, record: { partition: 0, key: null } }],
    ],
    ['produce: { orders: 5 }', [{ topic: 'orders', count: 5, record: { partition: null } }]],
    ['produce: { topic: orders, key: 7 }', [{ count: 1, record: { key: '7', partition: null } }]],
    ['create-topic: { late: { partitions: 2 } }', [{ topic: { name: 'late', partitions: 2 } }]],
    ['add-partitions: { orders: 6 }', [{ kind: 'add-partitions', topic: 'orders', partitions: 6 }]],
    ['delete-records: { orders-0: -1 }', [{ before: [{ tp: orders(0), offset: -1 }] }]],
    ['delete-topic: refunds', [{ kind: 'delete-topic', topic: 'refunds' }]],
    [
      'reset-offsets: { group: billing, topic: "orders:0,2", shift-by: -3 }',
      [
        {
          scope: [{ topic: 'orders', partitions: [0, 2] }],
          to: { kind: 'shift-by', by: -3 },
          execute: true,
        },
      ],
    ],
    [
      'reset-offsets: { group: new, all-topics: true, by-duration: PT5M, dry-run: true }',
      [
        {
          group: 'new',
          scope: null,
          to: { kind: 'by-duration', durationMs: 300_000 },
          execute: false,
        },
      ],
    ],
    [
      'alter-offsets: { billing: { orders-0: 5 } }',
      [{ group: 'billing', offsets: [{ offset: 5 }] }],
    ],
    [
      'delete-offsets: { group: billing, topic: orders }',
      [{ scope: [{ topic: 'orders', partitions: null }] }],
    ],
    ['delete-group: billing', [{ kind: 'delete-group', group: 'billing' }]],
    [
      'remove-member: { group: billing, member: c1 }',
      [{ who: { kind: 'consumer', consumer: 'c1' } }],
    ],
    ['remove-member: { group: billing, all: true }', [{ who: { kind: 'all' } }]],
    [
      'crash: [c1, broker-1, coordinator of billing, leader of orders-2]',
      [
        {
          targets: [
            { kind: 'consumer', name: 'c1' },
            { kind: 'broker', broker: 1 },
            { kind: 'coordinator', group: 'billing' },
            { kind: 'leader', tp: orders(2) },
          ],
        },
      ],
    ],
    ['freeze: c1\n    for: 30s', [{ kind: 'freeze', forMs: 30_000 }]],
    ['thaw: c1', [{ kind: 'thaw' }]],
    ['restart: [c1, broker-1]', [{ kind: 'restart' }]],
  ])('%s', (step, expected) => {
    expect(actions(`  - ${step}`)).toMatchObject(expected);
  });

  it('several in one step keep their order', () => {
    expect(actions('  - close: c1\n    start: c2\n    stop: shop').map(({ kind }) => kind)).toEqual(
      ['close', 'start', 'stop'],
    );
  });
});

describe('expectations', () => {
  it.each<[string, object[]]>([
    [
      'describe: billing, members: true, verbose: true, table: x',
      [{ view: 'members', verbose: true }],
    ],
    ['describe: billing, state: true, table: x', [{ kind: 'describe', view: 'state' }]],
    ['state: { billing: Empty }', [{ kind: 'state', group: 'billing', state: 'Empty' }]],
    ['members: { billing: [c1, c2] }', [{ kind: 'members', consumers: ['c1', 'c2'] }]],
    ['generation: { billing: 2 }', [{ kind: 'generation', generation: 2 }]],
    ['processed: orders-0@3, by: c1', [{ times: 'at least once', by: 'c1', group: null }]],
    [
      'processed once: [orders-0@3, orders-1@0..2], group: billing',
      [{ times: 1, group: 'billing' }],
    ],
    ['not processed: orders-0@3', [{ times: 0 }]],
    ['committed: { billing: { orders-0: 5, orders-1: null } }', [{ offset: 5 }, { offset: null }]],
    ['position: { c1: { orders-0: 5 } }', [{ kind: 'position', consumer: 'c1', offset: 5 }]],
    ['log-end: { orders-0: 5 }', [{ kind: 'log-end', offset: 5 }]],
    [
      'exception: { c1: null, c2: CommitFailedException }',
      [{ exception: null }, { exception: 'CommitFailedException' }],
    ],
    [
      'leader: { orders-0: broker-1, orders-1: null }',
      [
        { kind: 'leader', tp: orders(0), broker: 1 },
        { kind: 'leader', tp: orders(1), broker: null },
      ],
    ],
    ['isr: { orders-0: [1] }', [{ kind: 'isr', tp: orders(0), brokers: [1] }]],
    [
      'replica-end: { broker-1: { orders-0: 5, orders-1: null } }',
      [
        { kind: 'replica-end', broker: 1, tp: orders(0), offset: 5 },
        { kind: 'replica-end', broker: 1, tp: orders(1), offset: null },
      ],
    ],
    ['lag: { billing: 3 }', [{ kind: 'lag', lag: 3 }]],
    ['owns: { c1: [], c2: orders-0 }', [{ partitions: [] }, { partitions: [orders(0)] }]],
  ])('{ %s }', (facts, expected) => {
    const list = actions(`  - expect: { ${facts} }`);
    expect(list.map((one) => (one.kind === 'expect' ? one.fact : one))).toMatchObject(expected);
  });

  it.each<[string, object[]]>([
    ['session expired: [c1, c2]', [{ consumer: 'c1' }, { consumer: 'c2' }]],
    ['rebalance: { billing: 2 }', [{ kind: 'rebalance', group: 'billing', times: 2 }]],
    ['rebalance: billing', [{ times: 1 }]],
    ['revoked: { c1: [orders-0] }', [{ partitions: [orders(0)] }]],
    ['lost: c1', [{ kind: 'lost', partitions: [] }]],
    ['commit failed: { c1: CommitFailedException }', [{ exception: 'CommitFailedException' }]],
    ['commit refused: { c1: ILLEGAL_GENERATION }', [{ error: 'ILLEGAL_GENERATION' }]],
    ['exception: c1', [{ exception: null }]],
    ['truncated: orders-0', [{ kind: 'truncated', tp: orders(0) }]],
    ['isr shrunk: [orders-0, orders-1]', [{ tp: orders(0) }, { tp: orders(1) }]],
    ['isr expanded: orders-0', [{ kind: 'isr expanded' }]],
    ['unclean election: orders-0', [{ kind: 'unclean election' }]],
    ['leader elected: orders-0', [{ kind: 'leader elected', tp: orders(0), broker: null }]],
    ['leader elected: { orders-0: broker-1 }', [{ tp: orders(0), broker: 1 }]],
    ['broker fenced: broker-1', [{ broker: 1 }]],
    ['send failed: shop', [{ kind: 'send failed', producer: 'shop', exception: null }]],
    ['send failed: { shop: TimeoutException }', [{ exception: 'TimeoutException' }]],
    ['network fault: [cut, lose-reply]', [{ fault: 'cut' }, { fault: 'lose-reply' }]],
    ['truncation detected: { c1: [orders-0] }', [{ consumer: 'c1', partitions: [orders(0)] }]],
  ])('must-happen: { %s }', (events, expected) => {
    const list = actions(`  - must-happen: { ${events} }`);
    expect(list.map((one) => (one.kind === 'must-happen' ? one.event : one))).toMatchObject(
      expected,
    );
  });

  it('checks may be of one group', () => {
    expect(actions('  - check: { group: billing, no-loss: holds }')).toMatchObject([
      { property: 'no-loss', verdict: 'holds', group: 'billing' },
    ]);
  });
});

describe('triggers', () => {
  it.each<[string, object]>([
    ['at: 5s', { trigger: { kind: 'at', atMs: 5_000 } }],
    ['after: 2s', { trigger: { kind: 'after', afterMs: 2_000 } }],
    ['until: 30s', { trigger: { kind: 'at', atMs: 30_000 } }],
    ['until: shop is done\n    within: 30s', { trigger: { kind: 'when', withinMs: 30_000 } }],
    ['when: c1 has joined\n    optional: true\n    crash: c1', { optional: true }],
  ])('%s', (step, expected) => {
    expect(good(world(`  - ${step}`)).steps[1]).toMatchObject(expected);
  });
});

describe('the file itself', () => {
  it('may have CRLF line ends, a byte order mark, comments and *aliases', () => {
    const text = `\uFEFF# A comment
summary: x
topics: { a: &t { partitions: 2 }, b: *t }
steps: [{ at: 1s }]
`;
    const unix = good(text);
    expect(unix.topics.get('b')?.partitions).toBe(2);
    expect(good(text.replaceAll('\n', '\r\n'))).toEqual(unix);
  });
});

describe('enable.idempotence', () => {
  it.each([
    ['acks: 1', false],
    ['acks: 0', false],
    ['retries: 0', false],
    ['acks: all', true],
    ['enable.idempotence: false, max.in.flight.requests.per.connection: 6', false],
  ])('with %s is %s, though nobody said so', (configs, on) => {
    const scenario = good(`
summary: x
topics: { orders: { partitions: 1 } }
producers: { shop: { topic: orders, count: 1, ${configs} } }
steps: [{ start: shop }]
`);
    expect(scenario.producers.get('shop')?.configs.enableIdempotence).toBe(on);
  });
});

describe('store: with-offsets', () => {
  const commitOf = (keys: string) =>
    good(
      world('  - until: 5s', `  c3: { group: ledger, subscribe: [orders], ${keys} }\n`),
    ).consumers.get('c3')?.commit;

  it('commits nothing to Kafka, unless it is told to', () => {
    expect(commitOf('store: with-offsets')).toBe('none');
    expect(commitOf('store: append')).toBe('auto');
    expect(commitOf('store: with-offsets, enable.auto.commit: true')).toBe('auto');
    expect(commitOf('store: with-offsets, commit: sync-per-batch')).toBe('sync-per-batch');
  });

  it('may take the name of a topic that a step deletes', () => {
    const steps = '  - create-topic: { a.b: }\n  - delete-topic: a.b\n  - create-topic: { a_b: }';
    expect(good(world(steps)).steps.length).toBe(4);
  });
});
