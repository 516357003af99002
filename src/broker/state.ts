import type { CoordinatorConfig } from '../coordinator/config.js';
import { type CoordinatorState, makeCoordinator } from '../coordinator/service.js';
import { makeLog, type PartitionLog } from '../log/partition-log.js';
import type { ProducerStates } from '../log/producer-states.js';
import type { FetchPartition } from '../protocol/api/fetch.js';
import type { MetadataPartition } from '../protocol/api/metadata.js';
import { ClusterImage, DEFAULT_TOPIC_CONFIG, type TopicConfig } from '../protocol/cluster-image.js';
import type { Envelope } from '../protocol/messages.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { LONG_AGO } from '../util/time.js';
import { makeTimers, type TimerTable } from '../util/timers.js';
import { value } from '../util/value.js';
import type { BrokerRules } from './rules.js';

/** A broker's settings, by Kafka's names in camelCase; times in ms. */
export interface BrokerConfig {
  readonly coordinator: CoordinatorConfig;
  readonly replicaFetchWaitMaxMs: number;
  readonly replicaFetchBackoffMs: number;
  /** A follower that has not caught up for so long leaves the ISR. */
  readonly replicaLagTimeMaxMs: number;
  /** How often high watermarks are written to disk: a restarted broker begins with what it finds there. */
  readonly replicaHighWatermarkCheckpointIntervalMs: number;
  /** How long a new coordinator reads a thousand records of its log: Kafka reads as fast as its disk. */
  readonly loadMsPerThousandRecords: number;
  readonly loadBaseMs: number;
  /** How often retention looks at the logs that are not compacted. */
  readonly logRetentionCheckIntervalMs: number;
  /** How often the cleaner looks for something to do. */
  readonly logCleanerBackoffMs: number;
  /** segment.bytes of `__consumer_offsets`. */
  readonly offsetsTopicSegmentBytes: number;
}

/** What a follower asks of one partition. A class, so that immer never drafts it: it is sent, and kept for the next time. */
export class Wanted implements FetchPartition {
  readonly partitionMaxBytes = 1_048_576;

  constructor(
    readonly tp: TopicPartition,
    readonly topicId: string,
    readonly fetchOffset: number,
    readonly currentLeaderEpoch: number,
    readonly lastFetchedEpoch: number,
    readonly logStartOffset: number,
    readonly highWatermark: number,
  ) {}
}

/** What a broker follows, by leader, as of one image. A class, so that immer never drafts it. */
export class Followed {
  constructor(
    readonly version: number,
    readonly byLeader: ReadonlyMap<number, readonly MetadataPartition[]>,
  ) {}
}

/** What the leader knows of a follower (Kafka: ReplicaState). */
export interface FollowerState {
  /** Its log end, as of its last fetch; −1: not heard of in this leader epoch. */
  logEndOffset: number;
  /** When it last had everything that the leader had then. */
  lastCaughtUpAt: number;
  lastFetchAt: number;
  /** The leader's log end at its last fetch. */
  leaderEndAtLastFetch: number;
}

/** One partition on this broker. Its log is on disk and survives a crash; the rest is rebuilt. */
export interface Replica {
  readonly tp: TopicPartition;
  readonly topicId: string;
  readonly log: PartitionLog;
  /** As follower: when the leader refused its last fetch of this partition; LONG_AGO: it did not. */
  refusedAt: number;
  /** As follower: what it asked for last. */
  wanted: Wanted | null;
  /** On disk too: rebuilt from the log's snapshot in Kafka. */
  readonly producers: ProducerStates;
  role: 'leader' | 'follower';
  leaderEpoch: number;
  /** Of the image that the role comes from. */
  partitionEpoch: number;
  /** Replicas whose copies count for the high watermark. Leader only. */
  isr: number[];
  /** An ISR that the controller was asked for and has not granted yet. Leader only. */
  askedIsr: readonly number[] | null;
  /** The high watermark as of the last checkpoint, and the checkpoint after which it rose again. On disk. */
  readonly checkpoint: { highWatermark: number; tick: number };
  /** What the system may not have written to the disk yet: from which offset on, and since when. In order; one entry a second. */
  unwritten: { readonly at: number; readonly offset: number }[];
  readonly followers: Map<number, FollowerState>;
  /** Fetches of clients that wait for this partition: the client's node number -> token of the parked fetch. */
  readonly fetchWaiters: Map<number, number>;
  /** Produce requests that wait for the high watermark: tokens. */
  produceWaiters: number[];
}

/** A Fetch that waits for data (Kafka: DelayedFetch). */
export interface ParkedFetch {
  readonly request: Envelope;
}

/** A Produce with acks=all that waits for replication (Kafka: DelayedProduce). */
export interface ParkedProduce {
  readonly request: Envelope;
  /** What is still to be replicated: partition key and the offset that the high watermark must reach. */
  readonly waits: Map<string, number>;
  /** Partitions that were replicated when the ISR was already below min.insync.replicas (§3). */
  readonly short: Set<string>;
  /** The answer, made at the append. */
  readonly answer: Answer;
}

/** A finished answer: a class, so that immer never drafts it. */
export class Answer {
  constructor(readonly body: unknown) {}
}

export type BrokerTimer =
  | { readonly kind: 'fetch wait'; readonly token: number }
  | { readonly kind: 'produce timeout'; readonly token: number }
  /** A Produce was answered: the next one of its connection is looked at. */
  | { readonly kind: 'unmute'; readonly client: number }
  | { readonly kind: 'load'; readonly partition: number }
  | { readonly kind: 'replica fetch'; readonly leader: number }
  /** Every half replica.lag.time.max.ms: who fell out of sync. */
  | { readonly kind: 'isr check' }
  | { readonly kind: 'retention' }
  | { readonly kind: 'cleaner' };

/** A broker. What `volatile` names is lost in a crash; `replicas` keep their logs. */
export interface BrokerState {
  readonly nodeId: number;
  readonly rules: BrokerRules;
  readonly config: BrokerConfig;
  /** The metadata it was told last. */
  image: ClusterImage;
  readonly replicas: Map<string, Replica>;
  /** `__consumer_offsets` partition number -> its TopicPartition, so that its key is built once. */
  readonly offsetsPartitions: Map<number, TopicPartition>;
  volatile: BrokerVolatile;
  /** Its last process ended by a controlled shutdown. On disk. */
  cleanShutdown: boolean;
}

export interface BrokerVolatile {
  coordinator: CoordinatorState;
  /** Partitions of `__consumer_offsets` whose groups it serves or loads -> the leader epoch it does so in. */
  readonly shards: Map<number, number>;
  /** When it learnt of its leaderships: a partition without records counts as loaded then. */
  coordinatorSince: number;
  /** When it was told the image it has. */
  imageSince: number;
  readonly timers: TimerTable<BrokerTimer>;
  readonly fetches: Map<number, ParkedFetch>;
  /** Followers whose fetch waits -> its token: it asks for everything that they follow here. */
  readonly followerFetches: Map<number, number>;
  readonly produces: Map<number, ParkedProduce>;
  /** Clients whose Produce is parked -> what came after it on that connection: not looked at before it is answered. */
  readonly muted: Map<number, Envelope[]>;
  /** Requests that are with the coordinator, by token. */
  readonly coordinated: Map<number, Envelope>;
  /** null: to be looked up. */
  followed: Followed | null;
  /** As follower: leader's node -> correlation id of the fetch in flight, 0 if none. */
  readonly fetchers: Map<number, number>;
  /** Also the source of correlation ids: one counter for everything this broker numbers. */
  nextToken: number;
}

export const BROKER_DEFAULTS: Omit<BrokerConfig, 'coordinator'> = {
  replicaFetchWaitMaxMs: 500,
  replicaFetchBackoffMs: 1_000,
  replicaLagTimeMaxMs: 30_000,
  replicaHighWatermarkCheckpointIntervalMs: 5_000,
  loadMsPerThousandRecords: 10,
  loadBaseMs: 5,
  logRetentionCheckIntervalMs: 300_000,
  logCleanerBackoffMs: 15_000,
  offsetsTopicSegmentBytes: 104_857_600,
};

export function makeBroker(nodeId: number, config: BrokerConfig, rules: BrokerRules): BrokerState {
  return {
    nodeId,
    rules,
    config: value(config),
    image: new ClusterImage(-1, new Map(), new Map(), []),
    replicas: new Map(),
    offsetsPartitions: new Map(),
    volatile: makeVolatile(config, rules),
    cleanShutdown: true,
  };
}

function makeVolatile(config: BrokerConfig, rules: BrokerRules): BrokerVolatile {
  return {
    coordinator: makeCoordinator(config.coordinator, rules.coordinator),
    shards: new Map(),
    coordinatorSince: 0,
    imageSince: 0,
    timers: makeTimers(),
    fetches: new Map(),
    followerFetches: new Map(),
    muted: new Map(),
    produces: new Map(),
    coordinated: new Map(),
    followed: null,
    fetchers: new Map(),
    nextToken: 1,
  };
}

/** The process died: what was in memory is gone, the logs stay. */
export function forgetVolatile(broker: BrokerState): void {
  const nextToken = broker.volatile.nextToken; // correlation ids never repeat across incarnations
  broker.volatile = makeVolatile(broker.config, broker.rules);
  broker.volatile.nextToken = nextToken;
  broker.image = new ClusterImage(-1, new Map(), new Map(), []);
  for (const replica of broker.replicas.values()) {
    replica.role = 'follower';
    replica.isr = [];
    replica.askedIsr = null;
    replica.refusedAt = LONG_AGO;
    replica.wanted = null;
    replica.followers.clear();
    replica.fetchWaiters.clear();
    replica.produceWaiters = [];
  }
}

export function makeReplica(
  tp: TopicPartition,
  topicId: string,
  config: TopicConfig = DEFAULT_TOPIC_CONFIG,
): Replica {
  return {
    tp,
    topicId,
    log: makeLog(config),
    refusedAt: LONG_AGO,
    wanted: null,
    producers: new Map(),
    role: 'follower',
    leaderEpoch: -1,
    partitionEpoch: -1,
    isr: [],
    askedIsr: null,
    checkpoint: { highWatermark: 0, tick: LONG_AGO },
    unwritten: [],
    followers: new Map(),
    fetchWaiters: new Map(),
    produceWaiters: [],
  };
}
