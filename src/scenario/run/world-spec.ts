import type { AppSpec } from '../../app/spec.js';
import { BROKER_DEFAULTS } from '../../broker/state.js';
import { rulesWith } from '../../bugs/registry.js';
import { PRODUCER_DEFAULTS, type ProducerLoad } from '../../client/producer/config.js';
import type { NewTopic } from '../../controller/topics.js';
import { COORDINATOR_DEFAULTS } from '../../coordinator/config.js';
import { DEFAULT_TOPIC_CONFIG } from '../../protocol/cluster-image.js';
import type { ClockSpec } from '../../sim/clock.js';
import type { ConsumerNodeSpec, ProducerNodeSpec, WorldSpec } from '../../sim/spec.js';
import { topicPresets } from '../configs/topic.js';
import type { ConsumerSpec, ProducerSpec, Scenario, TopicSpec } from '../model.js';

/** The producer of `produce` steps: it has no name of its own in a scenario. */
export const STEP_PRODUCER = 'producer';

/** The world that a scenario begins in. */
export function worldSpec(scenario: Scenario): WorldSpec {
  const { cluster } = scenario;
  const c = cluster.configs;
  return {
    ...(scenario.bug === '' ? {} : { rules: rulesWith(scenario.bug) }),
    brokers: cluster.racks.map((rack) => ({ rack })),
    latency: cluster.latency,
    broker: {
      ...BROKER_DEFAULTS,
      replicaLagTimeMaxMs: c.replicaLagTimeMaxMs,
      replicaFetchWaitMaxMs: c.replicaFetchWaitMaxMs,
      replicaFetchBackoffMs: c.replicaFetchBackoffMs,
      replicaHighWatermarkCheckpointIntervalMs: c.replicaHighWatermarkCheckpointIntervalMs,
      logRetentionCheckIntervalMs: c.logRetentionCheckIntervalMs,
      logCleanerBackoffMs: c.logCleanerBackoffMs,
      offsetsTopicSegmentBytes: c.offsetsTopicSegmentBytes,
      coordinator: {
        ...COORDINATOR_DEFAULTS,
        groupInitialRebalanceDelayMs: c.groupInitialRebalanceDelayMs,
        groupMinSessionTimeoutMs: c.groupMinSessionTimeoutMs,
        groupMaxSessionTimeoutMs: c.groupMaxSessionTimeoutMs,
        groupMaxSize: c.groupMaxSize,
        offsetsTopicNumPartitions: c.offsetsTopicNumPartitions,
        offsetsCommitTimeoutMs: c.offsetsCommitTimeoutMs,
        offsetsRetentionMs: c.offsetsRetentionMs,
        offsetsRetentionCheckIntervalMs: c.offsetsRetentionCheckIntervalMs,
        offsetMetadataMaxBytes: c.offsetMetadataMaxBytes,
      },
    },
    controller: {
      brokerSessionTimeoutMs: c.brokerSessionTimeoutMs,
      brokerHeartbeatIntervalMs: c.brokerHeartbeatIntervalMs,
      autoLeaderRebalanceEnable: c.autoLeaderRebalanceEnable,
      leaderImbalanceCheckIntervalMs: c.leaderImbalanceCheckIntervalMs,
      leaderImbalancePerBrokerPercentage: c.leaderImbalancePerBrokerPercentage,
      eligibleLeaderReplicas: c.eligibleLeaderReplicasVersion === 1,
    },
    metadataDelay: cluster.metadataDelay,
    offsetsTopicReplicationFactor: c.offsetsTopicReplicationFactor,
    offsetsTopicConfig: topicPresets(c),
    topics: [...scenario.topics.values()].map(newTopic),
    consumers: [...scenario.consumers.values()].map((s) => consumerNode(s, isStepwise(scenario))),
    producers: producerNodes(scenario),
    clocks: clocksOf(scenario),
  };
}

/** Clocks that are off, by node. */
function clocksOf({ cluster, consumers, producers }: Scenario): ReadonlyMap<string, ClockSpec> {
  const clocks = new Map(cluster.clocks);
  for (const { name, clock } of [...consumers.values(), ...producers.values()]) {
    if (clock !== null) clocks.set(name, clock);
  }
  return clocks;
}

export function newTopic(topic: TopicSpec): NewTopic {
  const { name, partitions, replicationFactor, configs } = topic;
  return {
    name,
    partitions,
    replicationFactor,
    config: { ...DEFAULT_TOPIC_CONFIG, ...configs },
  };
}

/** A scenario that waits for single records wants to look between any two of them. */
function isStepwise(scenario: Scenario): boolean {
  return scenario.steps.some((step) => step.trigger.kind === 'when');
}

function consumerNode(s: ConsumerSpec, stepwise: boolean): ConsumerNodeSpec {
  const app: AppSpec = {
    commit: s.commit,
    processing: s.processing,
    workers: s.workers,
    pollTimeoutMs: s.pollTimeoutMs,
    failures: s.failures.map(({ on, how, then }) => ({
      topic: on.tp.topic,
      partition: on.tp.partition,
      from: on.from,
      to: on.to,
      how,
      then,
    })),
    stepwise,
    effects: true,
    store: s.store,
  };
  return {
    name: s.name,
    config: {
      ...s.configs,
      clientId: s.clientId,
      groupId: s.group,
      groupInstanceId: s.groupInstanceId,
      clientRack: s.clientRack,
    },
    app,
    subscription: s.subscription,
    latency: s.latency,
  };
}

function producerNodes(scenario: Scenario): ProducerNodeSpec[] {
  const nodes = [...scenario.producers.values()].map(producerNode);
  const produces = scenario.steps.some((s) => s.actions.some((a) => a.kind === 'produce'));
  if (produces && !scenario.producers.has(STEP_PRODUCER)) {
    const config = { ...PRODUCER_DEFAULTS, clientId: STEP_PRODUCER, lingerMs: 0 };
    nodes.push({ name: STEP_PRODUCER, config, load: null, latency: null });
  }
  return nodes;
}

function producerNode(p: ProducerSpec): ProducerNodeSpec {
  const { configs, load } = p;
  const common = { topic: p.topic, rate: p.rate };
  const nothing = { count: null, keys: [], values: [], partition: null };
  const producerLoad: ProducerLoad =
    load.kind === 'listed'
      ? { ...common, ...nothing, listed: load.records }
      : {
          ...common,
          count: load.count,
          keys: load.keys,
          values: load.values,
          partition: load.partition,
          listed: null,
        };
  return {
    name: p.name,
    config: { ...configs, clientId: p.clientId },
    load: producerLoad,
    latency: p.latency,
  };
}
