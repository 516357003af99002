import { MAX_BROKERS, MAX_PARTITIONS } from '../bounds.js';
import { type ConfigTable, duration, fixed, integer } from './spec.js';
import type { BrokerConfigs } from './values.js';

/** KafkaConfig and GroupCoordinatorConfig: the same for all brokers. */
export const BROKER_CONFIGS: ConfigTable<BrokerConfigs> = {
  numPartitions: integer('num.partitions', 1, 1, MAX_PARTITIONS),
  defaultReplicationFactor: integer('default.replication.factor', 1, 1, MAX_BROKERS),
  minInsyncReplicas: integer('min.insync.replicas', 1, 1, MAX_BROKERS),
  offsetsTopicNumPartitions: integer('offsets.topic.num.partitions', 50, 1, 1_000),
  offsetsTopicReplicationFactor: integer('offsets.topic.replication.factor', 3, 1, MAX_BROKERS),
  offsetsCommitTimeoutMs: duration('offsets.commit.timeout.ms', 5_000, 1),
  offsetsRetentionMs: duration(
    'offsets.retention.minutes',
    10_080 * 60_000,
    60_000,
    undefined,
    60_000,
  ),
  offsetsRetentionCheckIntervalMs: duration('offsets.retention.check.interval.ms', 600_000, 1),
  offsetMetadataMaxBytes: integer('offset.metadata.max.bytes', 4_096),
  groupMinSessionTimeoutMs: duration('group.min.session.timeout.ms', 6_000),
  groupMaxSessionTimeoutMs: duration('group.max.session.timeout.ms', 1_800_000),
  groupInitialRebalanceDelayMs: duration('group.initial.rebalance.delay.ms', 3_000),
  groupMaxSize: integer('group.max.size', 2_147_483_647, 1),
  brokerSessionTimeoutMs: duration('broker.session.timeout.ms', 9_000, 1),
  brokerHeartbeatIntervalMs: duration('broker.heartbeat.interval.ms', 2_000, 1),
};

export const FIXED_BROKER_CONFIGS = [
  fixed('auto.create.topics.enable', false, 'true'),
  fixed('unclean.leader.election.enable', false, 'true'),
];

export const UNMODELLED_BROKER_CONFIGS: readonly string[] = [
  'advertised.listeners',
  'auto.leader.rebalance.enable',
  'background.threads',
  'compression.type',
  'connections.max.idle.ms',
  'controlled.shutdown.enable',
  'controller.*',
  'delete.topic.enable',
  'fetch.max.bytes',
  'group.consumer.*',
  'group.coordinator.*',
  'group.share.*',
  'inter.broker.listener.name',
  'leader.imbalance.check.interval.seconds',
  'leader.imbalance.per.broker.percentage',
  'listeners',
  'log.*',
  'message.max.bytes',
  'metadata.*',
  'node.id',
  'num.io.threads',
  'num.network.threads',
  'num.replica.fetchers',
  'offsets.load.buffer.size',
  'offsets.topic.compression.codec',
  'offsets.topic.segment.bytes',
  'process.roles',
  'producer.id.expiration.ms',
  'replica.*',
  'sasl.*',
  'security.*',
  'share.coordinator.*',
  'socket.*',
  'ssl.*',
  'transaction.*',
  'transactional.id.expiration.ms',
];
