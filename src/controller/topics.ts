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
  const alive = [...controller.brokers.values()].filter((b) => !b.fenced).map((b) => b.nodeId);
  if (topic.replicationFactor > alive.length) return 'INVALID_REPLICATION_FACTOR';
  controller.topicsCreated += 1;
  const topicId = `${topic.name}.${controller.topicsCreated}`;
  const delta = new ImageDelta(controller);
  delta.setTopic(topic.name, {
    config: topicConfig(topic.config),
    metadata: {
      errorCode: 'NONE',
      name: topic.name,
      topicId,
      isInternal: topic.name === OFFSETS_TOPIC,
      partitions: placePartitions(topic.name, 0, topic.partitions, topic.replicationFactor, alive),
    },
  });
  delta.apply();
  const { name, partitions } = topic;
  if (name !== OFFSETS_TOPIC) {
    out.note({ type: 'topic created', topic: name, topicId, partitions });
  }
  publish(controller, out);
  return 'NONE';
}

/** Partition p gets the brokers p, p+1, … in turn; the first is the preferred leader. Kafka starts at a random one. */
function placePartitions(
  topic: string,
  from: number,
  to: number,
  replicationFactor: number,
  alive: readonly number[],
): MetadataPartition[] {
  const placed: MetadataPartition[] = [];
  const turns = alive.map((_, turn) => replicasFrom(alive, turn, replicationFactor)); // shared: nobody changes them
  for (let p = from; p < to; p++) {
    const replicas = turns[p % alive.length] ?? [];
    placed.push({
      tp: new TopicPartition(topic, p),
      partitionIndex: p,
      leaderId: replicas[0] ?? -1,
      leaderEpoch: 0,
      partitionEpoch: 0,
      replicaNodes: replicas,
      isrNodes: replicas,
      eligibleLeaderReplicas: [],
      lastKnownLeader: -1,
      reassignTo: [],
    });
  }
  return placed;
}

function replicasFrom(
  alive: readonly number[],
  turn: number,
  replicationFactor: number,
): readonly number[] {
  return Array.from(
    { length: replicationFactor },
    (_, r) => alive[(turn + r) % alive.length] ?? -1,
  );
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
  const alive = [...controller.brokers.values()].filter((b) => !b.fenced).map((b) => b.nodeId);
  const replicationFactor = Math.min(old[0]?.replicaNodes.length ?? 1, alive.length);
  const added = placePartitions(name, old.length, total, replicationFactor, alive);
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
