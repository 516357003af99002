import { partitionImage } from '../../sim/observe.js';
import { brokerNode, type World } from '../../sim/world.js';
import type { Expectation } from '../model-steps.js';

type ClusterFact = Extract<Expectation, { kind: 'leader' | 'isr' | 'replica-end' }>;

/** What was expected of brokers and replicas, and what is: two sentences that are equal if it is so. */
export function compareCluster(
  world: World,
  fact: ClusterFact,
): readonly [expected: string, actual: string] {
  switch (fact.kind) {
    case 'leader': {
      const text = (broker: number | null) => `the leader of ${fact.tp.key} is ${name(broker)}`;
      return [text(fact.broker), text(partitionImage(world, fact.tp)?.leaderId ?? null)];
    }
    case 'isr': {
      const text = (ids: readonly number[]) => `in sync for ${fact.tp.key}: ${names(ids)}`;
      return [text(fact.brokers), text(partitionImage(world, fact.tp)?.isrNodes ?? [])];
    }
    case 'replica-end': {
      const { broker, tp, offset } = fact;
      const replica = brokerNode(world, broker)?.state.replicas.get(tp.key);
      const text = (end: number | null) =>
        `the copy of ${tp.key} on broker-${broker} ${end === null ? 'does not exist' : `ends at ${end}`}`;
      return [text(offset), text(replica?.log.logEndOffset ?? null)];
    }
  }
}

function name(broker: number | null): string {
  return broker === null || broker < 0 ? 'nobody' : `broker-${broker}`;
}

function names(ids: readonly number[]): string {
  const sorted = [...ids].sort((a, b) => a - b);
  return sorted.length === 0 ? 'nobody' : sorted.map(name).join(', ');
}
