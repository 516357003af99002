import type { Out } from '../protocol/out.js';
import { armTimer, cancelTimer, isArmed, popDue, shiftTimers } from '../util/timers.js';
import { balanceLeaders, changePartitions } from './elections.js';
import { ImageDelta, publish } from './image.js';
import type {
  BrokerRegistration,
  ControllerState,
  ControllerTimer,
  RegisteringBroker,
} from './state.js';

/*
 * Which brokers live (Kafka: ClusterControlManager, BrokerHeartbeatManager). Heartbeats are not sent one by one: the
 * world says when they cease to arrive and when they come again.
 */

/** Heartbeats of this broker cease at `now`: it is fenced one session timeout after its last one. */
export function brokerSilent(controller: ControllerState, now: number, nodeId: number): void {
  const broker = controller.brokers.get(nodeId);
  if (broker === undefined) return;
  broker.refused = null; // whoever asked to register does so no longer
  cancelTimer(controller.timers, `register/${nodeId}`);
  if (broker.silent) return;
  broker.silent = true;
  if (broker.fenced) return;
  const { brokerHeartbeatIntervalMs: interval, brokerSessionTimeoutMs } = controller.config;
  const beats = Math.floor((now - broker.heartbeatsSince) / interval);
  const last = broker.heartbeatsSince + beats * interval;
  armSession(controller, nodeId, Math.max(now, last + brokerSessionTimeoutMs));
}

/**
 * Heartbeats of this broker arrive (again). Another incarnation registers first: while the session of the old one is
 * not over, it is refused (DUPLICATE_BROKER_REGISTRATION) and tries again.
 */
export function brokerHeard(
  controller: ControllerState,
  now: number,
  nodeId: number,
  process: RegisteringBroker,
  out: Out,
): void {
  const broker = controller.brokers.get(nodeId);
  if (broker === undefined) return;
  const registers = broker.incarnation !== process.incarnation;
  if (registers && (!broker.fenced || broker.refused !== null)) {
    broker.silent = true; // the process that registered is gone, though no controller may have seen it go
    if (broker.refused?.process.incarnation !== process.incarnation) {
      broker.refused = { process, since: now };
    }
    return;
  }
  if (!broker.silent && !registers) return;
  cancelTimer(controller.timers, `session/${nodeId}`);
  broker.silent = false;
  broker.heartbeatsSince = now;
  if (registers) register(controller, broker, process, out);
  if (broker.fenced) unfence(controller, broker, out);
}

/** Registration backoff (BrokerLifecycleManager): 100 ms, doubled each time, a session at most. */
const REGISTRATION_BACKOFF_MS = 100;

/** The session of the old process is over: the new one is taken when it next tries. */
function awaitRegistration(
  controller: ControllerState,
  broker: BrokerRegistration,
  now: number,
): void {
  if (broker.refused === null) return;
  let at = broker.refused.since;
  for (let wait = REGISTRATION_BACKOFF_MS; at <= now; wait *= 2) {
    at += Math.min(wait, controller.config.brokerSessionTimeoutMs);
  }
  const { nodeId } = broker;
  armTimer(controller.timers, `register/${nodeId}`, at, { kind: 'registration', nodeId });
}

/** It tries once more, and is taken: nobody else has its id now. */
function registerAgain(controller: ControllerState, nodeId: number, now: number, out: Out): void {
  const broker = controller.brokers.get(nodeId);
  const process = broker?.refused?.process;
  if (broker === undefined || process === undefined) return;
  broker.refused = null;
  brokerHeard(controller, now, nodeId, process, out);
}

/** What the previous process of the broker had in sync may be gone with it (KIP-966: addRecordsForShutdown). */
function register(
  controller: ControllerState,
  broker: BrokerRegistration,
  process: RegisteringBroker,
  out: Out,
): void {
  const { nodeId } = broker;
  broker.incarnation = process.incarnation;
  broker.shuttingDown = false;
  const uncleanly = controller.config.eligibleLeaderReplicas && !process.cleanShutdown;
  broker.fenced = true;
  changePartitions(controller, out, (p) => {
    if (uncleanly && p.eligibleLeaderReplicas.includes(nodeId))
      return { uncleanShutdown: [nodeId] };
    if (!p.isrNodes.includes(nodeId)) return undefined;
    if (uncleanly) return { uncleanShutdown: [nodeId] };
    return { isr: p.isrNodes.filter((id) => id !== nodeId) };
  });
}

/**
 * A new controller knows of no heartbeat: each broker has a whole session to send one, also the process of a broker
 * that was replaced while there was no controller (BrokerHeartbeatManager.register; ClusterControlManager.registerBroker
 * refuses the new process for that long).
 */
export function controllerStarted(controller: ControllerState, now: number): void {
  for (const { nodeId, silent, fenced } of controller.brokers.values()) {
    if (silent && !fenced) {
      armSession(controller, nodeId, now + controller.config.brokerSessionTimeoutMs);
    }
  }
}

/** The controlled shutdown is over: it may stop, and is fenced at once (Kafka: BrokerControlState.SHUTDOWN_NOW). */
export function endControlledShutdown(controller: ControllerState, nodeId: number, out: Out): void {
  const broker = controller.brokers.get(nodeId);
  if (broker?.shuttingDown === true) fence(controller, nodeId, 'shut down', out);
}

/** Controlled shutdown: what it led goes to others, it leaves every ISR, and then it may stop. */
export function beginControlledShutdown(
  controller: ControllerState,
  nodeId: number,
  out: Out,
): void {
  const broker = controller.brokers.get(nodeId);
  if (broker === undefined || broker.fenced || broker.shuttingDown) return;
  broker.shuttingDown = true;
  if (!leave(controller, nodeId, out)) republish(controller, out);
}

export function controllerTimer(controller: ControllerState, now: number, out: Out): void {
  const due = popDue(controller.timers, now);
  if (due === undefined) return;
  fire(controller, now, due.fire, out);
  watchBalance(controller, now);
}

function fire(controller: ControllerState, now: number, timer: ControllerTimer, out: Out): void {
  switch (timer.kind) {
    case 'broker session': {
      if (!controller.rules.fencesSilentBroker()) return;
      const broker = controller.brokers.get(timer.nodeId);
      fence(controller, timer.nodeId, 'session expired', out);
      if (broker !== undefined) awaitRegistration(controller, broker, now);
      return;
    }
    case 'registration':
      registerAgain(controller, timer.nodeId, now, out);
      return;
    case 'leader balance':
      balanceLeaders(controller, out);
  }
}

/**
 * Preferred leaders are looked at every leader.imbalance.check.interval; the look is only an event if something is
 * out of place by then.
 */
export function watchBalance(controller: ControllerState, now: number): void {
  const { autoLeaderRebalanceEnable, leaderImbalanceCheckIntervalMs: every } = controller.config;
  if (!autoLeaderRebalanceEnable || isArmed(controller.timers, 'balance')) return;
  if (!isOutOfPlace(controller)) return;
  const next = (Math.floor(now / every) + 1) * every;
  armTimer(controller.timers, 'balance', next, { kind: 'leader balance' });
}

function isOutOfPlace(controller: ControllerState): boolean {
  for (const { metadata } of controller.image.topics.values()) {
    if (metadata.partitions.some((p) => p.leaderId !== p.replicaNodes[0])) return true;
  }
  return false;
}

function armSession(controller: ControllerState, nodeId: number, at: number): void {
  armTimer(controller.timers, `session/${nodeId}`, at, { kind: 'broker session', nodeId });
}

/** The broker leaves every ISR, and others take over what it led (Kafka: handleBrokerFenced). */
function fence(
  controller: ControllerState,
  nodeId: number,
  reason: 'session expired' | 'shut down',
  out: Out,
): void {
  const broker = controller.brokers.get(nodeId);
  if (broker === undefined || broker.fenced) return;
  broker.fenced = true;
  out.note({ type: 'broker fenced', broker: nodeId, reason });
  if (!leave(controller, nodeId, out)) republish(controller, out);
}

function leave(controller: ControllerState, nodeId: number, out: Out): boolean {
  return changePartitions(
    controller,
    out,
    (p) =>
      p.isrNodes.includes(nodeId) || p.leaderId === nodeId
        ? { isr: p.isrNodes.filter((id) => id !== nodeId) }
        : undefined,
    nodeId,
  );
}

/** handleBrokerUnfenced: partitions without a leader may have one now. */
function unfence(controller: ControllerState, broker: BrokerRegistration, out: Out): void {
  broker.fenced = false;
  out.note({ type: 'broker unfenced', broker: broker.nodeId });
  const elected = changePartitions(controller, out, (p) => (p.leaderId < 0 ? {} : undefined));
  if (!elected) republish(controller, out);
}

/** Who lives is part of the image too. */
function republish(controller: ControllerState, out: Out): void {
  new ImageDelta(controller).apply();
  publish(controller, out);
}

/** The controller's wall clock jumped: sessions and schedules run on the monotonic one (System.nanoTime). */
export function controllerClockJumped(controller: ControllerState, byMs: number): void {
  shiftTimers(controller.timers, byMs);
  for (const broker of controller.brokers.values()) broker.heartbeatsSince += byMs;
}
