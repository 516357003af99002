import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/scenario/run/run.js';
import { controllerNode } from '../../src/sim/world.js';
import { good } from './support.js';

/* __consumer_offsets has its cluster's settings, but for GroupCoordinatorService.groupMetadataTopicConfigs. */

const run = (cluster: string, steps: string) =>
  runScenario(
    good(`summary: the offsets topic of a cluster
cluster: { brokers: 3, default.replication.factor: 3, ${cluster} }
topics: { orders: { partitions: 1, min.insync.replicas: 1 } }
producers: { shop: { topic: orders, count: 10 } }
consumers: { c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest, commit: sync-per-batch } }
steps:
${steps}`),
  );

describe('min.insync.replicas of the cluster', () => {
  it('holds for commits: COORDINATOR_NOT_AVAILABLE while too few brokers are in sync (LR-37)', () => {
    const steps = `  - start: c1
  - until: billing is Stable
  - crash: [broker-2, broker-3]
  - at: 20s
    start: shop
  - at: 40s
    restart: [broker-2, broker-3]
  - until: billing is caught up
`;
    const { trace } = run('min.insync.replicas: 2', steps);
    const of = (type: string) => trace.facts.filter(({ fact }) => fact.type === type);
    expect(of('offsets refused')[0]).toMatchObject({ fact: { error: 'NOT_ENOUGH_REPLICAS' } });
    const answer = trace.messages?.find(
      ({ envelope: e }) => e.api === 'OffsetCommit' && e.kind === 'response',
    );
    expect(answer?.envelope.body).toMatchObject({
      topics: [{ partitions: [{ errorCode: 'COORDINATOR_NOT_AVAILABLE' }] }],
    });
    const stored = of('offsets stored').map(({ at }) => at);
    expect(stored.length).toBeGreaterThan(0);
    expect(Math.min(...stored)).toBeGreaterThanOrEqual(40_000);
    const lenient = run('min.insync.replicas: 1', steps).trace.facts;
    expect(lenient.some(({ fact }) => fact.type === 'offsets refused')).toBe(false);
  });

  it('says who is eligible to lead its partitions: who shut down before, not who lost its disk', () => {
    const { world } = run(
      'min.insync.replicas: 3',
      `  - start: shop
  - at: 1s
    shut-down: [broker-2, broker-3]
  - at: 10s
    crash: broker-1
    lose: all
  - at: 25s
    restart: [broker-1, broker-2]
  - at: 30s
`,
    );
    const { image } = controllerNode(world).state;
    const partitions = image.topics.get('__consumer_offsets')?.metadata.partitions ?? [];
    expect(new Set(partitions.map((p) => p.leaderId))).toEqual(new Set([2]));
  });
});

describe('other settings of the cluster', () => {
  it('hold too, but it is compacted, and has segments of its own', () => {
    const given =
      'unclean.leader.election.enable: true, log.cleanup.policy: delete, log.segment.bytes: 5000';
    const { world } = run(given, '  - until: 1s\n');
    const topic = controllerNode(world).state.image.topics.get('__consumer_offsets');
    expect(topic?.config).toMatchObject({
      uncleanLeaderElectionEnable: true,
      cleanupPolicy: 'compact',
      segmentBytes: 104_857_600,
    });
  });
});
