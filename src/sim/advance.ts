import { brokerReceive, brokerTimer } from '../broker/step.js';
import { adminReceive, dueTask, runTask } from '../client/admin/admin.js';
import { producerReceive, producerTimer } from '../client/producer/step.js';
import { alterPartition } from '../controller/alter-partition.js';
import { controllerTimer, watchBalance } from '../controller/brokers.js';
import { Envelope } from '../protocol/messages.js';
import { ownTime } from './clock.js';
import type { Dispatch } from './dispatch.js';
import { crash } from './faults.js';
import { failed } from './network.js';
import { targetOf } from './operator.js';
import { consumerStep, type ProcessInput } from './process.js';
import { timeOf, timerKey, type Wake } from './queue.js';
import { dueAt, rearm } from './wakeups.js';
import { type ConsumerNode, NEVER, type SimNode, type World } from './world.js';

/**
 * Lets the next event happen: one message delivered, or one timer fired. False if nothing is left to happen until
 * `until` (virtual ms, included). The one transition function of all drivers.
 */
export function advance(world: World, out: Dispatch, until: number): boolean {
  for (;;) {
    const first = world.queue[0];
    if (first === undefined || timeOf(first) > until) return false;
    const entry = out.ties.takeNext(world);
    if (entry === undefined) return false;
    const happened =
      entry instanceof Envelope ? deliver(world, entry, out) : wake(world, entry, out);
    if (happened) return true;
  }
}

function deliver(world: World, envelope: Envelope, out: Dispatch): boolean {
  const node = world.nodes[envelope.to];
  if (node === undefined) return false;
  world.now = timeOf(envelope);
  if (node.status === 'frozen' && node.incarnation === envelope.toIncarnation) {
    node.inbox.push(envelope);
    return false;
  }
  world.events += 1;
  const reachable =
    node.status === 'running' &&
    node.incarnation === envelope.toIncarnation &&
    isListening(node, envelope);
  out.trace.messages?.push({
    at: world.now,
    event: world.events,
    envelope,
    delivered: reachable,
  });
  if (envelope.api === 'Heartbeat' && envelope.kind === 'request') {
    out.trace.heartbeats.push(world.now);
  }
  out.node = node;
  if (reachable) receive(node, ownTime(node, world.now), envelope, out);
  else if (envelope.kind === 'request' && envelope.api !== 'UpdateMetadata') out.refuse(envelope);
  rearm(world, node);
  return true;
}

/** A broker opens its listener only once it has caught up with the metadata (Kafka: BrokerServer.startup). */
function isListening(node: SimNode, envelope: Envelope): boolean {
  return (
    node.kind !== 'broker' || node.state.image.version >= 0 || envelope.api === 'UpdateMetadata'
  );
}

function receive(node: SimNode, now: number, envelope: Envelope, out: Dispatch): void {
  switch (node.kind) {
    case 'broker':
      if (
        envelope.kind === 'request' &&
        !out.world.network.calm &&
        failed(out.world, envelope, out)
      )
        return;
      brokerReceive(node.state, now, envelope, out);
      return;
    case 'consumer':
      stepConsumer(node, now, envelope, out);
      return;
    case 'producer':
      if (node.process !== null) producerReceive(node.process, now, envelope, out);
      return;
    case 'operator':
      adminReceive(node.state, now, envelope, out);
      return;
    case 'controller':
      if (envelope.kind !== 'request') return;
      alterPartition(node.state, envelope, out);
      watchBalance(node.state, now);
  }
}

function wake(world: World, entry: Wake, out: Dispatch): boolean {
  const node = world.nodes[entry.to];
  if (node === undefined || timerKey(node.wakeAt) !== entry.at) return false; // woken earlier, or gone
  node.wakeAt = NEVER;
  if (node.status !== 'running') return false;
  const due = dueAt(node);
  if (due === undefined) return false;
  const at = timeOf(entry);
  if (due > at) {
    rearm(world, node);
    return false;
  }
  world.now = at;
  world.events += 1;
  out.node = node;
  fireTimer(node, ownTime(node, at), out);
  rearm(world, node);
  return true;
}

function fireTimer(node: SimNode, now: number, out: Dispatch): void {
  switch (node.kind) {
    case 'broker':
      brokerTimer(node.state, now, out);
      return;
    case 'controller':
      controllerTimer(node.state, now, out);
      return;
    case 'producer':
      if (node.process !== null) producerTimer(node.process, now, out);
      return;
    case 'operator': {
      const task = dueTask(node.state, now);
      if (task !== undefined) runTask(node.state, task, targetOf(out.world, task), now, out);
      return;
    }
    case 'consumer':
      stepConsumer(node, now, 'timer', out);
  }
}

function stepConsumer(node: ConsumerNode, now: number, input: ProcessInput, out: Dispatch): void {
  if (node.process === null) return;
  if (consumerStep(node, node.process, now, input, out) === 'died') crash(out.world, node, out);
}
