import type { AssignorName } from '../../assignor/assignor.js';

/** auto.offset.reset */
export type ResetPolicy =
  | { readonly kind: 'earliest' | 'latest' | 'none' }
  | { readonly kind: 'by_duration'; readonly durationMs: number };

/** A consumer's settings, by Kafka's names in camelCase; times in ms. */
export interface ConsumerConfig {
  readonly clientId: string;
  /** group.id; null: no group. */
  readonly groupId: string | null;
  readonly groupInstanceId: string | null;
  readonly clientRack: string | null;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly maxPollIntervalMs: number;
  readonly maxPollRecords: number;
  readonly enableAutoCommit: boolean;
  readonly autoCommitIntervalMs: number;
  readonly autoOffsetReset: ResetPolicy;
  /** In order of preference, never empty. */
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

/** Kafka 4.2's defaults (ConsumerConfig). */
export const CONSUMER_DEFAULTS: ConsumerConfig = {
  clientId: 'consumer',
  groupId: null,
  groupInstanceId: null,
  clientRack: null,
  sessionTimeoutMs: 45_000,
  heartbeatIntervalMs: 3_000,
  maxPollIntervalMs: 300_000,
  maxPollRecords: 500,
  enableAutoCommit: true,
  autoCommitIntervalMs: 5_000,
  autoOffsetReset: { kind: 'latest' },
  partitionAssignmentStrategy: ['range', 'cooperative-sticky'],
  fetchMinBytes: 1,
  fetchMaxWaitMs: 500,
  fetchMaxBytes: 52_428_800,
  maxPartitionFetchBytes: 1_048_576,
  requestTimeoutMs: 30_000,
  defaultApiTimeoutMs: 60_000,
  retryBackoffMs: 100,
  retryBackoffMaxMs: 1_000,
  reconnectBackoffMs: 50,
  reconnectBackoffMaxMs: 1_000,
  metadataMaxAgeMs: 300_000,
};

/** `earliest`, `by_duration:PT300S`: the policy as auto.offset.reset spells it. */
export function resetPolicyText(policy: ResetPolicy): string {
  return policy.kind === 'by_duration'
    ? `by_duration:PT${policy.durationMs / 1_000}S`
    : policy.kind;
}
