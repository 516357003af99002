import { errorBody } from '../broker/error-body.js';
import type { Envelope } from '../protocol/messages.js';
import { heapPush } from '../util/heap.js';
import { removeAt } from '../util/remove-at.js';
import { forgetOrder, inOrder, laneOf, sameConnection } from './connections.js';
import type { Dispatch } from './dispatch.js';
import { arrivingAt } from './envelopes.js';
import type { LinkEffect, LinkFault, MessageFault, NetworkState } from './network-state.js';
import { timeOf } from './queue.js';
import type { World } from './world.js';

/** A message leaves its node while something is, or was, wrong with the network: this is what becomes of it. */
export function travel(world: World, envelope: Envelope, out: Dispatch): void {
  const { network } = world;
  settle(world);
  if (network.calm) {
    heapPush(world.queue, envelope);
    return;
  }
  if (envelope.kind !== 'disconnect') {
    const fault = messageFault(world, envelope, envelope.kind === 'request' ? 'request' : 'reply');
    if (fault !== undefined && strikeMessage(world, envelope, fault, out)) return;
  }
  if (envelope.kind !== 'disconnect' && isBehindHeld(network, network.held, envelope)) {
    network.held.push(envelope); // one connection never reorders
    return;
  }
  const stop = barrier(network, envelope);
  if (stop !== undefined) {
    strike(network, stop.id);
    network.held.push(envelope);
    return;
  }
  if (envelope.api !== 'UpdateMetadata' && isLost(world, envelope, out)) return;
  const late = slowed(world, readAgain(world, envelope, out), out);
  enqueueInOrder(world, late);
  duplicateMaybe(world, late, out);
}

/** True if the fault has taken the message out of the way. */
function strikeMessage(
  world: World,
  envelope: Envelope,
  fault: MessageFault,
  out: Dispatch,
): boolean {
  const { effect } = fault;
  if (effect.kind === 'fail' || effect.kind === 'reply-with') return false; // see failed, answerInstead
  tellMessage(world, envelope, fault, out);
  switch (effect.kind) {
    case 'lose':
      if (!effect.quietly) closeConnection(envelope.from, envelope.to, out);
      return true;
    case 'delay':
      enqueueInOrder(world, arrivingAt(world, envelope, timeOf(envelope) + effect.ms));
      return true;
    case 'duplicate':
      enqueueInOrder(world, envelope);
      enqueueInOrder(world, arrivingAt(world, envelope, timeOf(envelope)));
      return true;
    case 'hold':
      world.network.held.push(envelope);
      return true;
  }
}

/** A broker is about to see a request: the error that it answers instead, if a fault says so. */
export function failed(world: World, request: Envelope, out: Dispatch): boolean {
  const fault = messageFault(world, request, 'fail');
  if (fault?.effect.kind !== 'fail') return false;
  tellMessage(world, request, fault, out);
  out.respond(request, errorBody(request, fault.effect.error) as never); // a fault names an api of clients
  return true;
}

/** The answer that a fault puts in the place of the broker's own; undefined: none does. */
export function answerInstead(world: World, request: Envelope, out: Dispatch): unknown {
  const fault = messageFault(world, request, 'reply-with');
  if (fault?.effect.kind !== 'reply-with') return undefined;
  tellMessage(world, request, fault, out);
  return errorBody(request, fault.effect.error);
}

/** The first fault that strikes this message at this moment of its life; faults that let it pass count it. */
function messageFault(
  world: World,
  envelope: Envelope,
  moment: 'request' | 'reply' | 'fail' | 'reply-with',
): MessageFault | undefined {
  const client = moment === 'reply' ? envelope.to : envelope.from;
  const broker = moment === 'reply' ? envelope.from : envelope.to;
  if (broker === 0 || broker > world.brokers) return undefined;
  for (const fault of world.network.messages) {
    if (fault.left === 0 || momentOf(fault) !== moment) continue;
    if (fault.api !== null && fault.api !== envelope.api) continue;
    const isClient = fault.clients?.includes(client) ?? client > world.brokers;
    if (!isClient || !(fault.brokers?.includes(broker) ?? true)) continue;
    if (fault.skip > 0) {
      fault.skip -= 1;
      continue;
    }
    if (fault.left !== null) fault.left -= 1;
    strike(world.network, fault.id, broker);
    return fault;
  }
  return undefined;
}

function momentOf({ effect }: MessageFault): 'request' | 'reply' | 'fail' | 'reply-with' {
  if (effect.kind === 'fail' || effect.kind === 'reply-with') return effect.kind;
  return effect.kind === 'duplicate' ? 'request' : effect.what;
}

function strike(network: NetworkState, id: number, broker = 0): void {
  network.struck.set(id, { times: (network.struck.get(id)?.times ?? 0) + 1, broker });
}

function tellMessage(world: World, envelope: Envelope, fault: MessageFault, out: Dispatch): void {
  const { effect } = fault;
  const isReply = envelope.kind === 'response';
  const [client, broker] = isReply ? [envelope.to, envelope.from] : [envelope.from, envelope.to];
  out.noteNetwork({
    type: 'message fault',
    effect: effect.kind,
    api: envelope.api,
    what: isReply ? 'reply' : 'request',
    client: nameOf(world, client),
    broker: nameOf(world, broker),
    detail:
      'error' in effect
        ? effect.error
        : 'ms' in effect
          ? String(effect.ms)
          : effect.kind === 'lose' && effect.quietly
            ? 'quietly'
            : '',
  });
}

export function nameOf(world: World, node: number): string {
  return world.nodes[node]?.name ?? '?';
}

function linkFault(
  network: NetworkState,
  envelope: Envelope,
  kind: LinkEffect['kind'],
): LinkFault | undefined {
  for (const fault of network.links) {
    if (fault.effect.kind !== kind) continue;
    if (fault.from.includes(envelope.from) && fault.to.includes(envelope.to)) return fault;
  }
  return undefined;
}

/**
 * True if a cut keeps the heartbeats of this broker from the controller, or their answers. They are no messages of
 * their own (controller/brokers): the cut has struck them.
 */
export function stopsHeartbeats({ network }: World, broker: number): boolean {
  let stops = false;
  for (const { id, effect, from, to } of network.links) {
    if (effect.kind !== 'cut') continue;
    const there = from.includes(broker) && to.includes(0);
    if (!there && !(from.includes(0) && to.includes(broker))) continue;
    stops = true;
    if (!network.struck.has(id)) strike(network, id);
  }
  return stops;
}

/** True if nothing passes from one node to the other. */
export function isCut({ network }: World, from: number, to: number): boolean {
  if (network.calm) return false;
  return network.links.some(
    (fault) => fault.effect.kind === 'cut' && fault.from.includes(from) && fault.to.includes(to),
  );
}

function isLost(world: World, envelope: Envelope, out: Dispatch): boolean {
  const fault = linkFault(world.network, envelope, 'lossy');
  if (fault?.effect.kind !== 'lossy' || envelope.kind === 'disconnect') return false;
  if (!happens(`loss ${route(world, envelope)}`, fault.effect.percent, out)) return false;
  strike(world.network, fault.id);
  closeConnection(envelope.from, envelope.to, out);
  return true;
}

/** What lets nothing of the kind pass: a cut, and for metadata also a link that loses everything. */
function barrier(network: NetworkState, envelope: Envelope): LinkFault | undefined {
  const cut = linkFault(network, envelope, 'cut');
  if (cut !== undefined || envelope.api !== 'UpdateMetadata') return cut;
  const lossy = linkFault(network, envelope, 'lossy');
  return lossy?.effect.kind === 'lossy' && lossy.effect.percent === 100 ? lossy : undefined;
}

/** controller.quorum.retry.backoff.ms */
const READ_AGAIN_MS = 20;
const MAX_READS = 100;

/** In Kafka a broker reads the metadata log: what is lost on the way it reads again, a little later. */
function readAgain(world: World, envelope: Envelope, out: Dispatch): Envelope {
  if (envelope.api !== 'UpdateMetadata') return envelope;
  let late = 0;
  for (let reads = 1; reads < MAX_READS && isLost(world, envelope, out); reads++)
    late += READ_AGAIN_MS;
  return late === 0 ? envelope : arrivingAt(world, envelope, timeOf(envelope) + late);
}

function duplicateMaybe(world: World, envelope: Envelope, out: Dispatch): void {
  if (world.network.links.length === 0) return;
  const fault = linkFault(world.network, envelope, 'duplicating');
  if (fault?.effect.kind !== 'duplicating' || envelope.kind !== 'request') return;
  if (!happens(`duplicate ${route(world, envelope)}`, fault.effect.percent, out)) return;
  strike(world.network, fault.id);
  enqueueInOrder(world, arrivingAt(world, envelope, timeOf(envelope)));
}

/** True in so many of a hundred cases; outcome 0 of the choice is that it does not happen. */
function happens(label: string, percent: number, out: Dispatch): boolean {
  return out.choose(label, 100) >= 100 - percent;
}

function slowed(world: World, envelope: Envelope, out: Dispatch): Envelope {
  const fault = linkFault(world.network, envelope, 'slow');
  if (fault?.effect.kind !== 'slow') return envelope;
  strike(world.network, fault.id);
  const { minMs, maxMs, tailPercent, tailMs } = fault.effect;
  const label = route(world, envelope);
  let extra = minMs + out.choose(`slow ${label}`, maxMs - minMs + 1);
  if (tailPercent > 0 && happens(`tail ${label}`, tailPercent, out)) extra += tailMs;
  return arrivingAt(world, envelope, timeOf(envelope) + extra);
}

function route(world: World, { from, to }: Envelope): string {
  return `${nameOf(world, from)}>${nameOf(world, to)}`;
}

/** Puts a message into the queue, behind all that was sent before it on its connection. */
function enqueueInOrder(world: World, envelope: Envelope): void {
  const earliest = Math.max(timeOf(envelope), world.now);
  const at = inOrder(world, laneOf(envelope), envelope.from, envelope.to, earliest);
  world.network.lateUntil = Math.max(world.network.lateUntil, at);
  heapPush(world.queue, at === timeOf(envelope) ? envelope : arrivingAt(world, envelope, at));
}

/** The connection between two nodes closes: both ends learn of it, what waits on it fails. */
export function closeConnection(a: number, b: number, out: Dispatch): void {
  out.disconnectFrom(a, b);
  out.disconnectFrom(b, a);
  forgetConnection(out.world, a, b);
}

/** True if something that was sent before it on its connection is held. */
function isBehindHeld(
  { gaveUp }: NetworkState,
  held: readonly Envelope[],
  envelope: Envelope,
): boolean {
  if (held.length === 0 || gaveUp.has(envelope.seq)) return false;
  return held.some((other) => sameConnection(other, envelope) && !gaveUp.has(other.seq));
}

/** The connections between two nodes are given up: new ones have an order of their own. */
export function forgetConnection(world: World, a: number, b: number): void {
  const { network } = world;
  forgetOrder(world, a, b);
  for (const { from, to, seq } of network.held) {
    if ((from === a && to === b) || (from === b && to === a)) network.gaveUp.add(seq);
  }
}

/** Sends on what waited and may pass now. */
export function letPass(world: World): void {
  const { network } = world;
  const waiting = network.held;
  const held: Envelope[] = [];
  network.held = held;
  for (const envelope of waiting) {
    if (isStillHeld(world, envelope) || isBehindHeld(network, held, envelope)) {
      held.push(envelope);
      continue;
    }
    const latency = world.nodes[Math.max(envelope.from, envelope.to)]?.latency.minMs ?? 1;
    enqueueInOrder(world, arrivingAt(world, envelope, world.now + latency));
  }
  settle(world);
}

function isStillHeld(world: World, envelope: Envelope): boolean {
  if (barrier(world.network, envelope) !== undefined) return true;
  const { network } = world;
  return network.messages.some(
    (f) => f.effect.kind === 'hold' && network.struck.has(f.id) && holds(f, envelope),
  );
}

function holds(fault: MessageFault, envelope: Envelope): boolean {
  const reply = envelope.kind === 'response';
  if (momentOf(fault) !== (reply ? 'reply' : 'request')) return false;
  if (fault.api !== null && fault.api !== envelope.api) return false;
  const [client, broker] = reply ? [envelope.to, envelope.from] : [envelope.from, envelope.to];
  return (fault.clients?.includes(client) ?? true) && (fault.brokers?.includes(broker) ?? true);
}

/**
 * Forgets the faults that are used up. Once there are none, and nothing is on its way late that could be overtaken,
 * nobody looks at the network any more.
 */
function settle({ network, now }: World): void {
  for (let i = network.messages.length - 1; i >= 0; i--) {
    const fault = network.messages[i] as MessageFault; // i < length
    if (fault.left === 0 && fault.effect.kind !== 'hold') removeAt(network.messages, i);
  }
  if (network.held.length === 0) network.gaveUp.clear();
  network.calm =
    network.links.length === 0 &&
    network.messages.length === 0 &&
    network.held.length === 0 &&
    network.lateUntil <= now;
}
