import { describe, expect, it } from 'vitest';
import { BROKER_CONFIGS } from '../../src/scenario/configs/broker.js';
import { CONSUMER_CONFIGS } from '../../src/scenario/configs/consumer.js';
import { PRODUCER_CONFIGS } from '../../src/scenario/configs/producer.js';
import type { AnyConfigSpec, ConfigSpec } from '../../src/scenario/configs/spec.js';
import { CONFIG_NAMES, isKnownToKafka } from '../../src/scenario/configs/tables.js';
import { TOPIC_CONFIGS } from '../../src/scenario/configs/topic.js';

const TABLES: readonly Readonly<Record<string, AnyConfigSpec>>[] = [
  { ...CONSUMER_CONFIGS },
  { ...PRODUCER_CONFIGS },
  { ...TOPIC_CONFIGS },
  { ...BROKER_CONFIGS },
];

describe('config tables', () => {
  it('call a field as Kafka calls its config', () => {
    for (const table of TABLES) {
      for (const [field, { name }] of Object.entries(table)) {
        if (/\.(minutes|seconds)$/.test(name)) continue; // the model holds ms
        expect(field).toBe(name.replace(/\.(.)/g, (_, first: string) => first.toUpperCase()));
      }
    }
  });

  it('have the defaults of Kafka 4.2', () => {
    expect(CONSUMER_CONFIGS).toMatchObject({
      sessionTimeoutMs: { default: 45_000 },
      heartbeatIntervalMs: { default: 3_000 },
      maxPollIntervalMs: { default: 300_000 },
      maxPollRecords: { default: 500 },
      autoCommitIntervalMs: { default: 5_000 },
      autoOffsetReset: { default: { kind: 'latest' } },
      fetchMaxWaitMs: { default: 500 },
      fetchMaxBytes: { default: 50 * 1024 * 1024 },
      maxPartitionFetchBytes: { default: 1024 * 1024 },
      requestTimeoutMs: { default: 30_000 },
      defaultApiTimeoutMs: { default: 60_000 },
      retryBackoffMs: { default: 100 },
      retryBackoffMaxMs: { default: 1_000 },
      metadataMaxAgeMs: { default: 300_000 },
    });
    expect(BROKER_CONFIGS).toMatchObject({
      groupMinSessionTimeoutMs: { default: 6_000 },
      groupMaxSessionTimeoutMs: { default: 1_800_000 },
      groupInitialRebalanceDelayMs: { default: 3_000 },
      offsetsTopicNumPartitions: { default: 50 },
      offsetsRetentionMs: { default: 7 * 86_400_000 },
      offsetsRetentionCheckIntervalMs: { default: 600_000 },
      offsetsCommitTimeoutMs: { default: 5_000 },
      offsetMetadataMaxBytes: { default: 4_096 },
    });
  });

  it('write a value so that it is read again', () => {
    const roundTrip = <T>({ read, write, default: preset }: ConfigSpec<T>) =>
      expect(read(write(preset))).toEqual(preset);
    roundTrip(CONSUMER_CONFIGS.autoOffsetReset);
    roundTrip(CONSUMER_CONFIGS.partitionAssignmentStrategy);
    roundTrip(CONSUMER_CONFIGS.enableAutoCommit);
    roundTrip(CONSUMER_CONFIGS.sessionTimeoutMs);
    roundTrip(PRODUCER_CONFIGS.acks);
    roundTrip(PRODUCER_CONFIGS.retries);
    roundTrip(BROKER_CONFIGS.offsetsRetentionMs);
  });

  it('say of no config both that it is modelled and that it is not', () => {
    for (const owner of ['consumer', 'producer', 'topic', 'broker'] as const) {
      const { modelled, fixed } = CONFIG_NAMES[owner];
      for (const { name } of [...modelled, ...fixed])
        expect(isKnownToKafka(owner, name), name).toBe(false);
    }
    expect(isKnownToKafka('consumer', 'ssl.truststore.location')).toBe(true);
    expect(isKnownToKafka('consumer', 'sslx')).toBe(false);
  });

  it('minutes are minutes', () => {
    expect(BROKER_CONFIGS.offsetsRetentionMs.read(5)).toBe(300_000);
    expect(BROKER_CONFIGS.offsetsRetentionMs.read('2h')).toBe(7_200_000);
  });
});
