import type { MetadataPartition, MetadataTopic } from '../protocol/api/metadata.js';
import { ClusterImage, type ImageTopic } from '../protocol/cluster-image.js';
import type { Out } from '../protocol/out.js';
import type { ControllerState } from './state.js';

/** Collects changes and turns them into the next image. */
export class ImageDelta {
  private readonly topics: Map<string, ImageTopic | null> = new Map();

  constructor(private readonly controller: ControllerState) {}

  /** Sets a topic, or with null removes it. */
  setTopic(name: string, topic: ImageTopic | null): void {
    this.topics.set(name, topic);
  }

  setPartition(name: string, partition: MetadataPartition): void {
    const topic = this.topics.get(name) ?? this.controller.image.topics.get(name);
    if (topic === undefined) return;
    const partitions = topic.metadata.partitions.slice();
    partitions[partition.partitionIndex] = partition;
    const metadata: MetadataTopic = { ...topic.metadata, partitions };
    this.topics.set(name, { ...topic, metadata });
  }

  /** The next image; the controller holds it from now on. */
  apply(): ClusterImage {
    const { controller } = this;
    const topics = new Map(controller.image.topics);
    for (const [name, topic] of this.topics) {
      if (topic === null) topics.delete(name);
      else topics.set(name, topic);
    }
    const names = new Map<string, string>();
    for (const [name, { metadata }] of topics) names.set(metadata.topicId, name);
    const unfenced = [...controller.brokers.values()].filter((b) => !b.fenced);
    const alive = unfenced.map(({ nodeId, rack }) => ({ nodeId, rack }));
    const leaving = unfenced.filter((b) => b.shuttingDown).map((b) => b.nodeId);
    const { version } = controller.image;
    controller.image = new ClusterImage(version + 1, topics, names, alive, leaving);
    return controller.image;
  }
}

/**
 * Tells every broker the current image: a fenced one follows the metadata log too. A process that has not registered
 * yet does nothing with it (BrokerServer waits for its own registration), and so is not told.
 */
export function publish(controller: ControllerState, out: Out): void {
  for (const { nodeId, refused } of controller.brokers.values()) {
    if (refused === null) out.request(nodeId, 'UpdateMetadata', 0, 0, controller.image);
  }
}
