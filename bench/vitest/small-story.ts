import type { ScenarioOptions } from 'kafka-cohort/testing';

const consumer = {
  group: 'billing',
  subscribe: 'orders',
  'auto.offset.reset': 'earliest',
  'session.timeout.ms': 6_000,
  'heartbeat.interval.ms': 3_000,
  'fetch.max.wait.ms': 1_500,
  commit: 'sync-per-batch',
} as const;

/** The small story of the bench as a scenario: 3 members, 6 partitions, 100 records, one is cut off without goodbye. */
export const SMALL_STORY: NonNullable<ScenarioOptions['around']> = {
  summary: 'one of three members is cut off',
  cluster: { brokers: 1 },
  topics: { orders: { partitions: 6 } },
  producers: {
    shop: { topic: 'orders', count: 100, keys: Array.from({ length: 12 }, (_, i) => `k${i}`) },
  },
  consumers: { c1: consumer, c2: consumer, c3: consumer },
  steps: [
    { start: ['shop', 'c1', 'c2', 'c3'] },
    { until: 'billing is caught up' },
    { crash: 'c3' },
    { until: 'billing has 2 members and billing is Stable' },
  ],
};
