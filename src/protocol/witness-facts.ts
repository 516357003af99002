import type { TopicPartition } from './topic-partition.js';

/*
 * Facts that no timeline tells, because others tell what follows from them: who judges a run needs them.
 */

/** A JoinGroup of a member of the group waits for the end of the join phase. */
export interface MemberRejoined {
  readonly type: 'member rejoined';
  readonly group: string;
  readonly memberId: string;
  readonly clientId: string;
}

/** A consumer was answered that it is no member, by the ids that it goes by at that moment. */
export interface MembershipRefused {
  readonly type: 'membership refused';
  readonly group: string;
  readonly memberId: string;
  readonly generation: number;
  readonly api: 'Heartbeat' | 'SyncGroup' | 'OffsetCommit';
  readonly error: 'UNKNOWN_MEMBER_ID' | 'ILLEGAL_GENERATION';
}

/** A leader asks for an ISR with this follower in it, which has fetched up to `logEndOffset`. */
export interface FollowerCaughtUp {
  readonly type: 'follower caught up';
  readonly tp: TopicPartition;
  readonly topicId: string;
  readonly follower: number;
  readonly logEndOffset: number;
  /** Of the leader, as is where its epoch begins. */
  readonly highWatermark: number;
  readonly epochStart: number;
}

/** The consumer was answered that its commit failed. It may send it again, and say nothing to the application. */
export interface CommitError {
  readonly type: 'commit error';
  readonly group: string;
  readonly commit: number;
  readonly error: string;
}

export type ConsumerWitness = MembershipRefused | CommitError;
