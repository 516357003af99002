import { describe, expect, it } from 'vitest';
import type { Handled } from '../../src/api/application.js';
import {
  type ApplicationContext,
  type ApplicationResult,
  type ConsumerOptions,
  cluster,
  consumer,
  KafkaException,
  type OffsetsToCommit,
  type Steps,
} from '../../src/index.js';
import { recordLines } from '../../src/scenario/text/records-text.js';

/* What calls of the consumer refuse, and what commits carry. */

function play(
  run: (app: ApplicationContext) => Steps,
  options: ConsumerOptions = { group: 'billing', 'enable.auto.commit': false },
): ApplicationResult {
  const c1 = consumer({
    'auto.offset.reset': 'earliest',
    ...options,
    application: () => ({ run }),
  });
  const topics = { orders: { partitions: 2 } };
  return cluster({ topics, consumers: { c1 } }).run({ steps: [{ start: 'c1' }, { until: '30s' }] });
}

/** What each of these calls throws, in order; `-` for nothing. */
function thrownBy(options: ConsumerOptions, ...calls: Call[]): string[] {
  const thrown: string[] = [];
  play(function* (app) {
    for (const call of calls) {
      try {
        yield* call(app.consumer) ?? [];
        thrown.push('-');
      } catch (error) {
        if (!(error instanceof KafkaException)) throw error;
        thrown.push(`${error.name}: ${error.message}`);
      }
    }
  }, options);
  return thrown;
}

type Call = (kafka: ApplicationContext['consumer']) => Handled;

const GROUP: ConsumerOptions = { group: 'billing', 'enable.auto.commit': false };
const ALONE: ConsumerOptions = { commit: 'none' };

const subscribe: Call = (kafka) => {
  kafka.subscribe('orders');
};
const assign: Call = (kafka) => {
  kafka.assign(['orders-0']);
};
const unsubscribe: Call = (kafka) => kafka.unsubscribe()[Symbol.iterator]();
const commitSync: Call = (kafka) => kafka.commitSync({ 'orders-0': 0 })[Symbol.iterator]();
const commitAsync: Call = (kafka) => {
  kafka.commitAsync({ 'orders-0': 0 });
};
const poll: Call = function* (kafka) {
  yield* kafka.poll(1_000);
};

describe('a subscription', () => {
  const exclusive =
    'IllegalStateException: Subscription to topics, partitions and pattern are mutually exclusive';

  it('is of one kind until unsubscribe()', () => {
    expect(thrownBy(GROUP, subscribe, assign, subscribe)).toEqual(['-', exclusive, '-']);
    expect(thrownBy(GROUP, assign, subscribe, assign)).toEqual(['-', exclusive, '-']);
    expect(thrownBy(GROUP, subscribe, unsubscribe, assign)).toEqual(['-', '-', '-']);
  });

  it('of topics does not become one of a pattern by a step, nor the other way', () => {
    type Kind = { subscribe: string } | { pattern: string };
    const topics = { orders: { partitions: 1 } };
    const run = (first: Kind, then: string | { pattern: string }) =>
      cluster({ topics, consumers: { c1: { group: 'billing', ...first } } }).run({
        steps: [{ start: 'c1' }, { at: '5s', subscribe: { c1: then } }, { until: '10s' }],
      });
    const thrown = ({ facts }: ApplicationResult) =>
      facts.flatMap(({ fact }) => (fact.type === 'exception' ? [fact.exception] : []));
    expect(thrown(run({ subscribe: 'orders' }, { pattern: 'ord.*' }))).toEqual([
      'IllegalStateException',
    ]);
    expect(thrown(run({ pattern: 'ord.*' }, 'orders'))).toEqual(['IllegalStateException']);
    expect(thrown(run({ subscribe: 'orders' }, 'orders'))).toEqual([]);
  });
});

describe('a consumer without group.id', () => {
  it('neither subscribes nor commits, and reads what it is assigned', () => {
    const refused =
      'InvalidGroupIdException: To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.';
    expect(thrownBy(ALONE, subscribe, assign, poll, commitSync, commitAsync)).toEqual([
      refused,
      '-',
      '-',
      refused,
      refused,
    ]);
  });
});

describe('the metadata of an offset', () => {
  /** What a commit of these throws, and the lines of the offset commits that are stored. */
  function commit(offsets: OffsetsToCommit, by: 'sync' | 'async') {
    const thrown: string[] = [];
    const result = play(function* ({ consumer: kafka }) {
      kafka.assign(['orders-0', 'orders-1']);
      if (by === 'async') {
        kafka.commitAsync(offsets, (_, exception) => thrown.push(exception?.name ?? '-'));
        yield* kafka.poll(1_000);
        return;
      }
      try {
        yield* kafka.commitSync(offsets);
        thrown.push('-');
      } catch (error) {
        if (!(error instanceof KafkaException)) throw error;
        thrown.push(error.name);
      }
    });
    const lines = recordLines(result.run.world, '__consumer_offsets') ?? [];
    return { thrown, stored: lines.map((line) => /offset=\d+.*metadata=\S+/.exec(line)?.[0]) };
  }

  it.each(['sync', 'async'] as const)('is stored with it: %s', (by) => {
    const offsets = { 'orders-0': { offset: 3, metadata: 'x' }, 'orders-1': 4 };
    expect(commit(offsets, by)).toEqual({
      thrown: ['-'],
      stored: ['offset=3 leaderEpoch=-1 metadata="x"', 'offset=4 leaderEpoch=-1 metadata=""'],
    });
  });

  it.each(['sync', 'async'] as const)('is refused if it is too long: %s', (by) => {
    const metadata = 'x'.repeat(4_097);
    const { thrown, stored } = commit({ 'orders-0': { offset: 3, metadata } }, by);
    expect({ thrown, stored }).toEqual({ thrown: ['OffsetMetadataTooLarge'], stored: [] });
    expect(commit({ 'orders-0': { offset: 3, metadata: 'x'.repeat(4_096) } }, by).thrown).toEqual([
      '-',
    ]);
  });

  it('that is no text is a misuse, and so is another key', () => {
    const wrong = (offset: object) => () => commit({ 'orders-0': offset as never }, 'sync');
    expect(wrong({ offset: 3, metadata: 7 })).toThrow('7 is not the metadata of orders-0: a text');
    expect(wrong({ offset: 3, meta: 'x' })).toThrow('the offset of orders-0 has an unknown key');
    expect(wrong({ metadata: 'x' })).toThrow('undefined is not an offset of orders-0');
  });
});
