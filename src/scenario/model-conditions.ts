import type { TopicPartition } from '../protocol/topic-partition.js';
import type { RecordsRef } from './model.js';

/*
 * Conditions of `when` and `until`. "Has" speaks of the whole history of the run up to now (it stays true), "is"
 * and "owns" of this instant. Evaluated after every event.
 */
export type Condition =
  /** All of them at one instant: `c1 owns orders-0 and c2 owns orders-1`. */
  | { readonly kind: 'and'; readonly all: readonly Condition[] }
  /** Processed to completion / handed out by poll(): all of these records. */
  | {
      readonly kind: 'processed' | 'received';
      readonly consumer: string;
      readonly records: RecordsRef;
    }
  /** At least so many records, each record counted once. */
  | {
      readonly kind: 'processed count' | 'received count';
      readonly consumer: string;
      readonly count: number;
    }
  /** Exactly these partitions. */
  | {
      readonly kind: 'owns';
      readonly consumer: string;
      readonly partitions: readonly TopicPartition[];
    }
  /** Exactly so many; `owns nothing` is 0. */
  | { readonly kind: 'owns count'; readonly consumer: string; readonly count: number }
  | { readonly kind: 'group state'; readonly group: string; readonly state: GroupState }
  /** Every partition's committed offset is the end of its log, for the topics the group reads. */
  | { readonly kind: 'caught up'; readonly group: string }
  | { readonly kind: 'member count'; readonly group: string; readonly count: number }
  /** `is at generation 3`, or with atLeast `has reached generation 3`. */
  | {
      readonly kind: 'generation';
      readonly group: string;
      readonly generation: number;
      readonly atLeast: boolean;
    }
  /** The group's committed offset of this partition is at least `offset`. */
  | {
      readonly kind: 'committed';
      readonly group: string;
      readonly tp: TopicPartition;
      readonly offset: number;
    }
  /** At least so many records lie in the log, below the high watermark. */
  | { readonly kind: 'record count'; readonly tp: TopicPartition; readonly count: number }
  /** Everything it had to send is acknowledged, or has failed for good. */
  | { readonly kind: 'producer done'; readonly producer: string }
  | { readonly kind: 'process'; readonly name: string; readonly state: ProcessState }
  /** An exception reached its application; exception null: any. Java class without package. */
  | { readonly kind: 'failed'; readonly consumer: string; readonly exception: string | null }
  /** The coordinator removed a member of this consumer for want of heartbeats. */
  | { readonly kind: 'session expired'; readonly consumer: string }
  /** Its latest start has completed a join. */
  | { readonly kind: 'joined'; readonly consumer: string }
  | { readonly kind: 'leader is'; readonly tp: TopicPartition; readonly broker: number }
  | { readonly kind: 'coordinator is'; readonly group: string; readonly broker: number }
  | PointCondition;

/**
 * A named point of the protocol: one request of one client, at one moment of its life.
 * `before … is sent`: handed to the network, not yet on it. `before … is stored`: at the broker, not appended.
 * `before … is answered`: the answer is made and not yet received by the client: its effect is done.
 * `after … is answered`: the client has it.
 */
export interface PointCondition {
  readonly kind: 'point';
  readonly edge: 'before' | 'after';
  readonly api: ApiName;
  /** A consumer or producer by name. */
  readonly client: string;
  readonly moment: 'sent' | 'received' | 'stored' | 'answered';
  /** The n-th such request, from 1. */
  readonly nth: number;
  /** run: counted from the start of the run, and true ever after; step: from when this step was reached. */
  readonly since: 'run' | 'step';
}

export const GROUP_STATES = [
  'Empty',
  'PreparingRebalance',
  'CompletingRebalance',
  'Stable',
  'Dead',
] as const;
export type GroupState = (typeof GROUP_STATES)[number];

export const PROCESS_STATES = ['running', 'frozen', 'crashed', 'closed'] as const;
export type ProcessState = (typeof PROCESS_STATES)[number];

export const API_NAMES = [
  'Metadata',
  'FindCoordinator',
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
  'ListOffsets',
  'Fetch',
  'Produce',
] as const;
export type ApiName = (typeof API_NAMES)[number];
