import type { GroupConfiguration } from '../check/promises.js';
import type { ConsumerSpec, Scenario, TopicSpec } from '../scenario/model.js';
import type { FaultTarget, MessageFaultKind } from '../scenario/model-faults.js';
import type { Action } from '../scenario/model-steps.js';

/** What bears on the promises made to each group of a scenario. */
export function configurationsOf(scenario: Scenario): Map<string, GroupConfiguration> {
  const members = new Map<string, ConsumerSpec[]>();
  for (const consumer of scenario.consumers.values()) {
    if (consumer.group === null) continue;
    const list = members.get(consumer.group) ?? [];
    members.set(consumer.group, list);
    list.push(consumer);
  }
  const actions = scenario.steps.flatMap((step) => step.actions);
  return new Map(
    [...members].map(([group, consumers]) => [
      group,
      configure(scenario, actions, group, consumers),
    ]),
  );
}

function configure(
  scenario: Scenario,
  actions: readonly Action[],
  group: string,
  consumers: readonly ConsumerSpec[],
): GroupConfiguration {
  const { cluster, limitMs } = scenario;
  const does = (...kinds: readonly Action['kind'][]) => actions.some((a) => kinds.includes(a.kind));
  const producers = [...scenario.producers.values()].map((p) => p.configs);
  const takesByHand = (a: Action) => a.kind === 'subscribe' && a.to.kind === 'partitions';
  return {
    group,
    strategies: new Set(consumers.map((c) => c.commit)),
    failures: consumers.flatMap((c) => c.failures),
    resets: new Set(consumers.map((c) => c.configs.autoOffsetReset.kind)),
    cooperative: consumers.some((c) =>
      c.configs.partitionAssignmentStrategy.every((name) => name === 'cooperative-sticky'),
    ),
    staticMembers: consumers.some((c) => c.groupInstanceId !== null),
    standalone:
      consumers.some((c) => c.subscription.kind === 'partitions') || actions.some(takesByHand),
    weakestAcks: weakestAcks(scenario),
    sendsAgain: producers.some((p) => !p.enableIdempotence),
    overtakes: producers.some(
      (p) => !p.enableIdempotence && p.maxInFlightRequestsPerConnection > 1,
    ),
    brokersFail: actions.some(strikesCluster),
    logsLose: losesLogs(scenario) || actions.some(losesLog),
    messagesReordered: does(...REORDERING),
    storesResults: consumers.some((c) => c.store !== null),
    faultsLast: actions.some((a) => lasts(a) && !isEnded(a, actions)),
    positionsMoved: does(
      'seek',
      'seek-to-beginning',
      'seek-to-end',
      'reset-offsets',
      'alter-offsets',
      'delete-offsets',
      'delete-group',
    ),
    recordsRemoved:
      does('delete-records', 'delete-topic') || [...scenario.topics.values()].some(forgets),
    topicsDeleted: does('delete-topic'),
    offsetsExpire: cluster.configs.offsetsRetentionMs < limitMs,
    heldBack:
      does('pause', 'unsubscribe', 'subscribe', 'remove-member') ||
      cluster.configs.groupMaxSize < consumers.length,
    tooSlow: consumers.some(isTooSlow),
  };
}

function weakestAcks({ producers }: Scenario): -1 | 0 | 1 {
  const acks = [...producers.values()].map((p) => p.configs.acks);
  return acks.includes(0) ? 0 : acks.includes(1) ? 1 : -1;
}

/** Half of the interval for the rest: commits, rebalances, fetches. */
function isTooSlow({ processing, configs, workers }: ConsumerSpec): boolean {
  const batchMs = (processing.maxMs * configs.maxPollRecords) / workers;
  return batchMs * 2 > configs.maxPollIntervalMs;
}

/** Anything that hits brokers, links or messages, and not a process of a client alone. */
function strikesCluster(action: Action): boolean {
  switch (action.kind) {
    case 'crash':
    case 'freeze':
      return action.targets.some(isBroker);
    default:
      return CLUSTER_FAULTS.has(action.kind);
  }
}

const REORDERING: readonly Action['kind'][] = [
  'chaos',
  'cut',
  'delay-request',
  'delay-reply',
  'duplicate-request',
  'duplicating',
  'hold-request',
  'hold-reply',
  'isolate',
  'lossy',
  'slow',
  'split',
] satisfies readonly (MessageFaultKind | Action['kind'])[];

const CLUSTER_FAULTS: ReadonlySet<Action['kind']> = new Set<Action['kind']>([
  ...REORDERING,
  'shut-down',
  'elect-leader',
  'reassign',
  'move-coordinator',
  'close-connection',
  'lose-request',
  'lose-reply',
  'fail',
  'reply-with',
]);

function isBroker(target: FaultTarget): boolean {
  return !['consumer', 'producer', 'consumers', 'producers'].includes(target.kind);
}

/** Configured so that what was acknowledged may go. */
function losesLogs({ cluster, topics }: Scenario): boolean {
  const unclean = [...topics.values()].some((t) => t.configs.uncleanLeaderElectionEnable);
  return unclean || cluster.configs.uncleanLeaderElectionEnable;
}

function losesLog(action: Action): boolean {
  if (action.kind === 'elect-leader') return action.election === 'unclean';
  return (action.kind === 'crash' || action.kind === 'chaos') && action.lose !== 'nothing';
}

/** A fault that nothing in the step ends. */
function lasts(action: Action): boolean {
  if ('forMs' in action && action.kind !== 'freeze' && action.kind !== 'chaos') {
    return action.forMs === null;
  }
  return 'times' in action && action.times === null;
}

/** Other steps end it: what is held is released, and of a fault of links one end of every link is healed. */
function isEnded(fault: Action, actions: readonly Action[]): boolean {
  if ('times' in fault) {
    const isHold = fault.kind === 'hold-request' || fault.kind === 'hold-reply';
    return isHold && actions.some((a) => a.kind === 'release');
  }
  const heals = actions.filter((a) => a.kind === 'heal');
  if (heals.some(({ targets }) => targets === null)) return true;
  const healed = new Set(heals.flatMap(({ targets }) => (targets ?? []).map(keyOf)));
  const isHealed = (nodes: readonly FaultTarget[]) =>
    nodes.every((node) => healed.has(keyOf(node)));
  if ('links' in fault) return isHealed(fault.links.from) || isHealed(fault.links.to);
  if (fault.kind === 'isolate') return isHealed(fault.targets);
  return fault.kind === 'split' && fault.sides.filter((side) => !isHealed(side)).length <= 1;
}

function keyOf(target: FaultTarget): string {
  return JSON.stringify(target);
}

/** Retention or compaction may take records out of the log before they are read. */
function forgets({ configs }: TopicSpec): boolean {
  return (
    configs.cleanupPolicy.includes('compact') ||
    configs.retentionBytes >= 0 ||
    (configs.retentionMs >= 0 && configs.retentionMs < A_WEEK_MS)
  );
}

const A_WEEK_MS = 7 * 86_400_000;
