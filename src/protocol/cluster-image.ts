import type { MetadataTopic } from './api/metadata.js';

/** Topic settings that the log and its readers obey; Kafka's names in camelCase, times in ms. */
export interface TopicConfig {
  /** −1: for ever. */
  readonly retentionMs: number;
  readonly minInsyncReplicas: number;
  readonly uncleanLeaderElectionEnable: boolean;
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime';
  readonly cleanupPolicy: 'delete' | 'compact';
}

export const DEFAULT_TOPIC_CONFIG: TopicConfig = {
  retentionMs: 604_800_000,
  minInsyncReplicas: 1,
  uncleanLeaderElectionEnable: false,
  messageTimestampType: 'CreateTime',
  cleanupPolicy: 'delete',
};

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
  ) {}

  isAlive(nodeId: number): boolean {
    return this.brokers.some((b) => b.nodeId === nodeId);
  }
}
