import { OFFSETS_TOPIC } from '../../protocol/internal-topics.js';
import { groupPartition } from '../../protocol/partitioner.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import type { TracedFact } from '../../protocol/trace.js';
import type { Trace } from '../../sim/trace.js';
import type { Scenario } from '../model.js';
import type { JudgeAction, MustHappen } from '../model-steps.js';
import type { MustHappenResult } from '../result.js';
import { matchesCluster } from './must-happen-cluster.js';

/** Whether, and when first, something happened at any time of the run. */
export function didHappen(
  trace: Trace,
  action: Extract<JudgeAction, { kind: 'must-happen' }>,
  scenario: Scenario,
): MustHappenResult {
  const { event } = action;
  let left = 'times' in event ? event.times : 1;
  for (const traced of trace.facts) {
    if (!matches(traced, event, scenario)) continue;
    left -= 1;
    if (left === 0) return { action, ok: true, at: traced.at };
  }
  return { action, ok: false, at: -1 };
}

function matches({ node, fact }: TracedFact, event: MustHappen, scenario: Scenario): boolean {
  switch (event.kind) {
    case 'session expired':
      return (
        fact.type === 'member removed' &&
        fact.reason === 'session expired' &&
        fact.clientId === clientIdOf(scenario, event.consumer)
      );
    case 'max poll interval exceeded':
    case 'processing failed':
    case 'closed':
      return fact.type === event.kind && node === event.consumer;
    case 'static member replaced': {
      const instance = scenario.consumers.get(event.consumer)?.groupInstanceId;
      return fact.type === event.kind && fact.groupInstanceId === instance;
    }
    case 'assigned':
    case 'revoked':
    case 'lost':
      return (
        fact.type === event.kind &&
        node === event.consumer &&
        includesAll(fact.partitions, event.partitions)
      );
    case 'reset':
      return (
        fact.type === 'position' &&
        fact.cause === 'reset' &&
        node === event.consumer &&
        (event.partitions.length === 0 || event.partitions.some((tp) => tp.key === fact.tp.key))
      );
    case 'exception':
      return (
        node === event.consumer &&
        ((fact.type === 'exception' &&
          (event.exception === null || fact.exception === event.exception)) ||
          (fact.type === 'processing failed' &&
            fact.how !== 'hang' &&
            (event.exception === null || event.exception === 'RuntimeException')))
      );
    case 'commit failed':
      return (
        fact.type === event.kind &&
        node === event.consumer &&
        (event.exception === null || fact.exception === event.exception)
      );
    case 'commit refused':
      return (
        fact.type === 'offsets refused' &&
        fact.clientId === clientIdOf(scenario, event.consumer) &&
        (event.error === null || fact.error === event.error)
      );
    case 'rebalance':
      return (
        fact.type === 'group state' &&
        fact.group === event.group &&
        fact.to === 'PreparingRebalance'
      );
    case 'coordinator moved':
      return (
        fact.type === 'leader elected' &&
        fact.leader >= 0 &&
        coordinates(fact.tp, event.group, scenario)
      );
    case 'offsets expired':
      return (
        fact.type === 'offsets removed' && fact.group === event.group && fact.cause === 'expired'
      );
    case 'group deleted':
      return fact.type === event.kind && fact.group === event.group;
    case 'truncation detected':
      return (
        fact.type === 'position' &&
        fact.cause === 'truncated' &&
        node === event.consumer &&
        (event.partitions.length === 0 || event.partitions.some((tp) => tp.key === fact.tp.key))
      );
    default:
      return matchesCluster({ node, fact }, event);
  }
}

/** The coordinator of a group is the leader of its partition of `__consumer_offsets`. */
function coordinates(tp: TopicPartition, group: string, scenario: Scenario): boolean {
  const { offsetsTopicNumPartitions } = scenario.cluster.configs;
  return (
    tp.topic === OFFSETS_TOPIC && tp.partition === groupPartition(group, offsetsTopicNumPartitions)
  );
}

function clientIdOf(scenario: Scenario, consumer: string): string {
  return scenario.consumers.get(consumer)?.clientId ?? consumer;
}

/** None asked for: any will do, an empty list of the listener too only if it is about assigning. */
function includesAll(has: readonly TopicPartition[], wanted: readonly TopicPartition[]): boolean {
  if (wanted.length === 0) return has.length > 0;
  const keys = new Set(has.map((tp) => tp.key));
  return wanted.every((tp) => keys.has(tp.key));
}
