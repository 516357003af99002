import type { ConsumerConfig } from '../../client/consumer/config.js';
import type { ProducerConfig } from '../../client/producer/config.js';
import type { CleanupPolicy, TopicConfig } from '../../protocol/cluster-image.js';

export type { AssignorName } from '../../assignor/assignor.js';
export type { ResetPolicy } from '../../client/consumer/config.js';

/*
 * Kafka's configs after resolution: the modelled ones only, by Kafka's name in camelCase. Durations in whole ms.
 * The tables in this folder say types, ranges and defaults; `resolve.ts` makes these from them.
 */

/** What a consumer obeys, apart from its names: those have keys of their own in a scenario. */
export type ConsumerConfigs = Omit<
  ConsumerConfig,
  'clientId' | 'groupId' | 'groupInstanceId' | 'clientRack'
>;

export type ProducerConfigs = Omit<ProducerConfig, 'clientId'>;

export type TopicConfigs = TopicConfig;

export interface BrokerConfigs {
  readonly numPartitions: number;
  readonly defaultReplicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly offsetsTopicNumPartitions: number;
  /** Kafka's default is 3; here it is never more than there are brokers. */
  readonly offsetsTopicReplicationFactor: number;
  readonly offsetsCommitTimeoutMs: number;
  /** `offsets.retention.minutes`, in ms. */
  readonly offsetsRetentionMs: number;
  readonly offsetsRetentionCheckIntervalMs: number;
  readonly offsetMetadataMaxBytes: number;
  readonly groupMinSessionTimeoutMs: number;
  readonly groupMaxSessionTimeoutMs: number;
  readonly groupInitialRebalanceDelayMs: number;
  readonly groupMaxSize: number;
  readonly brokerSessionTimeoutMs: number;
  readonly brokerHeartbeatIntervalMs: number;
  readonly uncleanLeaderElectionEnable: boolean;
  readonly replicaLagTimeMaxMs: number;
  readonly replicaFetchWaitMaxMs: number;
  readonly replicaFetchBackoffMs: number;
  readonly replicaHighWatermarkCheckpointIntervalMs: number;
  readonly autoLeaderRebalanceEnable: boolean;
  /** `leader.imbalance.check.interval.seconds`, in ms. */
  readonly leaderImbalanceCheckIntervalMs: number;
  readonly leaderImbalancePerBrokerPercentage: number;
  /** The feature of that name: 0 is off, 1 is what clusters made by 4.1 or later have. */
  readonly eligibleLeaderReplicasVersion: number;
  /** What topics without their own value have. */
  readonly logRetentionMs: number;
  readonly logRetentionBytes: number;
  readonly logSegmentBytes: number;
  readonly logRollMs: number;
  readonly logCleanupPolicy: CleanupPolicy;
  readonly logCleanerMinCleanableRatio: number;
  readonly logCleanerMinCompactionLagMs: number;
  readonly logCleanerMaxCompactionLagMs: number;
  readonly logCleanerDeleteRetentionMs: number;
  readonly logMessageTimestampType: TopicConfig['messageTimestampType'];
  readonly messageMaxBytes: number;
  readonly logRetentionCheckIntervalMs: number;
  readonly logCleanerBackoffMs: number;
  /** Of `__consumer_offsets`. */
  readonly offsetsTopicSegmentBytes: number;
}
