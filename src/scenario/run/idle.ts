import { isHeld } from '../../sim/network-faults.js';
import type { NodeStatus, SimNode, World } from '../../sim/world.js';
import { nodeNamed } from '../../sim/world.js';
import type { WorldAction } from './actions.js';
import { holdFilter } from './network-faults.js';
import { targetNodes } from './targets.js';

type ActionOf<K extends WorldAction['kind']> = Extract<WorldAction, { readonly kind: K }>;

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
    case 'heal':
      return healsNothing(world, action);
    case 'release':
      if (isHeld(world, holdFilter(world, action.messages))) return [];
      return ['release: nothing like that is held, so nothing happened'];
    case 'close-connection':
      return closesNothing(world, action);
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

function healsNothing(world: World, { targets }: ActionOf<'heal'>): string[] {
  const { links } = world.network;
  if (targets === null) {
    return links.length > 0 ? [] : ['heal: no link has a fault, so nothing happened'];
  }
  return targets.flatMap((target) => {
    const nodes = targetNodes(world, [target]);
    const strikes = links.some(({ from, to }) =>
      nodes.some(({ number }) => from.includes(number) || to.includes(number)),
    );
    if (strikes) return [];
    const whose = nodes.length === 1 ? nodes[0]?.name : target.kind;
    return [`heal: no link of ${whose} has a fault, so nothing happened`];
  });
}

/** Only processes that live have connections, and none to themselves. */
function closesNothing(world: World, { between }: ActionOf<'close-connection'>): string[] {
  const [a, b] = between.map((target) => targetNodes(world, [target])[0]);
  if (a === undefined || b === undefined || a === b) {
    return ['close-connection: there is no such connection now, so nothing happened'];
  }
  const gone = [a, b].find(({ status }) => status !== 'running' && status !== 'frozen');
  if (gone === undefined) return [];
  return [`close-connection: ${gone.name} is ${WORDS[gone.status]}, so nothing happened`];
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
