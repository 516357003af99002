import { makeApp } from '../app/state.js';
import { forgetVolatile } from '../broker/state.js';
import type { Call } from '../client/consumer/calls.js';
import { makeConsumer } from '../client/consumer/state.js';
import { makeProducer } from '../client/producer/state.js';
import { startProducer } from '../client/producer/step.js';
import { brokerHeard, brokerSilent } from '../controller/elections.js';
import { type ApiName, Envelope } from '../protocol/messages.js';
import { armTimer } from '../util/few-timers.js';
import { heapPush } from '../util/heap.js';
import type { Dispatch } from './dispatch.js';
import { consumerStep } from './process.js';
import { messageKey } from './queue.js';
import type { InitialSubscription } from './spec.js';
import { rearm } from './wakeups.js';
import {
  type BrokerNode,
  type ConsumerNode,
  controllerNode,
  NEVER,
  type SimNode,
  type World,
} from './world.js';

/*
 * What happens to processes from outside: started, killed, stopped, gone on. Each acts at once, between two events.
 */

/** Starts a process that is not running: a consumer subscribes and polls, a producer begins its load, a broker comes back. */
export function start(world: World, node: SimNode, out: Dispatch): void {
  if (node.status === 'running' || node.status === 'frozen') return;
  node.status = 'running';
  node.inbox = [];
  out.node = node;
  out.note({ type: 'started' });
  switch (node.kind) {
    case 'consumer':
      startConsumer(world, node);
      break;
    case 'producer':
      node.process = makeProducer(
        node.spec.config,
        node.number + node.incarnation * world.nodes.length,
        node.spec.load,
        brokerIds(world),
      );
      startProducer(node.process, world.now, out);
      break;
    case 'broker':
      heardOf(world, node, true, out);
      break;
    case 'operator':
    case 'controller': // never stop
  }
  rearm(world, node);
}

function startConsumer(world: World, node: ConsumerNode): void {
  const consumer = makeConsumer(node.spec.config, brokerIds(world), world.now);
  if (node.spec.driven) {
    node.process = { consumer, app: makeApp(node.spec.app), told: [] };
    return;
  }
  const app = makeApp(node.spec.app);
  const first = firstCall(node.spec.subscription);
  if (first !== undefined) app.queue.push(first);
  armTimer(app.timers, 'continue', world.now, { kind: 'continue' });
  node.process = { consumer, app, told: null };
}

function firstCall(subscription: InitialSubscription): Call | undefined {
  switch (subscription.kind) {
    case 'topics':
      return { kind: 'subscribe', topics: subscription.topics };
    case 'pattern':
      return { kind: 'subscribe-pattern', pattern: subscription.pattern };
    case 'partitions':
      return { kind: 'assign', partitions: subscription.partitions };
    case 'none':
      return undefined;
  }
}

function brokerIds(world: World): number[] {
  return Array.from({ length: world.brokers }, (_, i) => i + 1);
}

/** Kills a process: its memory is gone, its connections close, what it sent before is still on the wire. */
export function crash(world: World, node: SimNode, out: Dispatch): void {
  if (node.status !== 'running' && node.status !== 'frozen') return;
  node.status = 'crashed';
  node.wakeAt = NEVER;
  node.inbox = [];
  out.node = node;
  out.note({ type: 'crashed' });
  closeConnections(world, node, out);
  node.incarnation += 1;
  if (node.kind === 'broker') {
    forgetVolatile(node.state);
    const controller = controllerNode(world);
    brokerSilent(controller.state, world.now, node.number);
    rearm(world, controller);
  }
}

/** Everybody who has business with the node learns that the connection is closed: clients of a broker, brokers of anyone. */
function closeConnections(world: World, node: SimNode, out: Dispatch): void {
  for (const other of world.nodes) {
    if (other.number === node.number || other.status === 'crashed') continue;
    if (other.kind === 'controller') continue;
    const concerned =
      other.kind === 'broker' || (node.kind === 'broker' && hasInFlight(other, node.number));
    if (concerned) out.disconnect(other.number);
  }
}

function hasInFlight(client: SimNode, broker: number): boolean {
  const connections =
    client.kind === 'consumer'
      ? client.process?.consumer.connections
      : client.kind === 'producer'
        ? client.process?.connections
        : undefined;
  if (connections === undefined) return false;
  for (const r of connections.inFlight) if (r.node === broker) return true;
  return false;
}

/** Stop-the-world (SIGSTOP, a long GC): no thread runs, connections stay open, messages wait in the socket. */
export function freeze(world: World, node: SimNode, out: Dispatch): void {
  if (node.status !== 'running') return;
  node.status = 'frozen';
  node.wakeAt = NEVER;
  out.node = node;
  out.note({ type: 'frozen' });
  if (node.kind !== 'broker') return;
  const controller = controllerNode(world);
  brokerSilent(controller.state, world.now, node.number);
  rearm(world, controller);
}

/** Goes on after a freeze: the clock has jumped, timers are due, the socket is full. */
export function thaw(world: World, node: SimNode, out: Dispatch): void {
  if (node.status !== 'frozen') return;
  node.status = 'running';
  out.node = node;
  out.note({ type: 'thawed' });
  const waiting = node.inbox;
  node.inbox = [];
  for (const m of waiting) heapPush(world.queue, arrivingNow(world, m));
  rearm(world, node);
  if (node.kind === 'broker') heardOf(world, node, false, out);
}

function arrivingNow(world: World, m: Envelope): Envelope {
  return new Envelope(
    messageKey(world.now),
    world.nextSeq++,
    m.kind,
    m.from,
    m.to,
    m.fromIncarnation,
    m.toIncarnation,
    m.api,
    m.version,
    m.correlationId,
    m.clientId,
    m.body,
  );
}

/** The controller hears a broker's heartbeats again. */
function heardOf(world: World, node: BrokerNode, restarted: boolean, out: Dispatch): void {
  const controller = controllerNode(world);
  out.node = controller;
  brokerHeard(controller.state, world.now, node.number, restarted, out);
  rearm(world, controller);
  out.node = node;
}

/** A call of an application that is driven from outside. What comes of it is in `told`, now or later. */
export function callConsumer(world: World, node: ConsumerNode, call: Call, out: Dispatch): void {
  if (node.process === null || node.status !== 'running') return;
  out.node = node;
  consumerStep(node, node.process, world.now, call, out);
  rearm(world, node);
}

/** The broker performs this client's next request of `api`, but its answer never arrives. */
export function dropNextAnswer(world: World, client: SimNode, api: ApiName): void {
  world.drops.push({ client: client.number, api, broker: 0 });
}

/** Makes a consumer's application do a call between two polls, as another thread with wakeup() would. */
export function enqueueCall(world: World, node: ConsumerNode, call: Call): void {
  if (node.process === null) return;
  const { app, consumer } = node.process;
  app.queue.push(call);
  if (app.phase === 'looping' && consumer.subscription.kind === 'none') {
    armTimer(app.timers, 'continue', world.now, { kind: 'continue' }); // it only waits for a subscription
    rearm(world, node);
    return;
  }
  const running = consumer.calls[consumer.calls.length - 1];
  if (running?.kind !== 'poll' || node.status !== 'running') return;
  consumer.calls[consumer.calls.length - 1] = { ...running, deadline: world.now };
  armTimer(consumer.timers, 'call', world.now, { kind: 'call' });
  rearm(world, node);
}
