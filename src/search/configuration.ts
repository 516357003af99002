import type { GroupConfiguration } from '../check/promises.js';
import type { ConsumerSpec, Scenario } from '../scenario/model.js';
import type { Action, FaultTarget } from '../scenario/model-steps.js';

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
  const takesByHand = (a: Action) => a.kind === 'subscribe' && a.to.kind === 'partitions';
  return {
    group,
    strategies: new Set(consumers.map((c) => c.commit)),
    failures: consumers.flatMap((c) => c.failures),
    resets: new Set(consumers.map((c) => c.configs.autoOffsetReset.kind)),
    cooperative: consumers.some((c) =>
      c.configs.partitionAssignmentStrategy.every((name) => name === 'cooperative-sticky'),
    ),
    standalone:
      consumers.some((c) => c.subscription.kind === 'partitions') || actions.some(takesByHand),
    weakestAcks: weakestAcks(scenario),
    brokersFail: actions.some(strikesBroker),
    positionsMoved: does(
      'seek',
      'seek-to-beginning',
      'seek-to-end',
      'reset-offsets',
      'alter-offsets',
      'delete-offsets',
      'delete-group',
    ),
    recordsRemoved: does('delete-records', 'delete-topic'),
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

function strikesBroker(action: Action): boolean {
  if (action.kind !== 'crash' && action.kind !== 'freeze') return false;
  return action.targets.some(isBroker);
}

function isBroker(target: FaultTarget): boolean {
  return target.kind !== 'consumer' && target.kind !== 'producer';
}
