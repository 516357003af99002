import type { MetadataPartition } from '../protocol/api/metadata.js';
import { type TopicConfig, topicConfig } from '../protocol/cluster-image.js';
import type { ErrorName } from '../protocol/errors.js';
import { OFFSETS_TOPIC } from '../protocol/internal-topics.js';
import type { Out } from '../protocol/out.js';
import { TopicPartition } from '../protocol/topic-partition.js';
import { ImageDelta, publish } from './image.js';
import type { ControllerState } from './state.js';

/** A topic to create. */
export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: TopicConfig;
}

/** CreateTopics: the controller's image has it at once, the brokers when they hear of it. */
export function createTopic(controller: ControllerState, topic: NewTopic, out: Out): ErrorName {
  if (controller.image.topics.has(topic.name)) return 'TOPIC_ALREADY_EXISTS';
  const { name, partitions, replicationFactor } = topic;
  const placed = placePartitions(controller, name, 0, partitions, replicationFactor);
  if (placed === 'INVALID_REPLICATION_FACTOR') return placed;
  controller.topicsCreated += 1;
  const topicId = `${topic.name}.${controller.topicsCreated}`;
  const delta = new ImageDelta(controller);
  delta.setTopic(name, {
    config: topicConfig(topic.config),
    metadata: {
      errorCode: 'NONE',
      name,
      topicId,
      isInternal: name === OFFSETS_TOPIC,
      partitions: placed,
    },
  });
  delta.apply();
  if (name !== OFFSETS_TOPIC) {
    out.note({ type: 'topic created', topic: name, topicId, partitions });
  }
  publish(controller, out);
  return 'NONE';
}

/**
 * Partition p gets the live brokers p, p+1, … in turn, then fenced ones; the first is the preferred leader, and who is
 * live is in sync. Brokers in a controlled shutdown get nothing. Kafka starts at a random broker (StripedReplicaPlacer).
 */
function placePartitions(
  controller: ControllerState,
  topic: string,
  from: number,
  to: number,
  replicationFactor: number,
): MetadataPartition[] | 'INVALID_REPLICATION_FACTOR' {
  const usable = [...controller.brokers.values()].filter((b) => b.fenced || !b.shuttingDown);
  const alive = usable.filter((b) => !b.fenced).map((b) => b.nodeId);
  const fenced = usable.filter((b) => b.fenced).map((b) => b.nodeId);
  if (replicationFactor > usable.length || alive.length === 0) return 'INVALID_REPLICATION_FACTOR';
  const first = Math.min(replicationFactor, alive.length);
  const placed: MetadataPartition[] = [];
  const turns = alive.map((_, turn) => inTurn(alive, turn, first)); // shared: nobody changes them
  for (let p = from; p < to; p++) {
    const isr = turns[p % alive.length] ?? [];
    const others = first < replicationFactor ? inTurn(fenced, p, replicationFactor - first) : [];
    placed.push({
      tp: new TopicPartition(topic, p),
      partitionIndex: p,
      leaderId: isr[0] ?? -1,
      leaderEpoch: 0,
      partitionEpoch: 0,
      replicaNodes: others.length === 0 ? isr : [...isr, ...others],
      isrNodes: isr,
      eligibleLeaderReplicas: [],
      lastKnownLeader: -1,
      reassignTo: [],
    });
  }
  return placed;
}

function inTurn(brokers: readonly number[], turn: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, r) => brokers[(turn + r) % brokers.length] ?? -1);
}

/** DeleteTopics. */
export function deleteTopic(controller: ControllerState, name: string, out: Out): ErrorName {
  const topic = controller.image.topics.get(name);
  if (topic === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const delta = new ImageDelta(controller);
  delta.setTopic(name, null);
  delta.apply();
  out.note({
    type: 'topic deleted',
    topic: name,
    topicId: topic.metadata.topicId,
    partitions: topic.metadata.partitions.length,
  });
  publish(controller, out);
  return 'NONE';
}

/** CreatePartitions: the topic has `total` partitions from now on. */
export function addPartitions(
  controller: ControllerState,
  name: string,
  total: number,
  out: Out,
): ErrorName {
  const topic = controller.image.topics.get(name);
  if (topic === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const old = topic.metadata.partitions;
  if (total <= old.length) return 'INVALID_PARTITIONS';
  const replicationFactor = old[0]?.replicaNodes.length ?? 1;
  const added = placePartitions(controller, name, old.length, total, replicationFactor);
  if (added === 'INVALID_REPLICATION_FACTOR') return added;
  const delta = new ImageDelta(controller);
  delta.setTopic(name, {
    ...topic,
    metadata: { ...topic.metadata, partitions: [...old, ...added] },
  });
  delta.apply();
  out.note({ type: 'partitions added', topic: name, partitions: total });
  publish(controller, out);
  return 'NONE';
}
