import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/scenario/run/run.js';
import { good } from '../scenario/support.js';

describe('a cooperative member that is removed while it joins', () => {
  it('prepares once more: its partitions are lost, and it reads on from what is committed (KAFKA-12983)', () => {
    const { trace, checks } = runScenario(
      good(`summary: c0 is busy between JoinGroup and SyncGroup, for longer than its session
topics: { t: { partitions: 1 } }
producers: { p: { topic: t, count: 19 } }
consumers:
  c0:
    group: g
    subscribe: [t]
    auto.offset.reset: earliest
    partition.assignment.strategy: [cooperative-sticky]
    session.timeout.ms: 6000
    heartbeat.interval.ms: 2000
    max.poll.records: 6
    processing: 1s
    commit: sync-per-batch
  c2: { like: c0 }
limit: 5m
steps:
  - start: [p, c0, c2]
  - at: 12006ms
    close: c2
  - after: 60s
    check: { converges: holds }
`),
    );
    const lost = trace.facts.filter(({ node, fact }) => node === 'c0' && fact.type === 'lost');
    expect(lost).toHaveLength(1);
    expect(checks[0]?.verdict.status).toBe('holds');
  });
});
