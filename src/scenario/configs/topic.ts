import { MAX_BROKERS } from '../bounds.js';
import { boolean, type ConfigTable, integer } from './spec.js';
import type { TopicConfigs } from './values.js';

/** org.apache.kafka.common.config.TopicConfig. A topic without its own value has the broker's. */
export const TOPIC_CONFIGS: ConfigTable<TopicConfigs> = {
  minInsyncReplicas: integer('min.insync.replicas', 1, 1, MAX_BROKERS),
  uncleanLeaderElectionEnable: boolean('unclean.leader.election.enable', false),
};

export const UNMODELLED_TOPIC_CONFIGS: readonly string[] = [
  'cleanup.policy',
  'compression.*',
  'delete.retention.ms',
  'file.delete.delay.ms',
  'flush.messages',
  'flush.ms',
  'follower.replication.throttled.replicas',
  'index.interval.bytes',
  'leader.replication.throttled.replicas',
  'local.retention.bytes',
  'local.retention.ms',
  'max.compaction.lag.ms',
  'max.message.bytes',
  'message.timestamp.after.max.ms',
  'message.timestamp.before.max.ms',
  'message.timestamp.type',
  'min.cleanable.dirty.ratio',
  'min.compaction.lag.ms',
  'preallocate',
  'remote.storage.enable',
  'retention.bytes',
  'retention.ms',
  'segment.bytes',
  'segment.index.bytes',
  'segment.jitter.ms',
  'segment.ms',
];
