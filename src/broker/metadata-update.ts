import { onPartitionsDeleted } from '../coordinator/service.js';
import type { ClusterImage } from '../protocol/cluster-image.js';
import type { ErrorName } from '../protocol/errors.js';
import { requestBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { TopicPartition } from '../protocol/topic-partition.js';
import { LONG_AGO } from '../util/time.js';
import { coordinatorHost } from './coordinator-host.js';
import { advanceHighWatermark } from './high-watermark.js';
import { scheduleLogTasks } from './log-tasks.js';
import { fetchWaitOver, finishFetch, readForFetch } from './parked-fetches.js';
import { finishProduce } from './parked-produces.js';
import { becomeLeader, imagePartition } from './replicas.js';
import { fetchFromLeaders } from './replication.js';
import { followElections } from './shards.js';
import type { BrokerState, Replica } from './state.js';

/** The broker learns new metadata (Kafka: BrokerMetadataPublisher): leaderships come and go, topics vanish. */
export function updateMetadata(
  broker: BrokerState,
  now: number,
  image: ClusterImage,
  out: Out,
): void {
  if (image.version <= broker.image.version) return;
  const before = broker.image;
  broker.image = image;
  broker.volatile.imageSince = now;
  if (before.version < 0) {
    started(broker, now);
    dropStrays(broker);
  }
  dropDeleted(broker, before, now, out);
  for (const replica of broker.replicas.values()) applyRole(broker, replica, now, out);
  followElections(broker, now, out);
  fetchFromLeaders(broker, now, out);
}

/** The first image since the broker's process began: its groups and the tasks of its logs count from here. */
function started(broker: BrokerState, now: number): void {
  broker.volatile.coordinatorSince = now;
  scheduleLogTasks(broker, now);
}

function applyRole(broker: BrokerState, replica: Replica, now: number, out: Out): void {
  const topic = broker.image.topics.get(replica.tp.topic);
  const entry = topic?.metadata.partitions[replica.tp.partition];
  if (topic === undefined || entry === undefined) return;
  if (entry.leaderId === broker.nodeId) {
    becomeLeader(broker, replica.tp, replica.topicId, entry);
    advanceHighWatermark(broker, replica, now, out);
    return;
  }
  const led = replica.role === 'leader';
  replica.role = 'follower';
  if (replica.leaderEpoch !== entry.leaderEpoch) replica.refusedAt = LONG_AGO;
  replica.leaderEpoch = entry.leaderEpoch;
  replica.partitionEpoch = entry.partitionEpoch;
  replica.askedIsr = null;
  if (led) failWaiting(broker, replica, 'NOT_LEADER_OR_FOLLOWER', out);
  if (!entry.replicaNodes.includes(broker.nodeId)) broker.replicas.delete(replica.tp.key); // reassigned
}

/** Whoever waits at a partition that is no longer led here is told so. */
function failWaiting(broker: BrokerState, replica: Replica, error: ErrorName, out: Out): void {
  for (const token of replica.produceWaiters) finishProduce(broker, token, error, out);
  replica.produceWaiters = [];
  for (const token of replica.fetchWaiters.values()) fetchWaitOver(broker, token, out);
  replica.fetchWaiters.clear();
  for (const token of [...broker.volatile.followerFetches.values()]) {
    const parked = broker.volatile.fetches.get(token);
    if (parked === undefined) continue;
    const result = readForFetch(broker, requestBody(parked.request, 'Fetch'));
    if (result.urgent) finishFetch(broker, token, result.response, out);
  }
}

/**
 * A broker that starts finds logs of topics that were deleted while it was down: they are nobody's, even if there is a
 * topic of that name again (LogManager.isStrayKraftReplica, KAFKA-14616).
 */
function dropStrays(broker: BrokerState): void {
  for (const { tp, topicId } of [...broker.replicas.values()]) {
    if (broker.image.topics.get(tp.topic)?.metadata.topicId === topicId) continue;
    broker.replicas.delete(tp.key);
  }
}

/** Deleted topics, and those created again under another id: their logs go, and every group's offsets of them. */
function dropDeleted(broker: BrokerState, before: ClusterImage, now: number, out: Out): void {
  const gone: TopicPartition[] = [];
  for (const [name, topic] of before.topics) {
    if (broker.image.topics.get(name)?.metadata.topicId === topic.metadata.topicId) continue;
    for (const p of topic.metadata.partitions)
      gone.push(new TopicPartition(name, p.partitionIndex));
  }
  if (gone.length === 0) return;
  for (const tp of gone) {
    const replica = broker.replicas.get(tp.key);
    if (replica === undefined) continue;
    broker.replicas.delete(tp.key);
    // A topic of that name may be there again, but not the partition that was waited for (getPartitionOrError).
    const again = imagePartition(broker, tp) !== undefined;
    const error = again ? 'NOT_LEADER_OR_FOLLOWER' : 'UNKNOWN_TOPIC_OR_PARTITION';
    failWaiting(broker, replica, error, out);
  }
  const host = coordinatorHost(broker, now, out);
  onPartitionsDeleted(broker.volatile.coordinator, host, gone);
  for (const replica of host.appended) advanceHighWatermark(broker, replica, now, out);
}
