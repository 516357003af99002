import { endOffsetFor, latestEpoch } from '../log/leader-epochs.js';
import { appendAsFollower, raiseLogStart, restartLogAt, truncateTo } from '../log/partition-log.js';
import { noteSequence } from '../log/producer-states.js';
import type {
  FetchPartition,
  FetchRequest,
  FetchResponsePartition,
} from '../protocol/api/fetch.js';
import type { MetadataPartition } from '../protocol/api/metadata.js';
import { type Envelope, responseBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { LONG_AGO } from '../util/time.js';
import { armTimer } from '../util/timers.js';
import { noteAppended, raiseAndCheckpoint, rebuildProducers } from './disk.js';
import { advanceHighWatermark } from './high-watermark.js';
import { askForIsr, noteFetched } from './in-sync.js';
import { keepLogInTrim } from './log-tasks.js';
import { imagePartition, leaderReplica, replicaOf } from './replicas.js';
import { type BrokerState, Followed, type Replica, Wanted } from './state.js';

/** A follower's fetch tells the leader how far its log reaches (LR-10), and may bring it back into the ISR. */
export function noteFollowerFetch(
  broker: BrokerState,
  request: FetchRequest,
  now: number,
  out: Out,
): void {
  const entering: { replica: Replica; isr: readonly number[] }[] = [];
  for (const wanted of request.partitions) {
    const replica = leaderReplica(broker, wanted.tp);
    if (typeof replica === 'string' || replica.leaderEpoch !== wanted.currentLeaderEpoch) continue;
    const follower = replica.followers.get(request.replicaId);
    if (follower === undefined || wanted.fetchOffset > replica.log.logEndOffset) continue;
    // What it has is not what stands here: it counts for nothing before it has truncated (Partition.fetchRecords).
    if (broker.rules.divergence(replica, wanted) !== null) continue;
    const moved = follower.logEndOffset !== wanted.fetchOffset;
    noteFetched(follower, wanted.fetchOffset, replica.log.logEndOffset, now);
    if (broker.rules.mayEnter(broker, replica, request.replicaId, follower)) {
      entering.push({ replica, isr: [...replica.isr, request.replicaId] });
      noteCaughtUp(replica, request.replicaId, wanted.fetchOffset, out);
    }
    if (moved) advanceHighWatermark(broker, replica, now, out);
  }
  askForIsr(broker, entering, out);
}

function noteCaughtUp(
  { tp, topicId, log }: Replica,
  follower: number,
  logEndOffset: number,
  out: Out,
): void {
  const { highWatermark, epochs } = log;
  const epochStart = epochs[epochs.length - 1]?.startOffset ?? 0;
  const fact = { type: 'follower caught up', tp, topicId, follower, logEndOffset } as const;
  out.note({ ...fact, highWatermark, epochStart });
}

/** As follower: sends a fetch to each leader that has none in flight (Kafka: ReplicaFetcherThread). */
export function fetchFromLeaders(broker: BrokerState, now: number, out: Out): void {
  const v = broker.volatile;
  for (const [leader, followed] of followedPartitions(broker)) {
    if ((v.fetchers.get(leader) ?? 0) !== 0) continue;
    const partitions = wantedFrom(broker, followed, now);
    if (partitions.length === 0) {
      retryLater(broker, leader, now); // all of them were refused a moment ago
      continue;
    }
    const correlationId = v.nextToken++;
    v.fetchers.set(leader, correlationId);
    out.request(leader, 'Fetch', 17, correlationId, {
      replicaId: broker.nodeId,
      maxWaitMs: broker.config.replicaFetchWaitMaxMs,
      minBytes: 1,
      maxBytes: 10_485_760,
      isolationLevel: 'read_uncommitted',
      rackId: '',
      partitions,
    });
  }
}

/** What it follows, by leader: looked up once an image. */
function followedPartitions(broker: BrokerState): Followed['byLeader'] {
  const { image, volatile: v } = broker;
  if (v.followed?.version === image.version) return v.followed.byLeader;
  const byLeader = new Map<number, MetadataPartition[]>();
  for (const { metadata } of image.topics.values()) {
    for (const p of metadata.partitions) {
      if (p.leaderId === broker.nodeId || p.leaderId < 0) continue;
      if (!p.replicaNodes.includes(broker.nodeId)) continue;
      replicaOf(broker, p.tp, metadata.topicId).leaderEpoch = p.leaderEpoch;
      const list = byLeader.get(p.leaderId);
      if (list === undefined) byLeader.set(p.leaderId, [p]);
      else list.push(p);
    }
  }
  v.followed = new Followed(image.version, byLeader);
  return byLeader;
}

/** Where it stands in each of these; not those that the leader refused a moment ago. */
function wantedFrom(
  broker: BrokerState,
  followed: readonly MetadataPartition[],
  now: number,
): FetchPartition[] {
  const { replicas, config } = broker;
  const wanted: FetchPartition[] = [];
  for (const { tp } of followed) {
    const replica = replicas.get(tp.key);
    if (replica === undefined) continue;
    if (now < replica.refusedAt + config.replicaFetchBackoffMs) continue;
    wanted.push(wantedBy(replica));
  }
  return wanted;
}

/** The same as last time if nothing changed: most partitions of most fetches. */
function wantedBy(replica: Replica): FetchPartition {
  const { log, wanted: last, leaderEpoch } = replica;
  if (
    last !== null &&
    last.fetchOffset === log.logEndOffset &&
    last.currentLeaderEpoch === leaderEpoch &&
    last.highWatermark === log.highWatermark &&
    last.logStartOffset === log.logStartOffset
  )
    return last;
  replica.wanted = new Wanted(
    replica.tp,
    replica.topicId,
    log.logEndOffset,
    leaderEpoch,
    latestEpoch(log.epochs),
    log.logStartOffset,
    log.highWatermark,
  );
  return replica.wanted;
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
  for (const answer of responseBody(envelope, 'Fetch').partitions) {
    const replica = broker.replicas.get(answer.tp.key);
    const leader = imagePartition(broker, answer.tp)?.leaderId;
    if (replica === undefined || replica.role === 'leader' || leader !== envelope.from) continue;
    const refused = answer.errorCode !== 'NONE' && answer.errorCode !== 'OFFSET_OUT_OF_RANGE';
    if (!refused && !isWhereItAsked(replica)) continue;
    replica.refusedAt = LONG_AGO;
    if (answer.errorCode === 'OFFSET_OUT_OF_RANGE') restartAt(replica, answer, broker, out);
    else if (refused) replica.refusedAt = now;
    else followLeader(broker, replica, answer, now, out);
  }
  fetchFromLeaders(broker, now, out);
}

/**
 * Its log may have changed since: it was elected and deposed while the fetch was on its way. Then the answer is for
 * another log, and is left alone (AbstractFetcherThread.processFetchRequest).
 */
function isWhereItAsked({ wanted, log, leaderEpoch }: Replica): boolean {
  return wanted?.fetchOffset === log.logEndOffset && wanted.currentLeaderEpoch === leaderEpoch;
}

function followLeader(
  broker: BrokerState,
  replica: Replica,
  answer: FetchResponsePartition,
  now: number,
  out: Out,
): void {
  if (answer.divergingEpoch !== null) {
    const offset = broker.rules.truncationOffset(replica, answer.divergingEpoch);
    truncate(broker, replica, offset, out);
    return;
  }
  for (const batch of answer.batches) {
    if (batch.baseOffset < replica.log.logEndOffset) continue;
    appendAsFollower(replica.log, batch);
    noteSequence(
      replica.producers,
      batch.producer,
      batch.recordCount,
      batch.baseOffset,
      batch.partitionLeaderEpoch,
    );
    noteAppended(replica, batch.baseOffset, now);
    keepLogInTrim(broker, replica, batch, now);
  }
  raiseAndCheckpoint(broker, replica, answer.highWatermark, now);
  raiseLogStart(replica.log, answer.logStartOffset);
}

/**
 * The last offset that both can have (AbstractFetcherThread.getOffsetTruncationState): where the leader's epoch ends,
 * there and here. A follower that does not know that epoch goes back to the end of the one before, and asks again.
 */
export function whereLogsPart(
  { log }: Replica,
  leader: { readonly epoch: number; readonly endOffset: number },
): number {
  const own = endOffsetFor(log.epochs, leader.epoch, log.logEndOffset);
  return Math.min(leader.endOffset, own?.endOffset ?? leader.endOffset, log.logEndOffset);
}

function truncate(broker: BrokerState, replica: Replica, offset: number, out: Out): void {
  replica.wanted = null; // its epochs may be others, even if its end is not
  const { highWatermark } = replica.log;
  if (!truncateTo(replica.log, offset)) return;
  rebuildProducers(replica);
  const { tp, topicId, log } = replica;
  const { nodeId } = broker;
  const from = Math.min(offset, log.logEndOffset);
  const fact = { type: 'truncated', tp, topicId, offset: from, broker: nodeId } as const;
  out.note({ ...fact, highWatermark, cause: 'diverged' });
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
  restartLogAt(log, answer.logStartOffset);
  replica.producers.clear();
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
