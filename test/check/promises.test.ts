import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exceptions, type GroupConfiguration, whyNotPromised } from '../../src/check/promises.js';
import { CHECKS } from '../../src/check/registry.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { configurationsOf } from '../../src/search/configuration.js';
import { ROOT } from '../cli/support.js';

type Consumer = NonNullable<ScenarioFile['consumers']>[string];
type Step = ScenarioFile['steps'][number];

interface World {
  readonly consumer?: Consumer;
  readonly acks?: 0 | 1;
  readonly cluster?: ScenarioFile['cluster'];
  readonly steps?: readonly Step[];
}

const failing = (then: 'close' | 'continue' | 'next-poll'): Consumer['fail'] => ({
  on: 'orders-0@0',
  how: 'throw',
  then,
});

/** A group that is promised everything that Kafka promises, with one thing changed. */
function configuration({ consumer, acks, cluster, steps = [] }: World): GroupConfiguration {
  const built = scenario({
    summary: 'x',
    ...(cluster === undefined ? {} : { cluster }),
    topics: { orders: {} },
    producers: { shop: { topic: 'orders', count: 1, ...(acks === undefined ? {} : { acks }) } },
    consumers: {
      c1: {
        group: 'billing',
        subscribe: 'orders',
        'auto.offset.reset': 'earliest',
        commit: 'sync-per-batch',
        ...consumer,
      },
    },
    steps: [{ start: ['shop', 'c1'] }, ...steps],
  });
  const found = configurationsOf(built).get('billing');
  if (found === undefined) throw new Error('the group is not there');
  return found;
}

const broken = (world: World): string[] =>
  CHECKS.map(({ name }) => name).filter(
    (name) => whyNotPromised(name, configuration(world)) !== '',
  );

describe('faults that nothing ends', () => {
  const last = (...steps: NonNullable<World['steps']>) => configuration({ steps }).faultsLast;
  const split = { split: [['broker-1'], ['c1', 'shop']] };

  it('are those of links that no heal takes wholly away', () => {
    expect(last(split)).toBe(true);
    expect(last(split, { heal: 'all' })).toBe(false);
    expect(last(split, { heal: 'c1' })).toBe(true); // shop is still cut off
    expect(last(split, { heal: 'broker-1' })).toBe(false);
    expect(last(split, { heal: ['c1', 'shop'] })).toBe(false);
    expect(last({ isolate: ['c1', 'shop'] }, { heal: 'c1' })).toBe(true);
    expect(last({ isolate: 'c1' }, { heal: 'c1' })).toBe(false);
    expect(last({ cut: { from: 'broker-1', to: 'c1' } }, { heal: 'c1' })).toBe(false);
    expect(last({ cut: { from: 'broker-1', to: ['c1', 'shop'] } }, { heal: 'c1' })).toBe(true);
  });

  it('are message faults without end, but for what is held and released', () => {
    const hold = { 'hold-reply': { api: 'OffsetCommit', of: 'c1', all: true } } as const;
    expect([last(hold), last(hold, { heal: 'all' }), last(hold, { release: 'all' })]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the promises of a configuration', () => {
  it('are all but at-most-once, if nothing takes them back', () => {
    expect(broken({})).toEqual(['at-most-once']);
    expect(broken({ steps: [{ crash: 'c1' }, { restart: 'c1' }, { crash: 'broker-1' }] })).toEqual([
      'at-most-once',
    ]);
  });

  const LOST_LOGS = [
    'at-least-once',
    'no-loss',
    'at-most-once',
    'monotone-commits',
    'converges',
    'bounded-duplicates',
    'lost-write',
    'unseen',
    'duplicate',
    'inconsistent-offsets',
    'monotone-generations',
    'monotone-logs',
    'replicas-agree',
    'replicated-stays',
    'assigned-as-stored',
  ];
  const LOSS = ['commit-after-processing', 'at-least-once', 'no-loss', 'at-most-once'];

  it.each<[string, World, readonly string[]]>([
    ['before-processing', { consumer: { commit: 'before-processing' } }, LOSS],
    ['hand-off', { consumer: { commit: 'hand-off' } }, LOSS],
    [
      'an exception, then close() under auto',
      {
        consumer: {
          commit: 'auto',
          fail: failing('close'),
        },
      },
      LOSS,
    ],
    ['an exception that is swallowed', { consumer: { fail: failing('continue') } }, LOSS],
    [
      'a commit that is sent again',
      { consumer: { commit: 'async-per-batch-retried' } },
      ['at-most-once', 'monotone-commits'],
    ],
    ['latest', { consumer: { 'auto.offset.reset': 'latest' } }, ['no-loss', 'at-most-once']],
    ['acks=1 alone', { acks: 1 }, ['at-most-once', 'duplicate', 'nonmonotonic-send']],
    [
      'acks=1 with a broker that crashes',
      { acks: 1, steps: [{ crash: 'leader of orders-0' }] },
      [
        'no-loss',
        'at-most-once',
        'lost-write',
        'unseen',
        'duplicate',
        'inconsistent-offsets',
        'nonmonotonic-send',
      ],
    ],
    [
      'a topic that is deleted',
      { steps: [{ 'delete-topic': 'orders' }] },
      [
        'commit-after-processing',
        'at-least-once',
        'no-loss',
        'at-most-once',
        'monotone-commits',
        'converges',
        'lost-write',
        'unseen',
        'everything-owned',
      ],
    ],
    [
      'records that are deleted: the commits stand',
      { steps: [{ 'delete-records': { 'orders-0': 1 } }] },
      ['no-loss', 'at-most-once', 'monotone-commits', 'converges', 'everything-owned'],
    ],
    [
      'a crash that takes the disk with it',
      { steps: [{ crash: 'broker-1', lose: 'all' }] },
      LOST_LOGS,
    ],
    ['unclean elections', { cluster: { 'unclean.leader.election.enable': true } }, LOST_LOGS],
    [
      'requests that arrive twice',
      { steps: [{ 'duplicate-request': 'OffsetCommit of c1' }] },
      ['at-most-once', 'monotone-commits'],
    ],
    [
      'a cut that nothing heals',
      { steps: [{ cut: { between: ['c1', 'broker-1'] } }] },
      ['at-most-once', 'monotone-commits', 'converges', 'no-starvation', 'one-generation'],
    ],
    [
      'a cut that ends',
      { steps: [{ cut: { between: ['c1', 'broker-1'] }, for: '5s' }] },
      ['at-most-once', 'monotone-commits'],
    ],
    [
      'reset=none',
      { consumer: { 'auto.offset.reset': 'none' } },
      ['no-loss', 'at-most-once', 'converges'],
    ],
    [
      'a record that hangs',
      { consumer: { fail: { on: 'orders-0@0', how: 'hang' } } },
      ['at-most-once', 'converges'],
    ],
    [
      'a seek',
      { steps: [{ seek: { c1: { 'orders-0': 0 } } }] },
      ['no-loss', 'at-most-once', 'monotone-commits', 'converges'],
    ],
    [
      'cooperative-sticky',
      { consumer: { 'partition.assignment.strategy': 'cooperative-sticky' } },
      [
        'at-most-once',
        'monotone-commits',
        'bounded-duplicates',
        'commits-only-by-owners',
        'refused-members-stop',
      ],
    ],
    [
      'cooperative-sticky with static members',
      {
        consumer: {
          'partition.assignment.strategy': 'cooperative-sticky',
          'group.instance.id': 'i',
        },
      },
      [
        'at-most-once',
        'monotone-commits',
        'converges',
        'bounded-duplicates',
        'commits-only-by-owners',
        'everything-owned',
        'refused-members-stop',
      ],
    ],
    [
      'an exception that the next poll forgets',
      { consumer: { fail: failing('next-poll') } },
      [...LOSS, 'converges'],
    ],
    [
      'a watermark and a failure that nobody repeats',
      {
        consumer: {
          commit: 'watermark',
          // biome-ignore lint/suspicious/noThenProperty: the language has it
          fail: { on: 'orders-0@0', how: 'throw', then: 'continue' },
        },
      },
      ['commit-after-processing', 'at-least-once', 'no-loss', 'at-most-once', 'converges'],
    ],
    [
      'offsets that expire',
      { cluster: { 'offsets.retention.minutes': 1 } },
      ['at-most-once', 'monotone-commits'],
    ],
    [
      'batches longer than max.poll.interval.ms',
      { consumer: { processing: '10s', 'max.poll.interval.ms': '20s' } },
      ['at-most-once', 'converges'],
    ],
  ])('%s takes back', (_, world, expected) => {
    expect(broken(world)).toEqual(expected);
  });

  it('stand in docs/promises.md, each with its reason', () => {
    const table = readFileSync(join(ROOT, 'docs/promises.md'), 'utf8');
    for (const { property, because } of exceptions()) {
      const row = table.split('\n').find((line) => line.startsWith(`| ${property} `));
      expect(row, property).toContain(because);
    }
    for (const { name } of CHECKS) expect(table).toContain(`| ${name} `);
  });
});
