import { assignEpoch } from '../log/leader-epochs.js';
import type { MetadataPartition } from '../protocol/api/metadata.js';
import type { ErrorName } from '../protocol/errors.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { LONG_AGO } from '../util/time.js';
import { type BrokerState, makeReplica, type Replica } from './state.js';

/** The partition's entry in the image, undefined if there is no such partition. */
export function imagePartition(
  broker: BrokerState,
  tp: TopicPartition,
): MetadataPartition | undefined {
  return broker.image.topics.get(tp.topic)?.metadata.partitions[tp.partition];
}

/**
 * The replica if this broker leads the partition, else the error that the asker gets. A partition that nobody has
 * written to has no replica object yet: it is made when first asked for.
 */
export function leaderReplica(broker: BrokerState, tp: TopicPartition): Replica | ErrorName {
  const replica = broker.replicas.get(tp.key);
  if (replica !== undefined && replica.role === 'leader') return replica;
  const topic = broker.image.topics.get(tp.topic);
  const partition = topic?.metadata.partitions[tp.partition];
  if (topic === undefined || partition === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  if (partition.leaderId !== broker.nodeId) return 'NOT_LEADER_OR_FOLLOWER';
  return becomeLeader(broker, tp, topic.metadata.topicId, partition);
}

/** Takes over the leadership that the image gives (Kafka: Partition.makeLeader). */
export function becomeLeader(
  broker: BrokerState,
  tp: TopicPartition,
  topicId: string,
  partition: MetadataPartition,
): Replica {
  const replica = replicaOf(broker, tp, topicId);
  const again = replica.role === 'leader' && replica.leaderEpoch === partition.leaderEpoch;
  if (again && replica.partitionEpoch >= partition.partitionEpoch) return replica; // the controller's answer was first
  replica.role = 'leader';
  replica.partitionEpoch = partition.partitionEpoch;
  replica.isr = partition.isrNodes.slice();
  replica.askedIsr = null;
  if (!again) {
    replica.leaderEpoch = partition.leaderEpoch;
    assignEpoch(replica.log.epochs, partition.leaderEpoch, replica.log.logEndOffset);
    replica.followers.clear();
  }
  followersOf(broker, replica, partition);
  return replica;
}

/** Replicas that came or went with a reassignment; a new leader knows nothing of any (Replica.resetReplicaState). */
function followersOf(broker: BrokerState, replica: Replica, partition: MetadataPartition): void {
  for (const id of [...replica.followers.keys()]) {
    if (!partition.replicaNodes.includes(id)) replica.followers.delete(id);
  }
  for (const id of partition.replicaNodes) {
    if (id === broker.nodeId || replica.followers.has(id)) continue;
    replica.followers.set(id, {
      logEndOffset: -1,
      lastCaughtUpAt: partition.isrNodes.includes(id) ? broker.volatile.imageSince : LONG_AGO,
      lastFetchAt: LONG_AGO,
      leaderEndAtLastFetch: -1,
    });
  }
}

/** This broker's copy of the partition, made empty if it has none or one of a deleted topic of the same name. */
export function replicaOf(broker: BrokerState, tp: TopicPartition, topicId: string): Replica {
  const known = broker.replicas.get(tp.key);
  if (known !== undefined && known.topicId === topicId) return known;
  const replica = makeReplica(tp, topicId, broker.image.topics.get(tp.topic)?.config);
  broker.replicas.set(tp.key, replica);
  return replica;
}
