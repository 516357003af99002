import { makeApp } from '../app/state.js';
import { type CrashLoss, keepCheckpoints, loseFromDisk } from '../broker/disk.js';
import { forgetVolatile } from '../broker/state.js';
import type { Call } from '../client/consumer/calls.js';
import { makeConsumer } from '../client/consumer/state.js';
import { makeProducer } from '../client/producer/state.js';
import { startProducer } from '../client/producer/step.js';
import {
  beginControlledShutdown,
  brokerHeard,
  brokerSilent,
  controllerStarted,
  endControlledShutdown,
  watchBalance,
} from '../controller/brokers.js';
import { armTimer } from '../util/few-timers.js';
import { heapPush } from '../util/heap.js';
import { ownTime } from './clock.js';
import type { Dispatch } from './dispatch.js';
import { arrivingAt } from './envelopes.js';
import { isCut, stopsHeartbeats } from './network.js';
import { consumerStep } from './process.js';
import type { InitialSubscription } from './spec.js';
import { rearm } from './wakeups.js';
import {
  type BrokerNode,
  brokerNode,
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
      startProducer(node.process, ownTime(node, world.now), out);
      break;
    case 'broker':
      syncHeartbeats(world, out);
      break;
    case 'controller':
      syncHeartbeats(world, out);
      controllerStarted(node.state, ownTime(node, world.now));
      break;
    case 'operator': // never stops
  }
  rearm(world, node);
}

function startConsumer(world: World, node: ConsumerNode): void {
  const now = ownTime(node, world.now);
  const consumer = makeConsumer(node.spec.config, brokerIds(world), now, world.rules.consumer);
  if (node.spec.driven) {
    node.process = { consumer, app: makeApp(node.spec.app, world.rules.app), told: [] };
    return;
  }
  const app = makeApp(node.spec.app, world.rules.app);
  const first = firstCall(node.spec.subscription);
  if (first !== undefined) app.queue.push(first);
  armTimer(app.timers, 'continue', now, { kind: 'continue' });
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
export function crash(
  world: World,
  node: SimNode,
  out: Dispatch,
  loss: CrashLoss = 'nothing',
): void {
  if (node.status !== 'running' && node.status !== 'frozen') return;
  if (node.kind === 'broker') {
    keepCheckpoints(node.state, ownTime(node, world.now), false);
    node.state.cleanShutdown = false;
  }
  endProcess(world, node, 'crashed', out);
  if (node.kind !== 'broker') return;
  out.node = node;
  loseFromDisk(node.state, loss, ownTime(node, world.now), out);
}

function endProcess(world: World, node: SimNode, status: 'crashed' | 'ended', out: Dispatch): void {
  node.status = status;
  node.wakeAt = NEVER;
  node.inbox = [];
  out.node = node;
  out.note({ type: status === 'crashed' ? 'crashed' : 'shut down' });
  closeConnections(world, node, out);
  node.incarnation += 1;
  if (node.kind !== 'broker') return;
  forgetVolatile(node.state);
  syncHeartbeats(world, out);
}

/** Everybody who has business with the node learns that the connection is closed: clients of a broker, brokers of anyone. */
function closeConnections(world: World, node: SimNode, out: Dispatch): void {
  for (const other of world.nodes) {
    if (other.number === node.number || other.status === 'crashed') continue;
    if (other.kind === 'controller') continue; // it learns by missing heartbeats
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
  if (node.kind === 'broker') syncHeartbeats(world, out);
}

/** Goes on after a freeze: the clock has jumped, timers are due, the socket is full. */
export function thaw(world: World, node: SimNode, out: Dispatch): void {
  if (node.status !== 'frozen') return;
  node.status = 'running';
  out.node = node;
  out.note({ type: 'thawed' });
  const waiting = node.inbox;
  node.inbox = [];
  for (const m of waiting) heapPush(world.queue, arrivingAt(world, m, world.now));
  rearm(world, node);
  if (node.kind === 'broker') syncHeartbeats(world, out);
}

/** Tells the controller whose heartbeats reach it now, and whose no longer do. */
export function syncHeartbeats(world: World, out: Dispatch): void {
  const controller = controllerNode(world);
  if (controller.status !== 'running') return;
  const now = ownTime(controller, world.now);
  const { node } = out;
  out.node = controller;
  for (let id = 1; id <= world.brokers; id++) {
    const broker = brokerNode(world, id);
    if (broker === undefined) continue;
    const heard = broker.status === 'running' && !stopsHeartbeats(world, id);
    const { incarnation } = broker;
    const { cleanShutdown } = broker.state;
    if (!heard) brokerSilent(controller.state, now, id);
    else brokerHeard(controller.state, now, id, { incarnation, cleanShutdown }, out);
  }
  watchBalance(controller.state, now);
  rearm(world, controller);
  out.node = node;
}

/** The broker asks to leave: others lead in its place. It may stop once they do: see `stopCleanly`. */
export function shutDown(world: World, node: BrokerNode, out: Dispatch): void {
  const controller = controllerNode(world);
  out.node = node;
  out.note({ type: 'shutting down' });
  if (controller.status !== 'running' || isCut(world, node.number, 0)) return;
  out.node = controller;
  beginControlledShutdown(controller.state, node.number, out);
  watchBalance(controller.state, ownTime(controller, world.now));
  rearm(world, controller);
}

/** The end of a controlled shutdown: all is flushed, nothing is lost. */
export function stopCleanly(world: World, node: BrokerNode, out: Dispatch): void {
  if (node.status !== 'running') return;
  keepCheckpoints(node.state, ownTime(node, world.now), true);
  node.state.cleanShutdown = true;
  const controller = controllerNode(world);
  if (controller.status === 'running' && !isCut(world, node.number, 0)) {
    out.node = controller;
    endControlledShutdown(controller.state, node.number, out);
  }
  endProcess(world, node, 'ended', out);
}

/** A call of an application that is driven from outside. What comes of it is in `told`, now or later. */
export function callConsumer(world: World, node: ConsumerNode, call: Call, out: Dispatch): void {
  if (node.process === null || node.status !== 'running') return;
  out.node = node;
  consumerStep(node, node.process, ownTime(node, world.now), call, out);
  rearm(world, node);
}

/** Makes a consumer's application do a call between two polls, as another thread with wakeup() would. */
export function enqueueCall(world: World, node: ConsumerNode, call: Call): void {
  if (node.process === null) return;
  const { app, consumer } = node.process;
  const now = ownTime(node, world.now);
  app.queue.push(call);
  if (app.phase === 'looping' && consumer.subscription.kind === 'none') {
    armTimer(app.timers, 'continue', now, { kind: 'continue' }); // it only waits for a subscription
    rearm(world, node);
    return;
  }
  const running = consumer.calls[consumer.calls.length - 1];
  if (running?.kind !== 'poll' || node.status !== 'running') return;
  consumer.calls[consumer.calls.length - 1] = { ...running, deadline: now };
  armTimer(consumer.timers, 'call', now, { kind: 'call' });
  rearm(world, node);
}
