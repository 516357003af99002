import { fetchFromLeaders } from '../broker/replication.js';
import { OFFSETS_TOPIC } from '../protocol/internal-topics.js';
import { ownTime } from './clock.js';
import type { Dispatch } from './dispatch.js';
import { rearm } from './wakeups.js';
import { controllerNode, type World } from './world.js';

/** The first thing that happens in every run: followers begin to fetch, and the trace hears of the topics there are. */
export function boot(world: World, out: Dispatch): void {
  out.node = controllerNode(world);
  for (const [topic, { metadata }] of controllerNode(world).state.image.topics) {
    if (topic === OFFSETS_TOPIC) continue;
    const { topicId } = metadata;
    out.note({ type: 'topic created', topic, topicId, partitions: metadata.partitions.length });
  }
  if (world.brokers === 1) return;
  for (const node of world.nodes) {
    if (node.kind !== 'broker') continue;
    out.node = node;
    fetchFromLeaders(node.state, ownTime(node, world.now), out);
    rearm(world, node);
  }
}
