import { coordinatorOf, leaderOf } from '../../sim/observe.js';
import {
  brokerNode,
  controllerNode,
  nodeNamed,
  type SimNode,
  type World,
} from '../../sim/world.js';
import type { FaultTarget } from '../model-faults.js';

/** What a fault brings about later, by itself: for the runner to see to. */
export type Scheduled =
  | { readonly kind: 'thaw' | 'stop' | 'restart'; readonly node: string; readonly at: number }
  | { readonly kind: 'heal'; readonly faults: readonly number[]; readonly at: number };

/** What a fault leaves behind it. */
export interface FaultOutcome {
  readonly scheduled: readonly Scheduled[];
  /** Faults of the network that wait for messages to strike. */
  readonly faults: readonly number[];
}

export const NOTHING_LEFT: FaultOutcome = { scheduled: [], faults: [] };

/** Whom a fault strikes: coordinators and leaders are looked up at this instant. */
export function targetNodes(world: World, targets: readonly FaultTarget[]): SimNode[] {
  return targets.flatMap((target) => nodesOf(world, target));
}

function nodesOf(world: World, target: FaultTarget): SimNode[] {
  switch (target.kind) {
    case 'consumer':
    case 'producer':
      return some(nodeNamed(world, target.name));
    case 'broker':
      return some(brokerNode(world, target.broker));
    case 'coordinator':
      return some(brokerNode(world, coordinatorOf(world, target.group)));
    case 'leader':
      return some(brokerNode(world, leaderOf(world, target.tp) ?? -1));
    case 'controller':
      return [controllerNode(world)];
    case 'brokers':
      return world.nodes.filter((n) => n.kind === 'broker');
    case 'consumers':
      return world.nodes.filter((n) => n.kind === 'consumer');
    case 'producers':
      return world.nodes.filter((n) => n.kind === 'producer');
  }
}

function some(node: SimNode | undefined): SimNode[] {
  return node === undefined ? [] : [node];
}
