import { changedWatermarks } from '../../app/workers.js';
import { adminIsIdle } from '../../client/admin/admin.js';
import type { PartitionState } from '../../client/consumer/state.js';
import { producerIsDone } from '../../client/producer/state.js';
import { type ControllerState, controllerIsIdle } from '../../controller/state.js';
import { longestFor } from '../../sim/clock.js';
import { committedIn, groupNames, groupStanding, logEndOf } from '../../sim/observe.js';
import {
  type BrokerNode,
  type ConsumerNode,
  controllerNode,
  operatorNode,
  type World,
} from '../../sim/world.js';
import { isArmed } from '../../util/timers.js';
import { isBusy, knowsAllPartitions } from './caught-up.js';

/** A request without an answer is given up after this long at the latest: request.timeout.ms. */
const AT_LEAST_QUIET_MS = 30_000;

/** When the run counts as quiet if nothing new happens (virtual ms); Infinity: not for a good while. */
export function quietAt(world: World, lastNewsAt: number): number {
  const near = world.now >= lastNewsAt + AT_LEAST_QUIET_MS;
  return near ? lastNewsAt + quietAfterMs(world) : Number.POSITIVE_INFINITY;
}

/**
 * How long nothing but heartbeats must have happened for the run to count as quiet: the longest timeout that could
 * still make something happen. Infinity: something is under way that will.
 */
function quietAfterMs(world: World): number {
  if (!adminIsIdle(operatorNode(world).state)) return Number.POSITIVE_INFINITY;
  let longest = AT_LEAST_QUIET_MS;
  for (const node of world.nodes) {
    if (node.kind === 'broker' && isArmed(node.state.volatile.timers, 'isr check')) {
      longest = Math.max(longest, 1.5 * node.state.config.replicaLagTimeMaxMs);
    }
    if (node.kind === 'producer' && node.status === 'running' && node.process !== null) {
      if (!producerIsDone(node.process))
        longest = Math.max(longest, node.spec.config.deliveryTimeoutMs);
    }
    if (node.kind !== 'consumer' || node.status === 'not started') continue;
    const { config } = node.spec;
    longest = Math.max(longest, config.sessionTimeoutMs);
    if (node.status !== 'running' || node.process === null) continue;
    if (config.enableAutoCommit) longest = Math.max(longest, config.autoCommitIntervalMs);
    if (isBusy(node))
      longest = Math.max(longest, config.maxPollIntervalMs + config.sessionTimeoutMs);
    const { subscription } = node.process.consumer;
    const topics = subscription.kind === 'topics' ? subscription.topics : [];
    if (
      topics.some((t) => !knowsAllPartitions(world, node, t)) ||
      subscription.kind === 'pattern'
    ) {
      longest = Math.max(longest, config.metadataMaxAgeMs);
    }
  }
  return longestFor(world.nodes, longest) + 1_000;
}

/**
 * True if it can be seen that nothing is left to happen but heartbeats, empty fetches and commits of what is committed
 * already: everybody runs, has read everything, and every group's members are just those that live.
 */
export function onlyHeartbeatsLeft(world: World): boolean {
  if (!adminIsIdle(operatorNode(world).state)) return false;
  const controller = controllerNode(world);
  if (controller.status !== 'running' || !controllerIsIdle(controller.state)) return false;
  if (world.network.held.length > 0 || !isEverybodyInSync(controller.state)) return false;
  const alive = new Map<string, Set<string>>();
  for (const node of world.nodes) {
    if (node.status === 'frozen') return false;
    if (node.kind === 'broker' && !isSettledBroker(controller.state, node)) return false;
    if (node.status !== 'running') continue;
    if (node.kind === 'producer' && node.process !== null && !producerIsDone(node.process))
      return false;
    if (node.kind !== 'consumer') continue;
    if (!isIdle(world, node)) return false;
    const memberId = node.process?.consumer.membership.memberId ?? '';
    const { groupId } = node.spec.config;
    if (memberId === '' || groupId === null) continue;
    alive.set(groupId, (alive.get(groupId) ?? new Set()).add(memberId));
  }
  const groups = new Set([...groupNames(world), ...alive.keys()]);
  return [...groups].every((group) => isSettled(world, group, alive.get(group) ?? NOBODY));
}

/** Every replica on a broker that counts is in the ISR. */
function isEverybodyInSync({ brokers, image }: ControllerState): boolean {
  if (brokers.size === 1) return true;
  for (const { metadata } of image.topics.values()) {
    for (const { replicaNodes, isrNodes } of metadata.partitions) {
      if (isrNodes.length === replicaNodes.length) continue;
      if (replicaNodes.some((id) => !isrNodes.includes(id) && !brokers.get(id)?.fenced))
        return false;
    }
  }
  return true;
}

/** It runs and follows what it should, or everybody has long done without it. */
function isSettledBroker({ brokers, image }: ControllerState, node: BrokerNode): boolean {
  if (node.status !== 'running') return brokers.get(node.number)?.fenced ?? false;
  if (node.state.image.version < image.version) return false;
  for (const replica of node.state.replicas.values()) {
    if (replica.askedIsr !== null) return false;
    if (replica.role !== 'leader') continue;
    for (const [id, { logEndOffset }] of replica.followers) {
      if (brokers.get(id)?.fenced) continue;
      if (logEndOffset < replica.log.logEndOffset) return false;
    }
  }
  return true;
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Stable with just the members that live, or Empty with none. A member that was removed and has not heard of it, since
 * the network was down, is not settled.
 */
function isSettled(world: World, group: string, alive: ReadonlySet<string>): boolean {
  const standing = groupStanding(world, group);
  if (standing === undefined || standing.state === 'Empty') return alive.size === 0;
  if (standing.state !== 'Stable' || standing.members.size !== alive.size) return false;
  return [...standing.members.keys()].every((id) => alive.has(id));
}

/** A consumer that waits in poll() at the end of everything it owns. */
function isIdle(world: World, node: ConsumerNode): boolean {
  if (node.process === null || isBusy(node)) return false;
  const { consumer, app } = node.process;
  const { membership: m, subscription, commits } = consumer;
  const member = subscription.kind === 'topics' || subscription.kind === 'pattern';
  if (subscription.kind === 'none' || subscription.kind === 'pattern') return false;
  if (member && (m.state !== 'STABLE' || m.rejoinNeeded || m.join.kind !== 'none')) return false;
  if (member && m.step !== 'to prepare') return false;
  if (app.phase !== 'calling' || app.queue.length > 0 || app.refused) return false;
  if (app.spec.commit === 'watermark' && changedWatermarks(app, null).length > 0) return false;
  if (consumer.calls.length !== 1 || consumer.calls[0]?.kind !== 'poll') return false;
  if (commits.pending.size > 0 || commits.finished.length > 0) return false;
  if (consumer.buffer.queue.length > 0 || consumer.inbox.length > 0) return false;
  const topics = subscription.kind === 'topics' ? subscription.topics : [];
  if (topics.some((t) => !knowsAllPartitions(world, node, t))) return false;
  return [...consumer.partitions.values()].every((p) => isAtEnd(world, node, p));
}

/** Nothing to read, and under auto-commit nothing to commit. */
function isAtEnd(world: World, node: ConsumerNode, p: PartitionState): boolean {
  if (p.paused) return true;
  if (p.state !== 'FETCHING' || p.position !== logEndOf(world, p.tp)) return false;
  if (!node.spec.config.enableAutoCommit || node.spec.config.groupId === null) return true;
  const committed = committedIn(world, node.spec.config.groupId);
  return committed.some((o) => o.tp.key === p.tp.key && o.offset === p.position);
}
