import type { CleanupPolicy } from '../../protocol/cluster-image.js';
import { MAX_BROKERS, MAX_TIME_MS } from '../bounds.js';
import {
  boolean,
  type ConfigSpec,
  type ConfigTable,
  duration,
  integer,
  limit,
  number,
  oneOf,
} from './spec.js';
import type { BrokerConfigs, TopicConfigs } from './values.js';

/** Kafka's long. */
const MAX_LONG = Number.MAX_SAFE_INTEGER;
const DAY_MS = 86_400_000;

/** org.apache.kafka.common.config.TopicConfig. A topic without its own value has the broker's. */
export const TOPIC_CONFIGS: ConfigTable<TopicConfigs> = {
  minInsyncReplicas: integer('min.insync.replicas', 1, 1, MAX_BROKERS),
  uncleanLeaderElectionEnable: boolean('unclean.leader.election.enable', false),
  cleanupPolicy: cleanupPolicy('cleanup.policy'),
  retentionMs: limit('retention.ms', 7 * DAY_MS),
  retentionBytes: integer('retention.bytes', -1, -1, MAX_LONG),
  segmentBytes: integer('segment.bytes', 1_073_741_824, 14),
  segmentMs: duration('segment.ms', 7 * DAY_MS, 1),
  minCleanableDirtyRatio: number('min.cleanable.dirty.ratio', 0.5, 0, 1),
  minCompactionLagMs: duration('min.compaction.lag.ms', 0),
  maxCompactionLagMs: unlimited(duration('max.compaction.lag.ms', MAX_LONG, 1)),
  deleteRetentionMs: duration('delete.retention.ms', DAY_MS),
  messageTimestampType: oneOf(
    'message.timestamp.type',
    'CreateTime',
    'CreateTime',
    'LogAppendTime',
  ),
  maxMessageBytes: integer('max.message.bytes', 1_048_588),
};

/** What a topic has from its cluster. */
export function topicPresets(broker: BrokerConfigs): TopicConfigs {
  return {
    minInsyncReplicas: broker.minInsyncReplicas,
    uncleanLeaderElectionEnable: broker.uncleanLeaderElectionEnable,
    cleanupPolicy: broker.logCleanupPolicy,
    retentionMs: broker.logRetentionMs,
    retentionBytes: broker.logRetentionBytes,
    segmentBytes: broker.logSegmentBytes,
    segmentMs: broker.logRollMs,
    minCleanableDirtyRatio: broker.logCleanerMinCleanableRatio,
    minCompactionLagMs: broker.logCleanerMinCompactionLagMs,
    maxCompactionLagMs: broker.logCleanerMaxCompactionLagMs,
    deleteRetentionMs: broker.logCleanerDeleteRetentionMs,
    messageTimestampType: broker.logMessageTimestampType,
    maxMessageBytes: broker.messageMaxBytes,
  };
}

/** `compact,delete`, in either order. */
export function cleanupPolicy(name: string): ConfigSpec<CleanupPolicy> {
  const spec = oneOf<CleanupPolicy>(name, 'delete', 'delete', 'compact', 'compact,delete');
  return {
    ...spec,
    shape: {
      kind: 'one of',
      values: ['delete', 'compact', 'compact,delete', 'delete,compact'],
      known: [],
    },
    read: (given) => spec.read(given === 'delete,compact' ? 'compact,delete' : given),
  };
}

/** Kafka's default is the largest long, which is no duration that a file can say. */
export function unlimited(spec: ConfigSpec<number>): ConfigSpec<number> {
  return { ...spec, shape: { kind: 'duration', min: 1, max: MAX_TIME_MS } };
}

export const UNMODELLED_TOPIC_CONFIGS: readonly string[] = [
  'compression.*',
  'file.delete.delay.ms',
  'flush.messages',
  'flush.ms',
  'follower.replication.throttled.replicas',
  'index.interval.bytes',
  'leader.replication.throttled.replicas',
  'local.retention.bytes',
  'local.retention.ms',
  'message.timestamp.after.max.ms',
  'message.timestamp.before.max.ms',
  'preallocate',
  'remote.storage.enable',
  'segment.index.bytes',
  'segment.jitter.ms',
];
