import type { ClockSet } from './clock-fact.js';
import type { NetworkFact } from './network-facts.js';
import type { TopicPartition } from './topic-partition.js';
import type { ConsumerWitness, FollowerCaughtUp, MemberRejoined } from './witness-facts.js';

export type { NetworkFact } from './network-facts.js';

/*
 * Facts: what a node tells the trace. They are the only thing that checks, conditions and the timeline know of a
 * run, so they say what happened, in Kafka's words, and never why a reader should care. Offsets are inclusive
 * ranges (`from`..`to`). A fact holds primitives, TopicPartitions and fresh plain objects, never a part of a state.
 */

/** An offset with its partition, as in a commit: `offset` is the next one to read. */
export interface PartitionOffset {
  readonly tp: TopicPartition;
  readonly offset: number;
  readonly metadata?: string; // what an application stores beside it; left out: nothing
}

/** Records `from`..`to` of one partition, all of the same topic id and leader epoch. */
export interface RecordRange {
  readonly tp: TopicPartition;
  /** Distinguishes a topic that was deleted and created again. */
  readonly topicId: string;
  readonly leaderEpoch: number;
  readonly from: number;
  readonly to: number;
}

/** How a commit came about. */
export type CommitKind = 'sync' | 'async' | 'auto' | 'auto before rebalance' | 'auto on close';

/** Why a member was taken out of a group. */
export type RemovalReason =
  | 'session expired'
  | 'left'
  | 'removed by operator'
  | 'did not rejoin in time'
  | 'did not sync in time'
  | 'never completed its first join'
  | 'group is full'
  | 'coordinator resigned';

/** Facts about a process: a consumer, a producer, a broker. */
export type ProcessFact =
  | { readonly type: 'started' }
  | { readonly type: 'crashed' }
  | { readonly type: 'frozen' }
  | { readonly type: 'thawed' }
  | ClockSet
  /** A broker began, and ended, a controlled shutdown. */
  | { readonly type: 'shutting down' | 'shut down' }
  /** close() was called, and returned. */
  | { readonly type: 'closing' }
  | { readonly type: 'closed' };

/** Facts that a consumer and its application tell. */
export type ConsumerFact =
  | ConsumerWitness
  | { readonly type: 'subscribed'; readonly group: string; readonly topics: readonly string[] }
  | { readonly type: 'unsubscribed'; readonly group: string }
  /** Manual assignment by assign(): no member of the group, exempt from exclusive ownership. */
  | {
      readonly type: 'assigned manually';
      readonly group: string;
      readonly partitions: readonly TopicPartition[];
    }
  /** The listener onPartitionsAssigned is called, with what was added; `owned` is all it has then. */
  | {
      readonly type: 'assigned';
      readonly group: string;
      readonly memberId: string;
      readonly generation: number;
      readonly partitions: readonly TopicPartition[];
      readonly owned: readonly TopicPartition[];
    }
  /** onPartitionsRevoked / onPartitionsLost is called with these. */
  | {
      readonly type: 'revoked' | 'lost';
      readonly group: string;
      readonly memberId: string;
      readonly generation: number;
      readonly partitions: readonly TopicPartition[];
    }
  /** A position was set other than by consuming. */
  | {
      readonly type: 'position';
      readonly group: string;
      readonly tp: TopicPartition;
      readonly topicId: string;
      readonly offset: number;
      readonly cause: 'committed' | 'reset' | 'seek' | 'truncated';
      /** `earliest`, `latest`, `by_duration:PT5M`; '' unless it is a reset. */
      readonly policy: string;
      /** The position that was out of range or truncated, the one sought away from; −1 if there was none. */
      readonly previous: number;
    }
  /** pause() or resume(): fetching from these partitions stops, or goes on. */
  | {
      readonly type: 'paused' | 'resumed';
      readonly group: string;
      readonly partitions: readonly TopicPartition[];
    }
  /** poll() handed these records to the application. */
  | { readonly type: 'delivered'; readonly group: string; readonly records: RecordRange }
  /** The application began / completed the processing of these records, one after the other. */
  | {
      readonly type: 'processing' | 'processed';
      readonly group: string;
      readonly records: RecordRange;
    }
  /** Processing of one record did not complete. */
  | {
      readonly type: 'processing failed';
      readonly group: string;
      readonly records: RecordRange;
      /** throw: an exception; poison: fails each time; hang: never returns. */
      readonly how: 'throw' | 'poison' | 'hang';
    }
  /** An effect in the outside store, made by processing a record. */
  | {
      readonly type: 'effect';
      readonly group: string;
      readonly records: RecordRange;
      readonly key: string;
    }
  /** The application wrote the effect of one record to the outside store of its group. */
  | {
      readonly type: 'store written';
      readonly group: string;
      readonly mode: 'append' | 'upsert' | 'with-offsets';
      readonly records: RecordRange;
      readonly key: string;
      /** Whether it made a row, and which one it met: see the application's store. */
      readonly outcome: 'added' | 'repeated' | 'replaced' | 'set back' | 'refused';
    }
  /** An OffsetCommit left the consumer. `commit` numbers its commits from 1. */
  | {
      readonly type: 'commit sent';
      readonly group: string;
      readonly memberId: string;
      /** −1 without membership. */
      readonly generation: number;
      readonly commit: number;
      readonly kind: CommitKind;
      readonly offsets: readonly PartitionOffset[];
    }
  /** The consumer learnt that its commit was stored. */
  | {
      readonly type: 'commit succeeded';
      readonly group: string;
      readonly commit: number;
      readonly kind: CommitKind;
      readonly offsets: readonly PartitionOffset[];
    }
  /** A commit failed, or was refused by the client itself (then it was never sent). */
  | {
      readonly type: 'commit failed';
      readonly group: string;
      readonly commit: number;
      readonly kind: CommitKind;
      readonly offsets: readonly PartitionOffset[];
      /** Java class without package. */
      readonly exception: string;
    }
  /** A call threw into the application. */
  | {
      readonly type: 'exception';
      readonly call: string;
      readonly exception: string;
      readonly message: string;
    }
  /** max.poll.interval.ms passed without a poll: the member leaves by itself (a static one only stops). */
  | {
      readonly type: 'max poll interval exceeded';
      readonly group: string;
      readonly memberId: string;
    };

/** Facts that a producer tells. */
export type ProducerFact =
  /** The broker acknowledged the records. acks=0: they were sent; their offsets are unknown, so −n..−1 for n records. */
  | {
      readonly type: 'acknowledged';
      readonly records: RecordRange;
      /** −1: all. `sent`: how many records this process had put into the partition before these. */
      readonly acks: -1 | 0 | 1;
      readonly sent: number;
    }
  | {
      readonly type: 'send failed';
      readonly topic: string;
      readonly count: number;
      readonly exception: string;
    };

/** Facts that a group coordinator tells. */
export type CoordinatorFact =
  | MemberRejoined
  | {
      readonly type: 'group state';
      readonly group: string;
      readonly from: string;
      readonly to: string;
      /** After the change. */
      readonly generation: number;
      /** In words: "c2 joined", "the session of c1 expired". */
      readonly reason: string;
    }
  | {
      readonly type: 'member joined';
      readonly group: string;
      readonly memberId: string;
      readonly clientId: string;
      readonly groupInstanceId: string | null;
    }
  | {
      readonly type: 'member removed';
      readonly group: string;
      readonly memberId: string;
      readonly clientId: string;
      readonly reason: RemovalReason;
    }
  | {
      readonly type: 'static member replaced';
      readonly group: string;
      readonly groupInstanceId: string;
      readonly oldMemberId: string;
      readonly memberId: string;
    }
  /** The leader's assignment became the group's: who owns what in this generation. */
  | {
      readonly type: 'group assignment';
      readonly group: string;
      readonly generation: number;
      readonly protocol: string;
      readonly members: readonly {
        readonly memberId: string;
        readonly clientId: string;
        readonly partitions: readonly TopicPartition[];
      }[];
    }
  /** Offsets were appended to `__consumer_offsets`. memberId '' without membership; an operator has `operator`. */
  | {
      readonly type: 'offsets stored';
      readonly group: string;
      readonly clientId: string;
      readonly memberId: string;
      readonly generation: number;
      readonly offsets: readonly PartitionOffset[];
    }
  /** An OffsetCommit was refused, or accepted but not stored. */
  | {
      readonly type: 'offsets refused';
      readonly group: string;
      readonly clientId: string;
      readonly memberId: string;
      readonly error: string;
      readonly offsets: readonly PartitionOffset[];
    }
  /** Tombstones for offsets. */
  | {
      readonly type: 'offsets removed';
      readonly group: string;
      readonly partitions: readonly TopicPartition[];
      readonly cause: 'expired' | 'deleted by operator' | 'topic deleted' | 'group deleted';
    }
  | {
      readonly type: 'group deleted';
      readonly group: string;
      readonly cause: 'expired' | 'operator';
    }
  | {
      readonly type: 'coordinator loading' | 'coordinator loaded' | 'coordinator unloaded';
      readonly partition: number;
    };

/** Facts of brokers and the controller. */
export type ClusterFact =
  | FollowerCaughtUp
  | {
      readonly type: 'topic created' | 'topic deleted';
      readonly topic: string;
      readonly topicId: string;
      readonly partitions: number;
    }
  | { readonly type: 'partitions added'; readonly topic: string; readonly partitions: number }
  | {
      readonly type: 'leader elected';
      readonly tp: TopicPartition;
      readonly leader: number;
      readonly leaderEpoch: number;
      /** False: the leader was not known to have everything that was replicated. */
      readonly clean: boolean;
    }
  /** The in-sync replicas are others now. */
  | {
      readonly type: 'isr changed';
      readonly tp: TopicPartition;
      readonly isr: readonly number[];
      readonly from: readonly number[];
      readonly leaderEpoch: number;
    }
  /** A reassignment is complete: these are its replicas now. */
  | {
      readonly type: 'reassigned';
      readonly tp: TopicPartition;
      readonly replicas: readonly number[];
    }
  /** The controller missed a broker's heartbeats for a session, or lets it go at the end of a controlled shutdown. */
  | {
      readonly type: 'broker fenced';
      readonly broker: number;
      readonly reason: 'session expired' | 'shut down';
    }
  /** It hears its heartbeats again. */
  | { readonly type: 'broker unfenced'; readonly broker: number }
  /** Records reached the leader's log. */
  | { readonly type: 'appended'; readonly clientId: string; readonly records: RecordRange }
  /** The log start offset was raised: everything below is gone from that replica. */
  | {
      readonly type: 'log start raised';
      readonly tp: TopicPartition;
      readonly topicId: string;
      /** The broker leads the partition. Each replica has a retention of its own. */
      readonly leads: boolean;
      readonly logStartOffset: number;
      /** Who did it, or which setting of the topic. */
      readonly cause: 'DeleteRecords' | 'retention.ms' | 'retention.bytes';
    }
  /** The cleaner went over a replica's log. Inclusive ranges of offsets that are gone from it. */
  | {
      readonly type: 'log compacted';
      readonly tp: TopicPartition;
      readonly topicId: string;
      /** The broker leads the partition. Each broker has a cleaner of its own. */
      readonly leads: boolean;
      /** Below it the log is clean now. */
      readonly upTo: number;
      /** A newer record of the same key follows each. */
      readonly superseded: readonly { readonly from: number; readonly to: number }[];
      /** Tombstones older than delete.retention.ms. */
      readonly tombstones: readonly { readonly from: number; readonly to: number }[];
    }
  /** A replica's log lost its tail: offsets from `offset` on are gone there. */
  | {
      readonly type: 'truncated';
      readonly tp: TopicPartition;
      readonly topicId: string;
      readonly offset: number;
      readonly broker: number;
      /** Its own before. */
      readonly highWatermark: number;
      /** Its leader's log is another one, or the machine died with what was not flushed. */
      readonly cause: 'diverged' | 'lost in the crash';
    };

/** What an operator did with Kafka's tools. */
export type OperatorFact = {
  readonly type: 'operator';
  readonly action:
    | 'reset offsets'
    | 'alter offsets'
    | 'delete offsets'
    | 'delete group'
    | 'remove member';
  readonly group: string;
  readonly offsets: readonly PartitionOffset[];
  /** 'NONE' or the error that came back. */
  readonly error: string;
};

/** The controller, or a leader, refused what an operator asked for; `subject` is a topic or a partition. */
export type ClusterToolFact = {
  readonly type: 'cluster tool refused';
  readonly action:
    | 'create topic'
    | 'delete topic'
    | 'add partitions'
    | 'elect leader'
    | 'reassign'
    | 'delete records';
  readonly subject: string;
  readonly error: string;
};

export type Fact =
  | ProcessFact
  | ConsumerFact
  | ProducerFact
  | CoordinatorFact
  | ClusterFact
  | NetworkFact
  | ClusterToolFact
  | OperatorFact;
