import type { Dispatch } from '../../sim/dispatch.js';
import {
  addLinkFault,
  addMessageFault,
  closeBetween,
  heal,
  release,
} from '../../sim/network-faults.js';
import type { LinkEffect, MessageEffect, MessageFilter } from '../../sim/network-state.js';
import type { World } from '../../sim/world.js';
import type {
  FaultTarget,
  LinkAction,
  LinkRef,
  MessageAction,
  MessageRef,
} from '../model-faults.js';
import { type FaultOutcome, NOTHING_LEFT, targetNodes } from './targets.js';

/** Faults of links, and their end. */
export function strikeLinks(world: World, action: LinkAction, out: Dispatch): FaultOutcome {
  switch (action.kind) {
    case 'heal':
      heal(world, action.targets === null ? null : { nodes: numbers(world, action.targets) }, out);
      return NOTHING_LEFT;
    case 'close-connection': {
      const [a, b] = action.between.map((t) => numbers(world, [t])[0]);
      if (a !== undefined && b !== undefined) closeBetween(world, a, b, out);
      return NOTHING_LEFT;
    }
    default:
      return lasting(world, action, out);
  }
}

type Lasting = Exclude<LinkAction, { kind: 'heal' | 'close-connection' }>;

function lasting(world: World, action: Lasting, out: Dispatch): FaultOutcome {
  const faults = directions(world, action).map(([from, to]) =>
    addLinkFault(world, from, to, effectOf(action), out),
  );
  const { forMs } = action;
  if (forMs === null) return { scheduled: [], faults };
  return { scheduled: [{ kind: 'heal', faults, at: world.now + forMs }], faults };
}

type Direction = readonly [from: readonly number[], to: readonly number[]];

function directions(world: World, action: Lasting): Direction[] {
  switch (action.kind) {
    case 'split': {
      const sides = action.sides.map((side) => numbers(world, side));
      return sides.flatMap((a, i) => sides.slice(i + 1).flatMap((b) => bothWays(a, b)));
    }
    case 'isolate': {
      const inside = numbers(world, action.targets);
      const others = world.nodes.map((n) => n.number).filter((n) => !inside.includes(n));
      return bothWays(inside, others);
    }
    default:
      return ofLinks(world, action.links);
  }
}

function ofLinks(world: World, { from, to, bothWays: both }: LinkRef): Direction[] {
  const [a, b] = [numbers(world, from), numbers(world, to)];
  return both ? bothWays(a, b) : [[a, b]];
}

function bothWays(a: readonly number[], b: readonly number[]): Direction[] {
  return [
    [a, b],
    [b, a],
  ];
}

function effectOf(action: Lasting): LinkEffect {
  switch (action.kind) {
    case 'slow': {
      const { by, tail } = action;
      return { kind: 'slow', ...by, tailPercent: tail.percent, tailMs: tail.ms };
    }
    case 'lossy':
    case 'duplicating':
      return { kind: action.kind, percent: action.percent };
    default:
      return { kind: 'cut' };
  }
}

function numbers(world: World, targets: readonly FaultTarget[]): number[] {
  return targetNodes(world, targets).map((n) => n.number);
}

/** Faults of single messages; returns the ids of those that now wait for their message. */
export function strikeMessages(world: World, action: MessageAction, out: Dispatch): number[] {
  if (action.kind === 'release') {
    release(world, holdFilter(world, action.messages), out);
    return [];
  }
  const { messages, nth, times } = action;
  return [addMessageFault(world, filterOf(world, messages), effectFor(action), nth - 1, times)];
}

function effectFor(action: Exclude<MessageAction, { kind: 'release' }>): MessageEffect {
  const error = action.error ?? 'UNKNOWN_SERVER_ERROR';
  switch (action.kind) {
    case 'lose-request':
      return { kind: 'lose', what: 'request', quietly: action.quietly };
    case 'lose-reply':
      return { kind: 'lose', what: 'reply', quietly: action.quietly };
    case 'delay-request':
      return { kind: 'delay', what: 'request', ms: action.byMs };
    case 'delay-reply':
      return { kind: 'delay', what: 'reply', ms: action.byMs };
    case 'duplicate-request':
      return { kind: 'duplicate' };
    case 'fail':
      return { kind: 'fail', error };
    case 'reply-with':
      return { kind: 'reply-with', error };
    case 'hold-request':
      return { kind: 'hold', what: 'request' };
    case 'hold-reply':
      return { kind: 'hold', what: 'reply' };
  }
}

/** What a `release` lets go; null: everything. */
export function holdFilter(world: World, messages: MessageRef | null): MessageFilter {
  return messages === null
    ? { clients: null, brokers: null, api: null }
    : filterOf(world, messages);
}

/** Names of clients, or of groups for all their consumers. */
function filterOf(world: World, { api, of, to }: MessageRef): MessageFilter {
  const clients = world.nodes.filter(
    (n) =>
      of.includes(n.name) || (n.kind === 'consumer' && of.includes(n.spec.config.groupId ?? '')),
  );
  return {
    clients: of.length === 0 ? null : clients.map((n) => n.number),
    brokers: to.length === 0 ? null : numbers(world, to),
    api,
  };
}
