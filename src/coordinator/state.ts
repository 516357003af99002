import type { Bytes } from '../protocol/consumer-protocol.js';
import type { GroupMetadataValue, OffsetCommitValue } from '../protocol/records.js';
import { makeTimers, type TimerTable } from '../util/timers.js';
import type { CoordinatorConfig } from './config.js';
import type { Deferred, Merge } from './deferred.js';
import { MIN_SLOTS } from './java-order.js';
import type { CoordinatorRules } from './rules.js';
import type { CoordinatorTimer } from './timer.js';

/** Kafka's ClassicGroupState, as Describe prints it. */
export type ClassicGroupState =
  | 'Empty'
  | 'PreparingRebalance'
  | 'CompletingRebalance'
  | 'Stable'
  | 'Dead';

/** A committed offset and where its record stands in the log. A class: shared, never drafted. */
export class StoredOffset {
  constructor(
    readonly value: OffsetCommitValue,
    /** Log offset of the commit's record: the newer of two commits is decided by it. */
    readonly recordOffset: number,
  ) {}
}

/** group -> topic -> partition. */
export type OffsetStore = Map<string, OffsetsByTopic>;
export type OffsetsByTopic = Map<string, Map<number, StoredOffset>>;

/** What the log says: changed by `replay` alone. */
export interface DurableState {
  readonly offsets: OffsetStore;
  /** producer id -> what its open transaction will commit. */
  readonly pending: Map<number, OffsetStore>;
  /** group -> topic -> partition -> how many producers have a pending value for it. */
  readonly openTransactions: Map<string, Map<string, Map<number, number>>>;
  /** Every group, with its last GroupMetadata record; null: a simple group, which has none. */
  readonly groups: Map<string, GroupMetadataValue | null>;
}

/** What a member offers, in order of preference. A class: shared, never drafted. */
export class SupportedProtocols {
  constructor(readonly list: readonly { readonly name: string; readonly metadata: Bytes }[]) {}
}

/** Kafka's ClassicGroupMember. */
export interface ClassicMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  protocols: SupportedProtocols;
  assignment: Bytes;
  /** From the add until the first join completes: such a member may expire while parked. */
  isNew: boolean;
  /** The parked JoinGroup and SyncGroup; 0: none. */
  joinToken: number;
  syncToken: number;
  readonly sessionTimer: CoordinatorTimer;
}

/** Kafka's ClassicGroup: a live group. Lost at a failover, but for what its last record says. */
export interface ClassicGroup {
  readonly groupId: string;
  /** Tells this group from an earlier or later one of the same id. */
  readonly incarnation: number;
  state: ClassicGroupState;
  /** 'Empty' marks an initial rebalance. */
  previousState: ClassicGroupState;
  /** When `state` was entered; −1: unknown. */
  currentStateTimestamp: number;
  protocolType: string | null;
  protocolName: string | null;
  generationId: number;
  leaderId: string | null;
  /** In order of joining. */
  readonly members: Map<string, ClassicMember>;
  /** instance id -> member id. */
  readonly staticMembers: Map<string, string>;
  /** Ids handed out with MEMBER_ID_REQUIRED and not used yet. */
  readonly pendingJoinMembers: Map<string, true>;
  numAwaitingJoin: number;
  /** protocol -> how many members offer it. */
  readonly supportedProtocols: Map<string, number>;
  /** Members of this generation that have not sent SyncGroup. */
  readonly pendingSyncMembers: Map<string, true>;
  /** null: unknown. */
  subscribedTopics: Map<string, true> | null;
  newMemberAdded: boolean;
}

/** One partition of `__consumer_offsets` that this broker leads. */
export interface Shard {
  readonly partition: number;
  leaderEpoch: number;
  status: 'Loading' | 'Active';
  /** Where the log ends, and up to where it is committed: offsets below are. */
  lastWrittenOffset: number;
  lastCommittedOffset: number;
  durable: DurableState;
  /** Volatile: the live groups. */
  readonly groups: Map<string, ClassicGroup>;
  /** Volatile: the size of Kafka's hash table of them, which decides the order in which it iterates. */
  groupSlots: number;
  /**
   * Volatile: waiting JoinGroup and SyncGroup requests that nobody has answered. false: no member holds it any more,
   * only the failure of its own write would answer it.
   */
  readonly parked: Map<number, boolean>;
  /** Volatile: how the committed state differs from the latest, oldest first. */
  uncommitted: Uncommitted[];
  /** Volatile: groups made by a request that has not been written: a failed append takes them back. */
  created: string[];
  /** Volatile: answers that wait for the high watermark, by offset. */
  deferred: Deferred[];
  nextIncarnation: number;
}

/** A change that is written but not committed, with what was there before. A class: never drafted. */
export class Uncommitted {
  constructor(
    /** Committed once the high watermark reaches it. */
    readonly endOffset: number,
    readonly group: string,
    /** What changed: an offset of this partition, or (null) the group's existence. */
    readonly topic: string | null,
    readonly partition: number,
    readonly offset: StoredOffset | null,
    readonly groupBefore: FormerGroup | null,
  ) {}
}

/** What Describe and List say of a group. A class: never drafted. */
export class FormerGroup {
  constructor(
    readonly state: ClassicGroupState,
    readonly protocolType: string,
    readonly protocolName: string | null,
    readonly members: readonly FormerMember[],
  ) {}
}

export interface FormerMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly metadata: Bytes;
  readonly assignment: Bytes;
}

/** Keeps the configuration from being drafted. */
export class ConfigBox {
  constructor(readonly value: CoordinatorConfig) {}
}

/** A broker's group coordinator. */
export interface CoordinatorState {
  readonly rules: CoordinatorRules;
  config: ConfigBox;
  readonly shards: Map<number, Shard>;
  readonly timers: TimerTable<CoordinatorTimer>;
  /** Requests that were split over several shards or groups and wait for some of them. */
  readonly merges: Map<number, Merge>;
  /** How many answers wait for the high watermark, over all shards: mostly none. */
  deferredCount: number;
  /** Partitions that a broker refused before the coordinator saw the request; see admission. */
  readonly admitted: Map<number, Admitted>;
}

/** What must be added to an answer on its way out. A class: never drafted. */
export class Admitted {
  constructor(
    readonly api: 'OffsetCommit' | 'TxnOffsetCommit' | 'OffsetDelete' | 'OffsetFetch',
    readonly version: number,
    readonly refused: readonly RefusedPartition[],
  ) {}
}

export interface RefusedPartition {
  readonly group: string;
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly error: 'UNKNOWN_TOPIC_OR_PARTITION' | 'UNKNOWN_TOPIC_ID';
}

export function makeState(config: CoordinatorConfig, rules: CoordinatorRules): CoordinatorState {
  return {
    config: new ConfigBox(config),
    rules,
    shards: new Map(),
    timers: makeTimers(),
    merges: new Map(),
    deferredCount: 0,
    admitted: new Map(),
  };
}

export function makeDurable(): DurableState {
  return { offsets: new Map(), pending: new Map(), openTransactions: new Map(), groups: new Map() };
}

export function makeShard(partition: number, leaderEpoch: number): Shard {
  return {
    partition,
    leaderEpoch,
    status: 'Loading',
    lastWrittenOffset: 0,
    lastCommittedOffset: 0,
    durable: makeDurable(),
    groups: new Map(),
    groupSlots: MIN_SLOTS,
    parked: new Map(),
    uncommitted: [],
    created: [],
    deferred: [],
    nextIncarnation: 1,
  };
}
