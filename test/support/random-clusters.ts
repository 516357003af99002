import fc from 'fast-check';
import { visitBatches } from '../../src/log/partition-log.js';
import type { RecordBatch } from '../../src/protocol/record-batch.js';
import { CHAOS_FAULTS } from '../../src/scenario/fault-words.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { brokerNode, controllerNode, type World } from '../../src/sim/world.js';

/*
 * Random clusters under random faults: what a story of replication is made of, and what its last world shows.
 */

export interface ClusterStory {
  readonly partitions: number;
  readonly records: number;
  readonly perSecond: number;
  readonly consumers: number;
  readonly latencyMs: number;
  readonly metadataDelayMs: number;
  readonly chaosSeconds: number;
  readonly faults: readonly (typeof CHAOS_FAULTS)[number][];
  readonly swarm: boolean;
  readonly keys: boolean;
}

export const clusterStories: fc.Arbitrary<ClusterStory> = fc.record({
  partitions: fc.integer({ min: 1, max: 3 }),
  records: fc.integer({ min: 20, max: 200 }),
  perSecond: fc.integer({ min: 2, max: 40 }),
  consumers: fc.integer({ min: 0, max: 3 }),
  latencyMs: fc.nat(30),
  metadataDelayMs: fc.constantFrom(0, 0, 50, 500),
  chaosSeconds: fc.integer({ min: 5, max: 40 }),
  faults: fc.uniqueArray(fc.constantFrom(...CHAOS_FAULTS), { minLength: 1, maxLength: 8 }),
  swarm: fc.boolean(),
  keys: fc.boolean(),
});

export interface Durability {
  readonly acks: 'all' | 1;
  readonly minIsr: number;
  readonly unclean: boolean;
  readonly brokersDown: number;
  readonly lose: 'nothing' | 'unflushed' | 'all';
}

/** The safe configuration: acks=all, two of three in sync, clean elections, one machine at a time. */
export const SAFE: Durability = {
  acks: 'all',
  minIsr: 2,
  unclean: false,
  brokersDown: 1,
  lose: 'nothing',
};

export function clusterFile(story: ClusterStory, d: Durability): ScenarioFile {
  const names = Array.from({ length: story.consumers }, (_, i) => `c${i + 1}`);
  const consumer = {
    group: 'billing',
    subscribe: ['orders'],
    'auto.offset.reset': 'earliest',
    'session.timeout.ms': '6s',
    commit: 'sync-per-batch' as const,
  };
  return {
    summary: 'a cluster under faults',
    cluster: {
      brokers: 3,
      latency: `1ms..${1 + story.latencyMs}ms`,
      'metadata-delay': `0ms..${story.metadataDelayMs}ms`,
      'default.replication.factor': 3,
      'min.insync.replicas': d.minIsr,
      'unclean.leader.election.enable': d.unclean,
    },
    topics: { orders: { partitions: story.partitions } },
    producers: {
      shop: {
        topic: 'orders',
        rate: `${story.perSecond}/s`,
        count: story.records,
        acks: d.acks,
        ...(story.keys ? { keys: ['ada', 'bob', 'cy', null] } : {}),
      },
    },
    consumers: Object.fromEntries(names.map((name) => [name, consumer])),
    limit: '20m',
    steps: [
      { start: ['shop', ...names] },
      { after: '4s' },
      {
        chaos: {
          for: `${story.chaosSeconds}s`,
          every: '500ms..5s',
          lasting: '200ms..15s',
          faults: [...story.faults],
          swarm: story.swarm,
          'brokers-down': d.brokersDown,
          lose: d.lose,
        },
      },
      { until: 'shop is done', within: '5m' },
    ],
  };
}

/** What each broker has of a partition, and how the controller sees it. */
export interface PartitionCopies {
  readonly key: string;
  readonly leader: number;
  readonly isr: readonly number[];
  readonly replicas: readonly number[];
  readonly copies: ReadonlyMap<
    number,
    { readonly highWatermark: number; readonly end: number; readonly batches: RecordBatch[] }
  >;
}

export function copiesOf(world: World): PartitionCopies[] {
  const all: PartitionCopies[] = [];
  for (const { metadata } of controllerNode(world).state.image.topics.values()) {
    for (const p of metadata.partitions) {
      const copies = new Map<
        number,
        { highWatermark: number; end: number; batches: RecordBatch[] }
      >();
      for (const id of p.replicaNodes) {
        const log = brokerNode(world, id)?.state.replicas.get(p.tp.key)?.log;
        const batches: RecordBatch[] = [];
        if (log !== undefined) visitBatches(log, 0, (batch) => batches.push(batch) > 0);
        copies.set(id, {
          highWatermark: log?.highWatermark ?? 0,
          end: log?.logEndOffset ?? 0,
          batches,
        });
      }
      const { leaderId: leader, isrNodes: isr, replicaNodes: replicas } = p;
      all.push({ key: p.tp.key, leader, isr, replicas, copies });
    }
  }
  return all;
}

/** Offset, epoch and content of each record below `end`, as text. */
export function contentBelow(batches: readonly RecordBatch[], end: number): string[] {
  return batches.flatMap((batch) =>
    batch.records.flatMap((record, i) => {
      const offset = batch.offsetAt(i);
      if (offset >= end) return [];
      return [
        `${offset}/${batch.partitionLeaderEpoch}/${JSON.stringify([record.key, record.value])}`,
      ];
    }),
  );
}
