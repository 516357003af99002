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
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
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
