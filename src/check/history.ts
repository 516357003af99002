import type { Fact } from '../protocol/facts.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import type { FactOf } from '../protocol/trace.js';
import type { RecordSet } from './interval-set.js';

/*
 * The facts of a run, indexed once for all checks: by partition (what is in the log) and by group and partition
 * (what became of it). `index-facts.ts` fills it. Nothing is kept a record: ranges, and lists of facts.
 */

/** A traced fact with its place in the trace, and its type on top: `switch (entry.type)` narrows the fact. */
export type Entry<T extends Fact['type'] = Fact['type']> = T extends unknown ? EntryOf<T> : never;

interface EntryOf<T extends Fact['type']> {
  /** Index in the trace: the order in which things happened, also within one event. */
  readonly seq: number;
  readonly type: T;
  readonly at: number;
  readonly event: number;
  readonly node: string;
  readonly fact: FactOf<T>;
}

/** A partition of one topic id: a topic that was created again has new ones. */
export interface PartitionHistory {
  readonly tp: TopicPartition;
  /** '' as long as no fact has told it. */
  topicId: string;
  readonly appended: Entry<'appended'>[];
  readonly acknowledged: Entry<'acknowledged'>[];
  readonly acknowledgedSet: RecordSet;
  /** To any consumer of any group: these were below a high watermark. */
  readonly handedOut: RecordSet;
  readonly startRaised: Entry<'log start raised'>[];
  readonly compacted: Entry<'log compacted'>[];
  readonly truncated: Entry<'truncated'>[];
  /** Of leaders; the first leader of a topic is not elected. */
  readonly elections: Entry<'leader elected'>[];
  /** Places in the trace of elections of brokers that were down or frozen from before it to the next one. */
  readonly stillborn: Set<number>;
  /** Followers that were to enter the ISR. */
  readonly caughtUp: Entry<'follower caught up'>[];
  deleted: Entry<'topic deleted'> | null;
}

/** One commit of a consumer, from its sending on. Its outcome is the coordinator's, not the answer that arrived. */
export interface Commit {
  readonly sent: Entry<'commit sent'>;
  stored: Entry<'offsets stored'> | null;
  refused: Entry<'offsets refused'> | null;
  succeeded: Entry<'commit succeeded'> | null;
  failed: Entry<'commit failed'> | null;
}

/** What a commit that was sent says about one partition. */
export interface SentOffset {
  readonly seq: number;
  readonly commit: Commit;
  readonly offset: number;
}

/** An offset that was stored in `__consumer_offsets`: from here on it is what the next reader starts from. */
export interface StoredOffset {
  readonly seq: number;
  readonly entry: Entry<'offsets stored'>;
  readonly offset: number;
  /** What was committed before, −1 if nothing was. */
  readonly previous: number;
  /** Null if no consumer sent it: an operator's. */
  readonly commit: Commit | null;
}

/** The group's place in a partition was set, by a position fact or by an operator's commit. */
export interface Move {
  readonly seq: number;
  readonly entry: Entry<'position' | 'offsets stored'>;
  readonly cause: 'committed' | 'reset' | 'seek' | 'truncated' | 'operator';
  readonly offset: number;
  /** The records jumped over are `skippedFrom`..`offset − 1`; none if `skippedFrom` is not below `offset`. */
  readonly skippedFrom: number;
}

/** What a group did with one partition. */
export interface GroupPartition {
  readonly group: string;
  readonly partition: PartitionHistory;
  readonly delivered: Entry<'delivered'>[];
  readonly started: Entry<'processing'>[];
  readonly processed: Entry<'processed'>[];
  readonly failed: Entry<'processing failed'>[];
  readonly effects: Entry<'effect'>[];
  /** To the outside store of the group. */
  readonly writes: Entry<'store written'>[];
  readonly deliveredSet: RecordSet;
  readonly processedSet: RecordSet;
  readonly moves: Move[];
  readonly sent: SentOffset[];
  /** Commits that the client itself refused: it was in no group, or closed. */
  readonly unsent: { readonly seq: number; readonly node: string; readonly offset: number }[];
  readonly stored: StoredOffset[];
  readonly removed: Entry<'offsets removed' | 'group deleted'>[];
  /** The committed offset at the end of the trace, −1 if there is none. */
  effective: number;
}

/** What a group's members and its coordinator told about membership, in order. */
export type MembershipEntry = Entry<
  | 'assigned'
  | 'revoked'
  | 'lost'
  | 'unsubscribed'
  | 'group state'
  | 'group assignment'
  | 'member joined'
  | 'member rejoined'
  | 'membership refused'
  | 'member removed'
  | 'static member replaced'
  | 'group deleted'
>;

export interface GroupHistory {
  readonly group: string;
  readonly partitions: Map<PartitionHistory, GroupPartition>;
  /** Topics that any of its consumers ever subscribed to. */
  readonly topics: Set<string>;
  readonly subscriptions: Entry<'subscribed'>[];
  /** Partitions that any of its consumers took by assign(). */
  readonly manual: Set<PartitionHistory>;
  readonly membership: MembershipEntry[];
  readonly commits: Commit[];
}

/** Facts that explain why a process stopped doing what it was doing. */
export type FaultEntry = Entry<
  | 'crashed'
  | 'frozen'
  | 'shutting down'
  | 'clock set'
  | 'closing'
  | 'exception'
  | 'processing failed'
  | 'revoked'
  | 'lost'
  | 'unsubscribed'
  | 'max poll interval exceeded'
  | 'member removed'
  | 'static member replaced'
  | 'link fault'
  | 'message fault'
>;

export interface History {
  /** Every partition of data that a fact names. */
  readonly partitions: readonly PartitionHistory[];
  /** In the order in which the facts name them. */
  readonly groups: ReadonlyMap<string, GroupHistory>;
  /** By node: the consumer or broker concerned, also if its coordinator or the network told it. */
  readonly faults: ReadonlyMap<string, readonly FaultEntry[]>;
  /** Of each node, not among its faults: a clock harms by what comes of it. */
  readonly clocks: ReadonlyMap<string, readonly Entry<'clock set'>[]>;
  /** Faults of links, crashes and freezes that ended: where each began in the trace, and where it ended. */
  readonly healed: ReadonlyMap<number, number>;
  /** When the cluster, the processes or the load last changed: a group can converge only after it. */
  readonly lastChangeAt: number;
  /** Truncations of `__consumer_offsets`: commits may have been lost with them. */
  readonly lostCommits: readonly Entry<'truncated'>[];
}
