/*
 * Kafka's configs after resolution: the modelled ones only, by Kafka's name in camelCase. Durations in whole ms.
 * The tables in this folder say types, ranges and defaults; `resolve.ts` makes these from them.
 */

export type AssignorName = 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky';

/** auto.offset.reset */
export type ResetPolicy =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  | { readonly kind: 'none' }
  | { readonly kind: 'by_duration'; readonly durationMs: number };

export interface ConsumerConfigs {
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly maxPollIntervalMs: number;
  readonly maxPollRecords: number;
  /** Follows from the commit strategy: true for auto and hand-off. */
  readonly enableAutoCommit: boolean;
  readonly autoCommitIntervalMs: number;
  readonly autoOffsetReset: ResetPolicy;
  /** Never empty, in order of preference. */
  readonly partitionAssignmentStrategy: readonly AssignorName[];
  readonly fetchMinBytes: number;
  readonly fetchMaxWaitMs: number;
  readonly fetchMaxBytes: number;
  readonly maxPartitionFetchBytes: number;
  readonly requestTimeoutMs: number;
  readonly defaultApiTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly metadataMaxAgeMs: number;
}

export interface ProducerConfigs {
  /** -1 is all. */
  readonly acks: -1 | 0 | 1;
  readonly retries: number;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly maxInFlightRequestsPerConnection: number;
  readonly deliveryTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxBlockMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly metadataMaxAgeMs: number;
}

export interface TopicConfigs {
  readonly minInsyncReplicas: number;
}

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
}
