import { describe, expect, it } from 'vitest';
import { indexHistory } from '../../src/check/index-facts.js';
import { lifeOf } from '../../src/check/why.js';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';

/*
 * Each broker cleans its own copy (LogCleaner): the clock of the backoff begins with the broker. broker-2 restarts and
 * leads later, so that its cleaner has been over the log before broker-1's.
 */
const file = scenario({
  summary: 'A follower has cleaned before it leads.',
  cluster: { brokers: 2, 'log.cleaner.backoff.ms': '15s' },
  topics: {
    prices: {
      partitions: 1,
      'replication.factor': 2,
      'cleanup.policy': 'compact',
      'segment.ms': '10s',
      'min.cleanable.dirty.ratio': 0.01,
    },
  },
  consumers: {
    late: {
      group: 'reports',
      subscribe: ['prices'],
      'auto.offset.reset': 'earliest',
      commit: 'sync-per-batch',
    },
  },
  steps: [
    { at: '1s', crash: 'broker-2' },
    { at: '12s', restart: 'broker-2' },
    { at: '21s', produce: { topic: 'prices', key: 'apple', value: '10' } },
    { produce: { topic: 'prices', key: 'apple', value: '11' } },
    { at: '35s', produce: { topic: 'prices', key: 'plum', value: '12' } },
    { at: '43s', crash: 'broker-1' },
    { until: 'leader of prices-0 is broker-2' },
    { start: 'late' },
    { until: 'reports is caught up' },
    { check: { 'lost-write': 'holds', 'poll-skip': 'holds', unseen: 'holds' } },
  ],
});

describe('a follower that cleans its copy, and leads then', () => {
  const { ending, trace, checks, history } = run();

  function run() {
    const result = runScenario(file);
    return { ...result, history: indexHistory(result.trace.facts) };
  }

  it('tells of it, and nobody is accused', () => {
    const passes = trace.facts.flatMap(({ node, fact }) =>
      fact.type === 'log compacted' ? [{ node, leads: fact.leads }] : [],
    );
    expect(passes).toEqual([{ node: 'broker-2', leads: false }]);
    expect(checks.map(({ verdict }) => verdict.status)).toEqual(['holds', 'holds', 'holds']);
  });

  it('is what the life of the record says', () => {
    const life = lifeOf(history, ending, 'prices-0@0');
    const sentences = life?.steps.map(({ sentence }) => sentence);
    expect(sentences).toContain(
      "Compaction removed it from broker-2's copy: a newer record of the same key had superseded it.",
    );
    expect(sentences?.filter((text) => text.includes('elected'))).toEqual([]);
  });
});
