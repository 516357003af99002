import type { ErrorName } from '../errors.js';
import type { TopicPartition } from '../topic-partition.js';

/** API 3. */
export interface MetadataRequest {
  /** null = all topics. */
  readonly topics: readonly string[] | null;
}

export interface MetadataPartition {
  /** The one instance that everybody shares. */
  readonly tp: TopicPartition;
  readonly partitionIndex: number;
  /** −1: none. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** Counts every change of the partition: a leader that asks for an ISR says which state it means. */
  readonly partitionEpoch: number;
  /** In order of preference; under a reassignment the old ones and the new ones. */
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  /** Out of sync, and yet they have everything below the high watermark: KIP-966. */
  readonly eligibleLeaderReplicas: readonly number[];
  /** Who led when nobody was left in sync, −1 otherwise. */
  readonly lastKnownLeader: number;
  /** The replicas that a reassignment is to end with; empty if there is none. */
  readonly reassignTo: readonly number[];
}

export interface MetadataTopic {
  readonly errorCode: ErrorName;
  readonly name: string;
  readonly topicId: string;
  readonly isInternal: boolean;
  readonly partitions: readonly MetadataPartition[];
}

export interface MetadataResponse {
  readonly brokers: readonly { readonly nodeId: number; readonly rack: string | null }[];
  readonly controllerId: number;
  readonly topics: readonly MetadataTopic[];
}
