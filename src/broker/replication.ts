import { latestEpoch } from '../log/leader-epochs.js';
import {
  appendAsFollower,
  raiseHighWatermark,
  raiseLogStart,
  truncateTo,
} from '../log/partition-log.js';
import { noteSequence } from '../log/producer-states.js';
import type {
  FetchPartition,
  FetchRequest,
  FetchResponsePartition,
} from '../protocol/api/fetch.js';
import { type Envelope, responseBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { armTimer } from '../util/timers.js';
import { advanceHighWatermark } from './high-watermark.js';
import { leaderReplica, replicaOf } from './replicas.js';
import type { BrokerState, Replica } from './state.js';

const CONTROLLER = 0;

/** A follower's fetch tells the leader how far its log reaches (LR-10), and may bring it back into the ISR. */
export function noteFollowerFetch(
  broker: BrokerState,
  request: FetchRequest,
  now: number,
  out: Out,
): void {
  const expanded: { tp: TopicPartition; leaderEpoch: number; newIsr: number[] }[] = [];
  for (const wanted of request.partitions) {
    const replica = leaderReplica(broker, wanted.tp);
    if (typeof replica === 'string' || replica.leaderEpoch !== wanted.currentLeaderEpoch) continue;
    const follower = replica.followers.get(request.replicaId);
    if (follower === undefined || wanted.fetchOffset > replica.log.logEndOffset) continue;
    if (follower.logEndOffset === wanted.fetchOffset) continue;
    follower.logEndOffset = wanted.fetchOffset;
    if (replica.isr.includes(request.replicaId)) {
      advanceHighWatermark(broker, replica, now, out);
    } else if (follower.logEndOffset >= replica.log.highWatermark) {
      const newIsr = [...replica.isr, request.replicaId];
      expanded.push({ tp: replica.tp, leaderEpoch: replica.leaderEpoch, newIsr });
    }
  }
  if (expanded.length > 0) {
    out.request(CONTROLLER, 'AlterPartition', 3, 0, { partitions: expanded });
  }
}

/** As follower: sends a fetch to each leader that has none in flight (Kafka: ReplicaFetcherThread). */
export function fetchFromLeaders(broker: BrokerState, out: Out): void {
  for (const [leader, wanted] of followedPartitions(broker)) {
    const v = broker.volatile;
    if ((v.fetchers.get(leader) ?? 0) !== 0) continue;
    const correlationId = v.nextToken++;
    v.fetchers.set(leader, correlationId);
    out.request(leader, 'Fetch', 17, correlationId, {
      replicaId: broker.nodeId,
      maxWaitMs: broker.config.replicaFetchWaitMaxMs,
      minBytes: 1,
      maxBytes: 10_485_760,
      isolationLevel: 'read_uncommitted',
      rackId: '',
      partitions: wanted,
    });
  }
}

function followedPartitions(broker: BrokerState): Map<number, FetchPartition[]> {
  const byLeader = new Map<number, FetchPartition[]>();
  for (const { metadata } of broker.image.topics.values()) {
    for (const p of metadata.partitions) {
      if (p.leaderId === broker.nodeId || p.leaderId < 0) continue;
      if (!p.replicaNodes.includes(broker.nodeId)) continue;
      const replica = replicaOf(broker, p.tp, metadata.topicId);
      replica.leaderEpoch = p.leaderEpoch;
      const list = byLeader.get(p.leaderId) ?? [];
      byLeader.set(p.leaderId, list);
      list.push(wantedBy(replica));
    }
  }
  return byLeader;
}

function wantedBy(replica: Replica): FetchPartition {
  return {
    tp: replica.tp,
    topicId: replica.topicId,
    fetchOffset: replica.log.logEndOffset,
    currentLeaderEpoch: replica.leaderEpoch,
    lastFetchedEpoch: latestEpoch(replica.log.epochs),
    logStartOffset: replica.log.logStartOffset,
    partitionMaxBytes: 1_048_576,
  };
}

/** The leader's answer: append, follow its high watermark and log start, truncate where the logs part (§4.5). */
export function onReplicaFetched(
  broker: BrokerState,
  now: number,
  envelope: Envelope,
  out: Out,
): void {
  const v = broker.volatile;
  if (v.fetchers.get(envelope.from) !== envelope.correlationId) return;
  v.fetchers.set(envelope.from, 0);
  let failed = false;
  for (const answer of responseBody(envelope, 'Fetch').partitions) {
    const replica = broker.replicas.get(answer.tp.key);
    if (replica === undefined || replica.role === 'leader') continue;
    if (answer.errorCode === 'OFFSET_OUT_OF_RANGE') restartAt(replica, answer, broker, out);
    else if (answer.errorCode !== 'NONE') failed = true;
    else followLeader(broker, replica, answer, out);
  }
  if (failed) retryLater(broker, envelope.from, now);
  else fetchFromLeaders(broker, out);
}

function followLeader(
  broker: BrokerState,
  replica: Replica,
  answer: FetchResponsePartition,
  out: Out,
): void {
  if (answer.divergingEpoch !== null) {
    truncate(broker, replica, answer.divergingEpoch.endOffset, out);
    return;
  }
  for (const batch of answer.batches) {
    if (batch.baseOffset < replica.log.logEndOffset) continue;
    appendAsFollower(replica.log, batch);
    noteSequence(
      replica.producers,
      batch.producer,
      batch.records.length,
      batch.baseOffset,
      batch.partitionLeaderEpoch,
    );
  }
  raiseHighWatermark(replica.log, answer.highWatermark);
  raiseLogStart(replica.log, answer.logStartOffset);
}

function truncate(broker: BrokerState, replica: Replica, offset: number, out: Out): void {
  if (!truncateTo(replica.log, offset)) return;
  out.note({
    type: 'truncated',
    tp: replica.tp,
    topicId: replica.topicId,
    offset,
    broker: broker.nodeId,
  });
}

/** The leader does not have this offset: follow its start, or drop what it does not have (LR-12). */
function restartAt(
  replica: Replica,
  answer: FetchResponsePartition,
  broker: BrokerState,
  out: Out,
): void {
  const { log } = replica;
  if (log.logEndOffset >= answer.logStartOffset) {
    truncate(broker, replica, answer.highWatermark, out);
    return;
  }
  truncateTo(log, 0);
  log.logStartOffset = answer.logStartOffset;
  log.logEndOffset = answer.logStartOffset;
  log.highWatermark = answer.logStartOffset;
}

/** The leader cannot be reached or refused: try again after replica.fetch.backoff.ms. */
export function retryLater(broker: BrokerState, leader: number, now: number): void {
  const v = broker.volatile;
  v.fetchers.set(leader, -1);
  armTimer(v.timers, `replica/${leader}`, now + broker.config.replicaFetchBackoffMs, {
    kind: 'replica fetch',
    leader,
  });
}
