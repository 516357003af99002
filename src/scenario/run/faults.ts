import { electLeader, reassign } from '../../controller/elections.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import type { Dispatch } from '../../sim/dispatch.js';
import { crash, freeze, shutDown, start, stopCleanly, thaw } from '../../sim/faults.js';
import { heal } from '../../sim/network-faults.js';
import { groupPartitionOf, partitionImage } from '../../sim/observe.js';
import { setClock } from '../../sim/set-clock.js';
import { controllerNode, nodeNamed, type World } from '../../sim/world.js';
import { unreachable } from '../../util/invariant.js';
import type { ClusterAction, FaultAction, ProcessFault } from '../model-faults.js';
import { askController } from './controller-tools.js';
import { strikeLinks, strikeMessages } from './network-faults.js';
import { type FaultOutcome, NOTHING_LEFT, type Scheduled, targetNodes } from './targets.js';

/** Performs a fault at this instant. */
export function strike(world: World, action: FaultAction, out: Dispatch): FaultOutcome {
  switch (action.kind) {
    case 'crash':
    case 'restart':
    case 'thaw':
    case 'freeze':
      return { scheduled: strikeProcesses(world, action, out), faults: [] };
    case 'set-clock':
      for (const node of targetNodes(world, [action.target])) setClock(world, node, action, out);
      return NOTHING_LEFT;
    case 'shut-down':
    case 'elect-leader':
    case 'reassign':
    case 'move-coordinator':
      return { scheduled: operateCluster(world, action, out), faults: [] };
    case 'cut':
    case 'slow':
    case 'lossy':
    case 'duplicating':
    case 'split':
    case 'isolate':
    case 'heal':
    case 'close-connection':
      return strikeLinks(world, action, out);
    default:
      return { scheduled: [], faults: strikeMessages(world, action, out) };
  }
}

/** What was scheduled comes due. */
export function comesDue(world: World, due: Scheduled, out: Dispatch): void {
  if (due.kind === 'heal') {
    heal(world, { ids: due.faults }, out);
    return;
  }
  const node = nodeNamed(world, due.node);
  if (node === undefined) return;
  if (due.kind === 'thaw') thaw(world, node, out);
  else if (due.kind === 'restart') start(world, node, out);
  else if (node.kind === 'broker') stopCleanly(world, node, out);
}

function strikeProcesses(world: World, action: ProcessFault, out: Dispatch): Scheduled[] {
  const scheduled: Scheduled[] = [];
  for (const node of targetNodes(world, action.targets)) {
    switch (action.kind) {
      case 'crash':
        crash(world, node, out, action.lose);
        break;
      case 'restart':
        start(world, node, out);
        break;
      case 'thaw':
        thaw(world, node, out);
        break;
      case 'freeze':
        freeze(world, node, out);
        if (action.forMs !== null) {
          scheduled.push({ kind: 'thaw', node: node.name, at: world.now + action.forMs });
        }
        break;
      default:
        unreachable(action, 'fault');
    }
  }
  return scheduled;
}

function operateCluster(world: World, action: ClusterAction, out: Dispatch): Scheduled[] {
  switch (action.kind) {
    case 'shut-down':
      return targetNodes(world, action.targets).flatMap((node) => {
        if (node.kind !== 'broker' || node.status !== 'running') return [];
        shutDown(world, node, out);
        // Its next heartbeat says that others lead now, and the answer lets it stop.
        const { brokerHeartbeatIntervalMs } = controllerNode(world).state.config;
        return [{ kind: 'stop', node: node.name, at: world.now + brokerHeartbeatIntervalMs }];
      });
    case 'elect-leader':
      askController(world, out, { action: 'elect leader', subject: action.tp.key }, (c) =>
        electLeader(c, action.tp, action.election, out),
      );
      return [];
    case 'reassign':
      askController(world, out, { action: 'reassign', subject: action.tp.key }, (c) =>
        reassign(c, action.tp, action.replicas, out),
      );
      return [];
    case 'move-coordinator':
      moveLeader(world, groupPartitionOf(world, action.group), action.broker, out);
      return [];
  }
}

/** A replica in sync leads at once; another broker first becomes one, in the place of the leader. */
function moveLeader(world: World, tp: TopicPartition, broker: number, out: Dispatch): void {
  const p = partitionImage(world, tp);
  if (p === undefined || p.leaderId === broker) return;
  const others = p.replicaNodes.filter((id) => id !== broker);
  const inSync = p.isrNodes.includes(broker);
  const kept = inSync ? others : others.filter((id) => id !== p.leaderId);
  askController(world, out, { action: 'reassign', subject: tp.key }, (c) => {
    const error = reassign(c, tp, [broker, ...kept], out);
    return error === 'NONE' && inSync ? electLeader(c, tp, 'preferred', out) : error;
  });
}
