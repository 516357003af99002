import { value } from '../util/value.js';
import type { MetadataTopic } from './api/metadata.js';

export type CleanupPolicy = 'delete' | 'compact' | 'compact,delete';

/** Topic settings that the log and its readers obey (org.apache.kafka.storage.internals.log.LogConfig); times in ms. */
export interface TopicConfig {
  readonly minInsyncReplicas: number;
  readonly cleanupPolicy: CleanupPolicy;
  /** −1: for ever. */
  readonly retentionMs: number;
  readonly uncleanLeaderElectionEnable: boolean;
  /** Of one partition; −1: no limit. */
  readonly retentionBytes: number;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly minCleanableDirtyRatio: number;
  readonly minCompactionLagMs: number;
  readonly maxCompactionLagMs: number;
  readonly deleteRetentionMs: number;
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime';
  readonly maxMessageBytes: number;
}

/** A value: logs share it. `topicConfig` makes others. */
export const DEFAULT_TOPIC_CONFIG: TopicConfig = value({
  minInsyncReplicas: 1,
  uncleanLeaderElectionEnable: false,
  cleanupPolicy: 'delete',
  retentionMs: 604_800_000,
  retentionBytes: -1,
  segmentBytes: 1_073_741_824,
  segmentMs: 604_800_000,
  minCleanableDirtyRatio: 0.5,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
  deleteRetentionMs: 86_400_000,
  messageTimestampType: 'CreateTime',
  maxMessageBytes: 1_048_588,
});

/** The settings of a topic: these, and Kafka's defaults. */
export function topicConfig(settings: Partial<TopicConfig>): TopicConfig {
  return value({ ...DEFAULT_TOPIC_CONFIG, ...settings });
}

/** cleanup.policy has `compact` in it. */
export function isCompacted(config: TopicConfig): boolean {
  return config.cleanupPolicy !== 'delete';
}

/** cleanup.policy has `delete` in it. */
export function isDeleted(config: TopicConfig): boolean {
  return config.cleanupPolicy !== 'compact';
}

/** A topic of the image: what Metadata answers, and its settings. */
export interface ImageTopic {
  readonly metadata: MetadataTopic;
  readonly config: TopicConfig;
}

/**
 * The cluster's metadata at one moment (Kafka: MetadataImage). Immutable and shared: the controller makes a new one
 * for each change, brokers hold the one they were told last.
 */
export class ClusterImage {
  constructor(
    /** Counts up: a broker ignores an older one. */
    readonly version: number,
    readonly topics: ReadonlyMap<string, ImageTopic>,
    readonly topicNames: ReadonlyMap<string, string>,
    /** Live (unfenced) brokers, ascending, with their racks. */
    readonly brokers: readonly { readonly nodeId: number; readonly rack: string | null }[],
    /** Those of them that are in a controlled shutdown. */
    readonly shuttingDown: readonly number[] = [],
  ) {}

  isAlive(nodeId: number): boolean {
    return this.brokers.some((b) => b.nodeId === nodeId);
  }

  /** Neither fenced nor leaving (Kafka: Partition.isReplicaIsrEligible). */
  mayBeInSync(nodeId: number): boolean {
    return this.isAlive(nodeId) && !this.shuttingDown.includes(nodeId);
  }
}
