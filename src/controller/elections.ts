import type { MetadataPartition } from '../protocol/api/metadata.js';
import { type Envelope, requestBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { armTimer, cancelTimer, popDue } from '../util/timers.js';
import { ImageDelta, publish } from './image.js';
import type { ControllerState } from './state.js';

/** A broker stopped sending heartbeats at `now`: it is fenced one session timeout after its last one. */
export function brokerSilent(controller: ControllerState, now: number, nodeId: number): void {
  const broker = controller.brokers.get(nodeId);
  if (broker === undefined || broker.fenced) return;
  const interval = controller.brokerHeartbeatIntervalMs;
  const beats = Math.floor((now - broker.heartbeatsSince) / interval);
  const last = broker.heartbeatsSince + beats * interval;
  const at = Math.max(now, last + controller.brokerSessionTimeoutMs);
  armTimer(controller.timers, `session/${nodeId}`, at, { kind: 'broker session', nodeId });
}

/** A broker sends heartbeats (again). One that was restarted is another incarnation: the old one is fenced first. */
export function brokerHeard(
  controller: ControllerState,
  now: number,
  nodeId: number,
  restarted: boolean,
  out: Out,
): void {
  const broker = controller.brokers.get(nodeId);
  if (broker === undefined) return;
  cancelTimer(controller.timers, `session/${nodeId}`);
  if (restarted && !broker.fenced) fence(controller, nodeId, out);
  broker.heartbeatsSince = now;
  if (broker.fenced) unfence(controller, nodeId, out);
}

export function controllerTimer(controller: ControllerState, now: number, out: Out): void {
  const due = popDue(controller.timers, now);
  if (due !== undefined) fence(controller, due.fire.nodeId, out);
}

/** The broker leaves every ISR, and others take over what it led (Kafka: handleBrokerFenced). */
function fence(controller: ControllerState, nodeId: number, out: Out): void {
  const broker = controller.brokers.get(nodeId);
  if (broker === undefined || broker.fenced) return;
  broker.fenced = true;
  reelect(controller, out, (p) => {
    const shrunk = p.isrNodes.filter((id) => id !== nodeId);
    const isrNodes = shrunk.length === 0 ? p.isrNodes : shrunk; // the last member is kept: §4.3
    return p.isrNodes.includes(nodeId) || p.leaderId === nodeId ? isrNodes : undefined;
  });
}

function unfence(controller: ControllerState, nodeId: number, out: Out): void {
  const broker = controller.brokers.get(nodeId);
  if (broker === undefined) return;
  broker.fenced = false;
  reelect(controller, out, (p) => (p.leaderId < 0 ? p.isrNodes : undefined));
}

/** For each partition that `isrOf` gives an ISR: elects by §4.3, clean only, and publishes the new image. */
function reelect(
  controller: ControllerState,
  out: Out,
  isrOf: (p: MetadataPartition) => readonly number[] | undefined,
): void {
  const delta = new ImageDelta(controller);
  for (const [name, { metadata }] of controller.image.topics) {
    for (const p of metadata.partitions) {
      const isrNodes = isrOf(p);
      if (isrNodes === undefined) continue;
      const leaderId = electLeader(controller, p, isrNodes);
      const leaderEpoch = leaderId === p.leaderId ? p.leaderEpoch : p.leaderEpoch + 1;
      delta.changePartition(name, p.partitionIndex, { leaderId, leaderEpoch, isrNodes });
      if (leaderId === p.leaderId) continue;
      out.note({ type: 'leader elected', tp: p.tp, leader: leaderId, leaderEpoch, clean: true });
    }
  }
  delta.apply();
  publish(controller, out);
}

/** The current leader if it is valid, else the first live replica of the ISR in assignment order, else none. */
function electLeader(
  controller: ControllerState,
  p: MetadataPartition,
  isr: readonly number[],
): number {
  const valid = (id: number) => isr.includes(id) && controller.brokers.get(id)?.fenced === false;
  if (valid(p.leaderId)) return p.leaderId;
  return p.replicaNodes.find(valid) ?? -1;
}

/** AlterPartition: the leader asks for a larger ISR; only live brokers may enter (KIP-841). */
export function alterPartition(controller: ControllerState, message: Envelope, out: Out): void {
  const delta = new ImageDelta(controller);
  let changed = false;
  for (const { tp, leaderEpoch, newIsr } of requestBody(message, 'AlterPartition').partitions) {
    const p = controller.image.topics.get(tp.topic)?.metadata.partitions[tp.partition];
    if (p === undefined || p.leaderId !== message.from || p.leaderEpoch !== leaderEpoch) continue;
    if (!newIsr.every((id) => controller.brokers.get(id)?.fenced === false)) continue;
    delta.changePartition(tp.topic, tp.partition, { isrNodes: newIsr });
    changed = true;
  }
  if (!changed) return;
  delta.apply();
  publish(controller, out);
}
