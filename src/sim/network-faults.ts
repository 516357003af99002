import type { ApiName } from '../protocol/messages.js';
import type { Dispatch } from './dispatch.js';
import { syncHeartbeats } from './faults.js';
import { closeConnection, letPass, nameOf } from './network.js';
import type {
  LinkEffect,
  LinkFault,
  MessageEffect,
  MessageFault,
  MessageFilter,
  NetworkState,
} from './network-state.js';
import type { SimNode, World } from './world.js';

/*
 * Faults of the network, put in and taken away between two events. Each has an id by which `NetworkState.struck` tells
 * whether it ever struck.
 */

/** Puts a fault on every link from one of `from` to one of `to`. */
export function addLinkFault(
  world: World,
  from: readonly number[],
  to: readonly number[],
  effect: LinkEffect,
  out: Dispatch,
): number {
  const { network } = world;
  const id = network.nextId++;
  network.links.push({ id, from, to, effect });
  network.calm = false;
  tellLink(world, { id, from, to, effect }, 'link fault', out);
  if (effect.kind === 'cut') syncHeartbeats(world, out);
  return id;
}

/**
 * Takes away these faults of links, or the links of these nodes from every fault; null: all. What waited goes on.
 * Returns how many faults had such links.
 */
export function heal(
  world: World,
  which: { readonly ids: readonly number[] } | { readonly nodes: readonly number[] } | null,
  out: Dispatch,
): number {
  const { network } = world;
  const over = network.links.filter((fault) => {
    if (which === null) return true;
    if ('ids' in which) return which.ids.includes(fault.id);
    return which.nodes.some((n) => fault.from.includes(n) || fault.to.includes(n));
  });
  if (over.length === 0) return 0;
  const nodes = which !== null && 'nodes' in which ? which.nodes : null;
  const rest = nodes === null ? [] : over.flatMap((fault) => without(fault, nodes));
  replaceLinks(network, over, rest);
  for (const fault of over) tellLink(world, fault, 'link healed', out);
  for (const fault of rest) tellLink(world, fault, 'link fault', out, true);
  letPass(world);
  syncHeartbeats(world, out);
  return over.length;
}

/** The links of a fault that none of these nodes has; the fault stays the same one. */
function without(fault: LinkFault, nodes: readonly number[]): LinkFault[] {
  const from = fault.from.filter((n) => !nodes.includes(n));
  const to = fault.to.filter((n) => !nodes.includes(n));
  return from.length > 0 && to.length > 0 ? [{ ...fault, from, to }] : [];
}

function replaceLinks(
  network: NetworkState,
  over: readonly LinkFault[],
  rest: readonly LinkFault[],
): void {
  const ids = new Set(over.map((f) => f.id));
  const left = network.links.flatMap((f) =>
    ids.has(f.id) ? rest.filter(({ id }) => id === f.id) : [f],
  );
  network.links.splice(0, network.links.length, ...left);
}

function tellLink(
  world: World,
  fault: LinkFault,
  type: 'link fault' | 'link healed',
  out: Dispatch,
  still = false,
): void {
  const { effect } = fault;
  out.noteNetwork({
    type,
    ...(still ? { still } : {}),
    effect: effect.kind,
    from: fault.from.map((n) => nameOf(world, n)),
    to: fault.to.map((n) => nameOf(world, n)),
    detail:
      effect.kind === 'slow'
        ? slowText(effect)
        : effect.kind === 'cut'
          ? ''
          : `${effect.percent} %`,
  });
}

function slowText(effect: Extract<LinkEffect, { kind: 'slow' }>): string {
  const { minMs, maxMs, tailPercent, tailMs } = effect;
  const range = minMs === maxMs ? `${minMs} ms` : `${minMs} to ${maxMs} ms`;
  return tailPercent === 0 ? range : `${range}, ${tailPercent} % of them ${tailMs} ms more`;
}

/** Strikes single messages: those that match, after `skip` of them, `times` of them (null: until it is taken away). */
export function addMessageFault(
  world: World,
  filter: MessageFilter,
  effect: MessageEffect,
  skip: number,
  times: number | null,
): number {
  const { network } = world;
  const id = network.nextId++;
  network.messages.push({ ...filter, id, effect, skip, left: times });
  network.calm = false;
  return id;
}

/** Lets go what `hold` kept of this api and these clients (null: of all), and holds no more of it. */
export function release(world: World, filter: MessageFilter, out: Dispatch): number {
  const { network } = world;
  const over = network.messages.filter((f) => isHold(f, filter));
  const left = network.messages.filter((f) => !over.includes(f));
  network.messages.splice(0, network.messages.length, ...left);
  const before = network.held.length;
  letPass(world);
  const released = before - network.held.length;
  if (released > 0) out.noteNetwork({ type: 'messages released', count: released });
  return over.length;
}

/** True if `release` would let something go, or end a hold. */
export function isHeld({ network }: World, filter: MessageFilter): boolean {
  return network.messages.some((f) => isHold(f, filter));
}

function isHold(f: MessageFault, filter: MessageFilter): boolean {
  return (
    f.effect.kind === 'hold' &&
    (filter.api === null || f.api === filter.api) &&
    (filter.clients === null || (f.clients?.some((c) => filter.clients?.includes(c)) ?? false)) &&
    (filter.brokers === null || (f.brokers?.some((b) => filter.brokers?.includes(b)) ?? false))
  );
}

/** Messages that a `hold` keeps and nothing has released. */
export function stillHeld({ network }: World): number {
  let count = 0;
  for (const { id, effect } of network.messages) {
    if (effect.kind === 'hold') count += network.struck.get(id)?.times ?? 0;
  }
  return count;
}

/** Message faults that go on until they are taken away end here too; what was held goes on. */
export function endMessageFaults(world: World, ids: readonly number[]): void {
  const { network } = world;
  const left = network.messages.filter((f) => !ids.includes(f.id));
  network.messages.splice(0, network.messages.length, ...left);
  letPass(world);
}

/** Closes the connections between two nodes: requests in flight fail, and are tried again after a backoff. */
export function closeBetween(world: World, a: number, b: number, out: Dispatch): void {
  out.noteNetwork({ type: 'connection closed', between: [nameOf(world, a), nameOf(world, b)] });
  closeConnection(a, b, out);
}

/** The broker performs this client's next request of `api`, but its answer never arrives. Returns its id in `NetworkState.struck`. */
export function dropNextAnswer(world: World, client: SimNode, api: ApiName): number {
  const effect = { kind: 'lose', what: 'reply', quietly: false } as const;
  const filter = { clients: [client.number], brokers: null, api };
  return addMessageFault(world, filter, effect, 0, 1);
}
