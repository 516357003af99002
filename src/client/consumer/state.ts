import {
  type AssignorName,
  type AssignorState,
  assignorNamed,
  makeAssignorState,
  type RebalanceProtocol,
} from '../../assignor/assignor.js';
import type { JoinGroupResponse } from '../../protocol/api/join-group.js';
import type { Bytes } from '../../protocol/consumer-protocol.js';
import type { CommitKind, PartitionOffset } from '../../protocol/facts.js';
import type { Envelope } from '../../protocol/messages.js';
import type { RecordBatch } from '../../protocol/record-batch.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { type FewTimers, makeFewTimers } from '../../util/few-timers.js';
import { LONG_AGO } from '../../util/time.js';
import { type ClusterView, makeClusterView } from '../cluster-view.js';
import { type Connections, makeConnections } from '../network.js';
import type { ConsumerException } from './calls.js';
import type { ConsumerConfig, ResetPolicy } from './config.js';
import type { ConsumerRules } from './rules.js';

/** SubscriptionState.FetchStates: only FETCHING has a valid position, which is fetched from and committed. */
export type FetchState = 'INITIALIZING' | 'AWAIT_RESET' | 'AWAIT_VALIDATION' | 'FETCHING';

/** One assigned partition (SubscriptionState.TopicPartitionState). */
export interface PartitionState {
  readonly tp: TopicPartition;
  /** Of the topic as it was when the partition was assigned; '' until metadata is known. */
  topicId: string;
  state: FetchState;
  /** The next offset that poll() will hand out; −1: none. */
  position: number;
  /** Leader epoch of the last batch read, −1 if unknown. */
  positionEpoch: number;
  /** The leader epoch that the position was last checked under; −1: none. */
  leaderEpoch: number;
  /** How the next reset is to be done, in AWAIT_RESET. */
  reset: ResetPolicy | null;
  paused: boolean;
  /** Its revocation is under way: no records are handed out. */
  pendingRevocation: boolean;
  /** Its next reset or validation question goes out not before this time. */
  retryAt: number;
  /** As of the last fetch that poll() looked at, −1 if unknown. */
  highWatermark: number;
  /** currentLag() has asked the leader for it. */
  logEndAsked: boolean;
}

/** Fetched records of one partition that poll() has not handed out yet. A class: its batches are shared. */
export class CompletedFetch {
  constructor(
    readonly tp: TopicPartition,
    readonly topicId: string,
    /** The position it was asked for: if the position has moved since, the data is dropped. */
    readonly fetchOffset: number,
    readonly batches: readonly RecordBatch[],
    readonly error: 'OFFSET_OUT_OF_RANGE' | null,
    readonly highWatermark: number,
  ) {}
}

/** The fetch buffer (Kafka: FetchBuffer, FetchCollector). */
export interface FetchBuffer {
  queue: CompletedFetch[];
  /** Where the first of `queue` has been read to: index of a batch, and of a record in it. */
  batchIndex: number;
  recordIndex: number;
  /** Where the rest of the first begins, −1 if it is untouched: another position makes it stale. */
  nextOffset: number;
}

export type MemberState = 'UNJOINED' | 'PREPARING_REBALANCE' | 'COMPLETING_REBALANCE' | 'STABLE';

/** How the JoinGroup / SyncGroup pair under way stands. */
export type JoinProgress =
  | { readonly kind: 'none' }
  | { readonly kind: 'in flight' }
  /** SyncGroup brought an assignment. */
  | { readonly kind: 'succeeded'; readonly assignment: Bytes }
  | {
      readonly kind: 'failed';
      readonly error: string;
      /** The exception that poll() throws, null if the client tries again. */
      readonly fatal: ConsumerException | null;
      /** Wait a backoff before the next try. */
      readonly backoff: boolean;
    };

/** Where onJoinPrepare and onJoinComplete stand: they are interrupted by commits and listeners. */
export type RebalanceStep =
  /** The next join begins with onJoinPrepare. */
  | 'to prepare'
  | 'committing'
  /** The revoked / lost listener of onJoinPrepare runs. */
  | 'revoking'
  /** Prepared: JoinGroup may be sent. */
  | 'prepared'
  /** onJoinComplete: the listener for what a cooperative member gives up runs. */
  | 'giving up'
  /** onJoinComplete: the assigned listener runs. */
  | 'assigning';

/** Membership of a classic group (Kafka: AbstractCoordinator, ConsumerCoordinator). */
export interface Membership {
  state: MemberState;
  /** −1: none. */
  generationId: number;
  /** What groupMetadata() tells: as of the last onJoinComplete, also after the membership was lost. −1 before. */
  metadataGenerationId: number;
  memberId: string;
  protocolName: string;
  rejoinNeeded: boolean;
  rejoinReason: string;
  join: JoinProgress;
  step: RebalanceStep;
  /** The JoinGroup in flight was sent in this "try": an answer to an older one is ignored. */
  joinCorrelationId: number;
  /** As elected leader, waiting for metadata before it can assign. A class instance. */
  leading: LeaderTask | null;
  isLeader: boolean;
  /** As leader: topic -> partitions when it assigned; a difference later makes it rejoin. */
  assignmentSnapshot: Map<string, number>;
  /** Topics of the whole group, known to the leader. */
  groupTopics: string[];
  attempts: number;
  retryAt: number;
  heartbeatInFlight: boolean;
  heartbeatAt: number;
  /** The last sign of life from the coordinator: a heartbeat or join answer. */
  lastHeartbeatOk: number;
  /** When the last poll() was entered. */
  lastPollAt: number;
  /** Raised from the heartbeat thread at the next poll. */
  failure: ConsumerException | null;
  /** An exception out of a listener, thrown by poll when the rebalance step is over. */
  listenerError: string | null;
  /** What a running listener was called with, to go on afterwards. */
  added: TopicPartition[];
  gaveUp: boolean;
}

/** The elected leader's answer to JoinGroup. A class, so that immer never drafts it. */
export class LeaderTask {
  constructor(readonly response: JoinGroupResponse) {}
}

/** Which broker coordinates the group, as far as the consumer knows. */
export interface CoordinatorLookup {
  /** 0: unknown (0 is the controller). */
  node: number;
  inFlight: boolean;
  retryAt: number;
  attempts: number;
}

/** A commit under way. A class: its parts are shared with facts and calls. */
export class PendingCommit {
  constructor(
    /** Numbers this consumer's commits from 1. */
    readonly id: number,
    readonly kind: CommitKind,
    readonly offsets: readonly PartitionOffset[],
    readonly tag: string,
    readonly generationId: number,
    readonly memberId: string,
    /** Its callback may throw: the call that runs it waits for its return. */
    readonly answers: boolean,
  ) {}
}

/** A commitAsync whose callback waits to be run by the application thread. */
export class FinishedCommit {
  constructor(
    readonly commit: PendingCommit,
    readonly exception: ConsumerException | null,
  ) {}
}

export interface Commits {
  nextId: number;
  /** By id. */
  readonly pending: Map<number, PendingCommit>;
  /** Waiting for the coordinator to be found (CC-22). */
  queued: PendingCommit[];
  finished: FinishedCommit[];
  /** When the next interval commit is due. */
  autoCommitAt: number;
  /** The auto-commit before a rebalance: id of the commit in flight, 0 if none. */
  prepareId: number;
  prepareDeadline: number;
  prepareRetryAt: number;
  /** How the last synchronous or preparing commit ended, until its waiter looks. */
  outcome: {
    readonly id: number;
    readonly exception: ConsumerException | null;
    readonly retriable: boolean;
  } | null;
}

/** A call that has not returned. They nest: a listener called by poll may call commitSync. */
export interface ActiveCall {
  readonly kind: 'poll' | 'commitSync' | 'position' | 'close' | 'unsubscribe' | 'callback';
  readonly deadline: number;
  /** commitSync: what it commits. */
  readonly offsets: readonly PartitionOffset[];
  /** position: of which partition. */
  readonly tp: TopicPartition | null;
  readonly closeOption: 'default' | 'leave-group' | 'remain-in-group';
  /** callback: which listener. */
  readonly listener: 'assigned' | 'revoked' | 'lost' | null;
  /** commitSync, close: the commit in flight, 0 if none. */
  commitId: number;
  attempts: number;
  retryAt: number;
  /** close: how far it has come. */
  phase: 'start' | 'committing' | 'draining' | 'leaving' | 'waiting';
}

export type ConsumerTimer =
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'poll interval' }
  /** The running call has something to do: its deadline, an auto-commit, a retry. */
  | { readonly kind: 'call' }
  | { readonly kind: 'request timeout' }
  | { readonly kind: 'metadata' };

export type SubscriptionType =
  | { readonly kind: 'none' }
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly topics: readonly string[] }
  | { readonly kind: 'manual' };

/** A KafkaConsumer of the classic protocol: all of it is memory, nothing survives the process. */
export interface ConsumerState {
  readonly rules: ConsumerRules;
  readonly config: ConsumerConfig;
  /** EAGER unless all its assignors are cooperative (CC-30). */
  readonly rebalanceProtocol: RebalanceProtocol;
  readonly assignors: Map<AssignorName, AssignorState>;
  readonly timers: FewTimers<ConsumerTimer>;
  readonly connections: Connections;
  readonly view: ClusterView;
  subscription: SubscriptionType;
  /** Assigned partitions by key, in order of assignment. */
  readonly partitions: Map<string, PartitionState>;
  readonly buffer: FetchBuffer;
  readonly coordinator: CoordinatorLookup;
  readonly membership: Membership;
  readonly commits: Commits;
  readonly calls: ActiveCall[];
  /** Answers that came while no thread of the client was reading: handled at the next call. */
  inbox: Envelope[];
  /** An OffsetFetch is under way, or may be tried again at `retryAt`. */
  readonly offsetFetch: { inFlight: number; retryAt: number; attempts: number };
  /** ListOffsets in flight: correlation id -> nothing more is needed. */
  readonly listOffsets: Set<number>;
  /** Thrown by the next poll() or position(). */
  positionError: ConsumerException | null;
  /** wakeup() was called, and no call has thrown it yet. */
  wokenUp: boolean;
  closed: boolean;
  /** What the view was when partitions were last checked against it. */
  seenViewVersion: number;
}

export function makeConsumer(
  config: ConsumerConfig,
  nodes: readonly number[],
  now: number,
  rules: ConsumerRules,
): ConsumerState {
  const assignors = new Map<AssignorName, AssignorState>();
  for (const name of config.partitionAssignmentStrategy) assignors.set(name, makeAssignorState());
  return {
    config,
    rules,
    rebalanceProtocol: commonProtocol(config),
    assignors,
    timers: makeFewTimers(),
    connections: makeConnections(),
    view: makeClusterView(nodes),
    subscription: { kind: 'none' },
    partitions: new Map(),
    buffer: { queue: [], batchIndex: 0, recordIndex: 0, nextOffset: -1 },
    coordinator: { node: 0, inFlight: false, retryAt: LONG_AGO, attempts: 0 },
    membership: makeMembership(now),
    commits: {
      nextId: 1,
      pending: new Map(),
      queued: [],
      finished: [],
      autoCommitAt: now + config.autoCommitIntervalMs,
      prepareId: 0,
      prepareDeadline: 0,
      prepareRetryAt: LONG_AGO,
      outcome: null,
    },
    calls: [],
    inbox: [],
    offsetFetch: { inFlight: 0, retryAt: LONG_AGO, attempts: 0 },
    listOffsets: new Set(),
    positionError: null,
    wokenUp: false,
    closed: false,
    seenViewVersion: 0,
  };
}

function makeMembership(now: number): Membership {
  return {
    state: 'UNJOINED',
    generationId: -1,
    metadataGenerationId: -1,
    memberId: '',
    protocolName: '',
    rejoinNeeded: true,
    rejoinReason: '',
    join: { kind: 'none' },
    step: 'to prepare',
    joinCorrelationId: 0,
    leading: null,
    isLeader: false,
    assignmentSnapshot: new Map(),
    groupTopics: [],
    attempts: 0,
    retryAt: LONG_AGO,
    heartbeatInFlight: false,
    heartbeatAt: LONG_AGO,
    lastHeartbeatOk: now,
    lastPollAt: now,
    failure: null,
    listenerError: null,
    added: [],
    gaveUp: false,
  };
}

/** The highest protocol that all its assignors support (assignors.md §4.1). */
function commonProtocol(config: ConsumerConfig): RebalanceProtocol {
  const all = config.partitionAssignmentStrategy.map((name) => assignorNamed(name));
  return all.every((a) => a?.supportedProtocols.includes('COOPERATIVE')) ? 'COOPERATIVE' : 'EAGER';
}
