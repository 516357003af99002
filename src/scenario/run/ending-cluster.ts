import type { ClusterOutage, UnledPartition } from '../../check/ending.js';
import { isActive } from '../../controller/state.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { isCut } from '../../sim/network.js';
import { groupPartitionOf, partitionImage } from '../../sim/observe.js';
import { brokerNode, type ConsumerNode, controllerNode, type World } from '../../sim/world.js';
import { partitionsToRead } from './caught-up.js';

/** What of the cluster serves nobody at the end of a run, though processes run that could. */
export function outageOf(world: World): ClusterOutage {
  const controller = controllerNode(world);
  const cutOff: string[] = [];
  const fenced: string[] = [];
  for (const { nodeId, fenced: isFenced, incarnation } of controller.state.brokers.values()) {
    const node = brokerNode(world, nodeId);
    if (node?.status !== 'running') continue;
    if (isCut(world, nodeId, 0) || isCut(world, 0, nodeId)) cutOff.push(node.name);
    else if (isFenced || incarnation !== node.incarnation) fenced.push(node.name);
  }
  const controllerDown = controller.status !== 'running';
  return { controllerDown, cutOff, fenced: controllerDown ? [] : fenced, unled: unled(world) };
}

function unled(world: World): UnledPartition[] {
  const groups = new Map<string, ConsumerNode[]>();
  for (const node of world.nodes) {
    if (node.kind !== 'consumer' || node.status !== 'running') continue;
    const { groupId } = node.spec.config;
    if (groupId === null) continue;
    groups.set(groupId, [...(groups.get(groupId) ?? []), node]);
  }
  return [...groups].flatMap(([group, members]) =>
    neededBy(world, group, members)
      .filter((tp) => !isLed(world, tp))
      .map((tp) => ({ group, tp, mayLead: mayLead(world, tp) })),
  );
}

/** Members of a group need its coordinator; consumers that only assign() may do without. */
function neededBy(world: World, group: string, members: ConsumerNode[]): TopicPartition[] {
  const subscribed = members.some(({ process }) => {
    const kind = process?.consumer.subscription.kind;
    return kind === 'topics' || kind === 'pattern';
  });
  const read = partitionsToRead(world, group, members);
  return subscribed ? [groupPartitionOf(world, group), ...read] : read;
}

function isLed(world: World, tp: TopicPartition): boolean {
  const leader = brokerNode(world, partitionImage(world, tp)?.leaderId ?? -1);
  return leader?.status === 'running' || leader?.status === 'frozen';
}

/** By the controller's own rule for clean elections (§4.3). */
function mayLead(world: World, tp: TopicPartition): string[] {
  const controller = controllerNode(world).state;
  const p = partitionImage(world, tp);
  if (p === undefined) return [];
  const eligible = p.isrNodes.length > 0 ? p.isrNodes : p.eligibleLeaderReplicas;
  return eligible.flatMap((id) => {
    const node = brokerNode(world, id);
    return node?.status === 'running' && isActive(controller, id) ? [node.name] : [];
  });
}
