import type { StoreMode } from '../app/store.js';
import type { PartitionOffset, RecordRange } from '../protocol/facts.js';
import type { TopicPartition } from '../protocol/topic-partition.js';

/*
 * How a run ended: what the trace cannot tell, read from the last world. Checks judge the trace and this, and
 * nothing else.
 */
export interface Ending {
  /** Virtual time of the end, ms. */
  readonly at: number;
  /** `quiet`: nothing was left to happen but heartbeats and empty fetches. `limit`: time or events ran out. */
  readonly how: 'last step' | 'quiet' | 'limit';
  /** Every partition that exists, without `__consumer_offsets`. A topic that was deleted is not here. */
  readonly partitions: readonly PartitionEnding[];
  /** Every group that a coordinator knows, simple groups included. A deleted one is not here. */
  readonly groups: readonly GroupEnding[];
  /** Every consumer of the scenario, the ones that never started left out. */
  readonly consumers: readonly ConsumerEnding[];
  /** Groups whose applications write to an outside store. */
  readonly stores: readonly { readonly group: string; readonly mode: StoreMode }[];
  /** Requests of running clients that should have been answered or given up by now. */
  readonly overdue: readonly OverdueRequest[];
  /** What waits at clients that run: requests under way, fetched data in hand. */
  readonly queues: readonly QueueEnding[];
  /** Brokers that are crashed or frozen. */
  readonly brokersDown: readonly string[];
  /** What of the cluster serves nobody, though its processes run. */
  readonly outage: ClusterOutage;
}

export interface ClusterOutage {
  /** It is crashed: nobody elects. */
  readonly controllerDown: boolean;
  /** Brokers that run, but that a cut keeps from the controller. */
  readonly cutOff: readonly string[];
  /** Brokers that run and reach the controller, but that it has fenced, or has not registered. */
  readonly fenced: readonly string[];
  /** What running consumers need, and no running broker leads: what they read, and where their group is kept. */
  readonly unled: readonly UnledPartition[];
}

export interface UnledPartition {
  readonly group: string;
  readonly tp: TopicPartition;
  /** Brokers that run and may lead it without losing anything. */
  readonly mayLead: readonly string[];
}

export interface OverdueRequest {
  readonly client: string;
  /** '' if it is none of a consumer. */
  readonly group: string;
  readonly api: string;
  readonly broker: string;
  readonly sentAt: number;
  /** When its client was to close the connection. */
  readonly deadline: number;
}

export interface QueueEnding {
  readonly client: string;
  /** '' if it is none of a consumer. */
  readonly group: string;
  /** `Fetch under way to broker-1`. */
  readonly what: string;
  readonly length: number;
  /** What Kafka's client allows. */
  readonly bound: number;
}

export interface PartitionEnding {
  readonly tp: TopicPartition;
  readonly topicId: string;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  /** False: no broker that lives leads it. Then `highWatermark` is what a replica had stored when it went down. */
  readonly isLed: boolean;
  /**
   * The records in the leader's log from logStartOffset to its end, also those above the high watermark: ranges
   * of one leader epoch, in order. Offsets that compaction emptied, and transaction markers, are in no range.
   */
  readonly log: readonly LogRange[];
  /** Records of `log` that stand in it a second time: `count` from `offset` on repeat those from `of` on. */
  readonly copies: readonly {
    readonly offset: number;
    readonly of: number;
    readonly count: number;
  }[];
  /** Compaction may take records out of the middle of its logs, of each replica when its turn comes. */
  readonly isCompacted: boolean;
  /** The followers, as their logs lie on their disks; none if nobody leads. */
  readonly followers: readonly FollowerEnding[];
}

export interface FollowerEnding {
  readonly broker: number;
  /** As the controller has it. */
  readonly inSync: boolean;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  /** As `log` of the partition. */
  readonly log: readonly LogRange[];
  /** The first offset at which another record stands than in the leader's log, of the same epoch; −1: none. */
  readonly differsAt: number;
}

export interface LogRange {
  readonly from: number;
  readonly to: number;
  readonly leaderEpoch: number;
}

export interface GroupEnding {
  readonly group: string;
  /** Kafka's word: `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Stable`, `Dead`. */
  readonly state: string;
  /** As the coordinator has it; 0: there never was one. */
  readonly generation: number;
  readonly memberIds: readonly string[];
  /** What the coordinator goes by, and what a replay of its log says; null: nobody has loaded it. */
  readonly durable: { readonly kept: GroupRecord; readonly replayed: GroupRecord } | null;
  /** Client ids of the members that the coordinator knows. */
  readonly members: readonly string[];
  /** What is committed in `__consumer_offsets` now: stored, and no tombstone after it. */
  readonly committed: readonly PartitionOffset[];
  /**
   * What `until: billing is caught up` says: its consumers have read and processed everything below the high
   * watermarks of the partitions that they subscribe to, and have committed it if their strategy commits.
   */
  readonly caughtUp: boolean;
}

/** A group as `__consumer_offsets` says. */
export interface GroupRecord {
  /** By topic and partition. */
  readonly committed: readonly PartitionOffset[];
  /** Of the last record of the group itself; −1: there is none. */
  readonly generation: number;
  readonly memberIds: readonly string[];
}

export interface ConsumerEnding {
  /** `c1`. */
  readonly node: string;
  readonly group: string;
  /**
   * `running`: it goes on when the run goes on. `hung`: its process lives, but the processing of a record never
   * returns. `crashed` and `closed` processes hold nothing.
   */
  readonly state: 'running' | 'hung' | 'frozen' | 'crashed' | 'closed';
  /** Of a process that lives and takes itself for a member of a stable group. */
  readonly membership: { readonly memberId: string; readonly generation: number } | null;
  /**
   * Records handed to the application whose processing has not completed and still will, if the process goes on:
   * the rest of the batch in hand, the queues of the workers, the record being processed right now. Not those
   * that the application gave up, nor what is still in the fetch buffer.
   */
  readonly held: readonly RecordRange[];
}
