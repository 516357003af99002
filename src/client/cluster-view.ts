import type {
  MetadataPartition,
  MetadataResponse,
  MetadataTopic,
} from '../protocol/api/metadata.js';
import { TopicPartition } from '../protocol/topic-partition.js';
import { LONG_AGO } from '../util/time.js';

/** A topic's metadata. A class, so that immer never drafts it: partitions are shared with the broker's image. */
class TopicView {
  constructor(readonly topic: MetadataTopic) {}
}

/** What a client knows of the cluster (Kafka: Metadata). Its bootstrap list is every broker. */
export interface ClusterView {
  /** bootstrap.servers: every broker there is. */
  readonly bootstrap: readonly number[];
  /** Brokers that live, as of the last answer. */
  nodes: readonly number[];
  racks: ReadonlyMap<number, string | null>;
  readonly topics: Map<string, TopicView>;
  /** Counts answers, so that others see that something is new. */
  version: number;
  /** When the last answer came, LONG_AGO before the first. */
  updatedAt: number;
  /** An update was asked for, and is sent as soon as the backoff allows. */
  needed: boolean;
  inFlight: boolean;
  /** Not before this time. */
  retryAt: number;
  attempts: number;
}

export function makeClusterView(nodes: readonly number[]): ClusterView {
  return {
    bootstrap: nodes,
    nodes,
    racks: new Map(),
    topics: new Map(),
    version: 0,
    updatedAt: LONG_AGO,
    needed: false,
    inFlight: false,
    retryAt: LONG_AGO,
    attempts: 0,
  };
}

/** What an answer changes for readers of partitions. */
export interface ViewChange {
  /** Topics that are gone, or another topic of the same name now. */
  readonly vanished: readonly string[];
  /** Partitions whose leader or leader epoch changed. */
  readonly moved: readonly TopicPartition[];
}

/** Takes an answer in. Older leader epochs are ignored (KIP-320). */
export function updateView(view: ClusterView, answer: MetadataResponse, now: number): ViewChange {
  const vanished: string[] = [];
  const moved: TopicPartition[] = [];
  view.version += 1;
  view.updatedAt = now;
  view.attempts = 0;
  view.nodes = answer.brokers.map((b) => b.nodeId);
  view.racks = new Map(answer.brokers.map((b) => [b.nodeId, b.rack]));
  for (const topic of answer.topics) {
    const known = view.topics.get(topic.name)?.topic;
    if (topic.errorCode !== 'NONE') {
      if (known !== undefined) vanished.push(topic.name);
      view.topics.delete(topic.name);
      continue;
    }
    if (known === topic) continue; // the very same object: nothing changed
    if (known !== undefined && known.topicId !== topic.topicId) vanished.push(topic.name);
    else if (known !== undefined) collectMoved(known, topic, moved);
    view.topics.set(topic.name, new TopicView(topic));
  }
  return { vanished, moved };
}

function collectMoved(known: MetadataTopic, topic: MetadataTopic, moved: TopicPartition[]): void {
  for (const p of topic.partitions) {
    const old = known.partitions[p.partitionIndex];
    if (old !== undefined && (old.leaderId !== p.leaderId || old.leaderEpoch !== p.leaderEpoch)) {
      moved.push(p.tp);
    }
  }
}

export function topicInView(view: ClusterView, topic: string): MetadataTopic | undefined {
  return view.topics.get(topic)?.topic;
}

export function partitionInView(
  view: ClusterView,
  tp: TopicPartition,
): MetadataPartition | undefined {
  return view.topics.get(tp.topic)?.topic.partitions[tp.partition];
}

/** The one instance of a partition that metadata knows, so that keys are built once. */
export function sharedPartition(
  view: ClusterView,
  topic: string,
  partition: number,
): TopicPartition {
  return (
    topicInView(view, topic)?.partitions[partition]?.tp ?? new TopicPartition(topic, partition)
  );
}
