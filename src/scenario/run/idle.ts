import type { NodeStatus, SimNode, World } from '../../sim/world.js';
import { nodeNamed } from '../../sim/world.js';
import type { WorldAction } from './actions.js';
import { targetNodes } from './targets.js';

type Fault = 'start' | 'crash' | 'shut-down' | 'restart' | 'thaw' | 'freeze';

/** Whom each of them does something to. */
const STRIKES: Readonly<Record<Fault, readonly NodeStatus[]>> = {
  start: ['not started', 'crashed', 'ended'],
  restart: ['not started', 'crashed', 'ended'],
  crash: ['running', 'frozen'],
  'shut-down': ['running'],
  freeze: ['running'],
  thaw: ['frozen'],
};

/**
 * What of an action does nothing now, because whom it is to strike is not in a state for it: `crash: c1 is crashed
 * already`. A story in which a fault was meant to happen and did not has shown nothing.
 */
export function idleParts(world: World, action: WorldAction): string[] {
  switch (action.kind) {
    case 'start':
      return action.names.flatMap((name) => idle(action.kind, nodeNamed(world, name), name));
    case 'crash':
    case 'shut-down':
    case 'restart':
    case 'thaw':
    case 'freeze':
      return action.targets.flatMap((target) => {
        const nodes = targetNodes(world, [target]);
        if (nodes.length === 0) return idle(action.kind, undefined, target.kind);
        const parts = nodes.flatMap((node) => idle(action.kind, node, target.kind));
        // Of `consumers` one that it strikes is enough.
        return parts.length === nodes.length ? parts : [];
      });
    default:
      return [];
  }
}

function idle(fault: Fault, node: SimNode | undefined, what: string): string[] {
  if (node === undefined) return [`${fault}: there is no ${what} now, so nothing happened`];
  if (STRIKES[fault].includes(node.status)) return [];
  return [`${fault}: ${node.name} is ${WORDS[node.status]}, so nothing happened`];
}

const WORDS: Readonly<Record<NodeStatus, string>> = {
  'not started': 'not started yet',
  running: 'running',
  frozen: 'frozen',
  crashed: 'crashed',
  ended: 'closed',
};
