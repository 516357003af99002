import type { TopicPartition } from '../protocol/topic-partition.js';
import type { Position, RecordSpec, RecordsRef, Subscription, TopicSpec } from './model.js';
import type { Condition, GroupState } from './model-conditions.js';
import type { ChaosAction, FaultAction } from './model-faults.js';

/*
 * Steps run one after the other: each waits for its trigger, then does its actions in their order, at that
 * instant. A trigger is only looked at once the step before it is done.
 */
export interface Step {
  readonly trigger: Trigger;
  /** It may never fire: then the run is not undecided for that. */
  readonly optional: boolean;
  /** Empty: the step only waits. */
  readonly actions: readonly Action[];
  readonly position: Position | null;
}

export type Trigger =
  /** At once, when the step before is done. */
  | { readonly kind: 'now' }
  /** At this virtual time; at once if it is past. */
  | { readonly kind: 'at'; readonly atMs: number }
  /** So long after the step before was done. */
  | { readonly kind: 'after'; readonly afterMs: number }
  /** As soon as the condition holds. After `withinMs` it has not fired: the run is undecided, or goes on if optional. */
  | {
      readonly kind: 'when';
      readonly condition: Condition;
      /** The condition as written. */
      readonly text: string;
      readonly withinMs: number | null;
    };

export type Action = DoAction | OperatorAction | FaultAction | ChaosAction | JudgeAction;

/** What an application does. */
export type DoAction =
  /** Consumers and producers. */
  | { readonly kind: 'start'; readonly names: readonly string[] }
  /** Producers: send no more. */
  | { readonly kind: 'stop'; readonly producers: readonly string[] }
  | { readonly kind: 'close'; readonly consumer: string; readonly option: CloseOption }
  | { readonly kind: 'subscribe'; readonly consumer: string; readonly to: Subscription }
  | { readonly kind: 'unsubscribe' | 'enforce-rebalance'; readonly consumer: string }
  | { readonly kind: 'seek'; readonly consumer: string; readonly to: readonly OffsetRef[] }
  /** partitions null: all that it has. */
  | {
      readonly kind: 'seek-to-beginning' | 'seek-to-end' | 'pause' | 'resume';
      readonly consumer: string;
      readonly partitions: readonly TopicPartition[] | null;
    }
  /** By a producer of no name. */
  | {
      readonly kind: 'produce';
      readonly topic: string;
      readonly count: number;
      readonly record: RecordSpec;
    };

/** CloseOptions.GroupMembershipOperation. */
export type CloseOption = 'default' | 'leave-group' | 'remain-in-group';

export interface OffsetRef {
  readonly tp: TopicPartition;
  readonly offset: number;
}

/** What an operator does with Kafka's tools. */
export type OperatorAction =
  | { readonly kind: 'create-topic'; readonly topic: TopicSpec }
  | { readonly kind: 'delete-topic'; readonly topic: string }
  /** Up to this total. */
  | { readonly kind: 'add-partitions'; readonly topic: string; readonly partitions: number }
  /** Everything below `offset`; −1 is the high watermark. */
  | { readonly kind: 'delete-records'; readonly before: readonly OffsetRef[] }
  | {
      readonly kind: 'reset-offsets';
      readonly group: string;
      /** null: --all-topics, the partitions with a committed offset. */
      readonly scope: readonly TopicScope[] | null;
      readonly to: ResetTarget;
      /** False: a dry run. */
      readonly execute: boolean;
    }
  | {
      readonly kind: 'alter-offsets';
      readonly group: string;
      readonly offsets: readonly OffsetRef[];
    }
  | {
      readonly kind: 'delete-offsets';
      readonly group: string;
      readonly scope: readonly TopicScope[];
    }
  | { readonly kind: 'delete-group'; readonly group: string }
  | { readonly kind: 'remove-member'; readonly group: string; readonly who: MemberRef };

/** partitions null: all of the topic. */
export interface TopicScope {
  readonly topic: string;
  readonly partitions: readonly number[] | null;
}

export type ResetTarget =
  | { readonly kind: 'to-earliest' | 'to-latest' | 'to-current' }
  | { readonly kind: 'to-offset'; readonly offset: number }
  | { readonly kind: 'shift-by'; readonly by: number }
  /** Virtual time 0 is 1970-01-01T00:00:00Z. */
  | { readonly kind: 'to-datetime'; readonly atMs: number }
  | { readonly kind: 'by-duration'; readonly durationMs: number };

/** A member by its consumer's name, by its group.instance.id, or all of them. */
export type MemberRef =
  | { readonly kind: 'consumer'; readonly consumer: string }
  | { readonly kind: 'instance'; readonly instance: string }
  | { readonly kind: 'all' };

export type JudgeAction =
  /** Facts at this instant; position is that of the fact. */
  | { readonly kind: 'expect'; readonly fact: Expectation; readonly position: Position | null }
  /** At any time of the run, before or after this step. */
  | { readonly kind: 'must-happen'; readonly event: MustHappen; readonly position: Position | null }
  /** Judged at the end of the run. */
  | {
      readonly kind: 'check';
      readonly property: PropertyName;
      readonly verdict: 'holds' | 'violated';
      /** Null: all groups together. */
      readonly group: string | null;
      readonly position: Position | null;
    };

export type Expectation =
  | {
      readonly kind: 'describe';
      readonly group: string;
      readonly view: 'offsets' | 'members' | 'state';
      readonly verbose: boolean;
      /** Lines without trailing blanks, no empty line first or last. */
      readonly table: string;
    }
  | {
      readonly kind: 'processed';
      readonly records: readonly RecordsRef[];
      /** Each of the records was processed to completion so many times; 'at least once' for `processed`. */
      readonly times: 'at least once' | number;
      /** By this consumer, or by this group; both null: by anyone. */
      readonly by: string | null;
      readonly group: string | null;
    }
  /** Each of the records has so many rows in the store of the group, as a reader sees it. */
  | {
      readonly kind: 'stored';
      readonly records: readonly RecordsRef[];
      readonly times: 'at least once' | number;
      readonly group: string;
    }
  /** So many rows in all. */
  | { readonly kind: 'rows'; readonly group: string; readonly rows: number }
  /** offset null: nothing committed. Other partitions do not matter. */
  | {
      readonly kind: 'committed';
      readonly group: string;
      readonly tp: TopicPartition;
      readonly offset: number | null;
    }
  /** Exactly these, in any order. */
  | {
      readonly kind: 'owns';
      readonly consumer: string;
      readonly partitions: readonly TopicPartition[];
    }
  | { readonly kind: 'state'; readonly group: string; readonly state: GroupState }
  | { readonly kind: 'generation'; readonly group: string; readonly generation: number }
  /** Exactly these consumers, in any order. */
  | { readonly kind: 'members'; readonly group: string; readonly consumers: readonly string[] }
  /** offset null: it has no position. */
  | {
      readonly kind: 'position';
      readonly consumer: string;
      readonly tp: TopicPartition;
      readonly offset: number | null;
    }
  | { readonly kind: 'log-end'; readonly tp: TopicPartition; readonly offset: number }
  /** The values of all records in the leader's log, in order; null is a record without one. */
  | {
      readonly kind: 'values';
      readonly tp: TopicPartition;
      readonly values: readonly (string | null)[];
    }
  /** broker null: nobody leads it. As the controller has it. */
  | { readonly kind: 'leader'; readonly tp: TopicPartition; readonly broker: number | null }
  /** Exactly these brokers, in any order. As the controller has it. */
  | { readonly kind: 'isr'; readonly tp: TopicPartition; readonly brokers: readonly number[] }
  /** The log end offset of one broker's replica, whether it leads, follows or is down; null: it has none. */
  | {
      readonly kind: 'replica-end';
      readonly broker: number;
      readonly tp: TopicPartition;
      readonly offset: number | null;
    }
  /** The last exception of its application; null: there was none. Java class without package. */
  | { readonly kind: 'exception'; readonly consumer: string; readonly exception: string | null }
  /** The sum over partitions. */
  | { readonly kind: 'lag'; readonly group: string; readonly lag: number };

export type MustHappen =
  | {
      readonly kind:
        | 'session expired'
        | 'max poll interval exceeded'
        | 'processing failed'
        | 'closed'
        | 'static member replaced';
      readonly consumer: string;
    }
  /** partitions empty: any. Otherwise these, in one call of the listener. */
  | {
      readonly kind: 'assigned' | 'revoked' | 'lost' | 'reset' | 'truncation detected';
      readonly consumer: string;
      readonly partitions: readonly TopicPartition[];
    }
  /** exception null: any. Java class without package. */
  | {
      readonly kind: 'exception' | 'commit failed';
      readonly consumer: string;
      readonly exception: string | null;
    }
  /** The coordinator refused a commit; error null: any. Kafka's error name. */
  | { readonly kind: 'commit refused'; readonly consumer: string; readonly error: string | null }
  /** At least so many. */
  | {
      readonly kind: 'rebalance' | 'coordinator moved';
      readonly group: string;
      readonly times: number;
    }
  | { readonly kind: 'offsets expired' | 'group deleted'; readonly group: string }
  /** A replica of it lost its tail; its in-sync replicas became fewer, or more; a leader was elected out of sync. */
  | {
      readonly kind: 'truncated' | 'isr shrunk' | 'isr expanded' | 'unclean election';
      readonly tp: TopicPartition;
    }
  /** broker null: anybody. */
  | {
      readonly kind: 'leader elected';
      readonly tp: TopicPartition;
      readonly broker: number | null;
    }
  /** The controller fenced it. */
  | { readonly kind: 'broker fenced'; readonly broker: number }
  /** exception null: any. Java class without package. */
  | { readonly kind: 'send failed'; readonly producer: string; readonly exception: string | null }
  /** In the words of the steps: a fault of links began, or a message was struck. */
  | { readonly kind: 'network fault'; readonly fault: NetworkFaultWord };

export const NETWORK_FAULT_WORDS = [
  'cut',
  'slow',
  'lossy',
  'duplicating',
  'close-connection',
  'lose-request',
  'lose-reply',
  'delay-request',
  'delay-reply',
  'duplicate-request',
  'fail',
  'reply-with',
  'hold-request',
  'hold-reply',
] as const;
export type NetworkFaultWord = (typeof NETWORK_FAULT_WORDS)[number];

export const PROPERTY_NAMES = [
  'commit-after-processing',
  'at-least-once',
  'no-loss',
  'at-most-once',
  'exclusive-ownership',
  'monotone-commits',
  'converges',
  'exactly-once-in-the-store',
  'bounded-duplicates',
  'lost-write',
  'unseen',
  'duplicate',
  'inconsistent-offsets',
  'phantom',
  'nonmonotonic-send',
  'nonmonotonic-poll',
  'int-nonmonotonic-poll',
  'poll-skip',
  'int-poll-skip',
  'revoked-before-assigned',
  'commits-only-by-owners',
  'everything-owned',
  'no-starvation',
  'monotone-generations',
  'monotone-logs',
  'requests-answered',
  'replicas-agree',
  'replicated-stays',
  'isr-is-caught-up',
  'joined-members-only',
  'assigned-as-stored',
  'commits-only-by-members',
  'refused-members-stop',
  'one-generation',
  'durable-is-replayed',
  'queues-bounded',
] as const;
export type PropertyName = (typeof PROPERTY_NAMES)[number];
