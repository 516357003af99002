import { MAX_TOPICS } from '../bounds.js';
import { BROKER_CONFIGS } from '../configs/broker.js';
import { TOPIC_CONFIGS, topicPresets } from '../configs/topic.js';
import type { ClusterSpec, TopicSpec } from '../model.js';
import type { ScenarioFile } from '../schema.js';
import { readDurationRange } from '../units.js';
import { resolveClocks } from './clocks.js';
import type { Path } from './node.js';
import { resolveConfigs } from './resolve-configs.js';
import type { Scope, TopicFile } from './scope.js';

export const DEFAULT_LATENCY = { minMs: 1, maxMs: 1 };

export function resolveCluster(scope: Scope, given: ScenarioFile['cluster'] = {}): ClusterSpec {
  const brokers = given.brokers ?? 1;
  scope.brokers = brokers;
  const path = ['cluster'];
  // Kafka's default of 3 cannot be had with fewer brokers: there the topic would never come to be.
  const presets = { offsetsTopicReplicationFactor: Math.min(3, brokers) };
  const configs = resolveConfigs(
    BROKER_CONFIGS,
    given,
    (name, shown, refusal) => scope.take(refusal, String(shown), [...path, name], undefined),
    presets,
  );
  for (const [name, factor] of [
    ['offsets.topic.replication.factor', configs.offsetsTopicReplicationFactor],
    ['default.replication.factor', configs.defaultReplicationFactor],
  ] as const) {
    checkReplication(scope, factor, [...path, name]);
  }
  scope.offsetsPartitions = configs.offsetsTopicNumPartitions;
  if (configs.groupMinSessionTimeoutMs > configs.groupMaxSessionTimeoutMs) {
    const name = 'group.min.session.timeout.ms';
    scope.report([...path, name], `${name} is above group.max.session.timeout.ms`);
  }
  return {
    brokers,
    racks: racks(scope, given['broker.rack'], brokers),
    latency: latency(scope, given.latency, path),
    metadataDelay: metadataDelay(scope, given['metadata-delay'], [...path, 'metadata-delay']),
    clocks: resolveClocks(scope, given.clocks),
    configs,
  };
}

function metadataDelay(scope: Scope, given: string | number | undefined, path: Path) {
  const none = { minMs: 0, maxMs: 0 };
  return given === undefined ? none : scope.take(readDurationRange(given), given, path, none);
}

function racks(
  scope: Scope,
  given: readonly string[] | undefined,
  brokers: number,
): (string | null)[] {
  if (given !== undefined && given.length !== brokers) {
    const fix = `${brokers} ${brokers === 1 ? 'rack' : 'racks'}`;
    scope.report(['cluster', 'broker.rack'], 'one rack for each broker is needed', fix);
  }
  return Array.from({ length: brokers }, (_, i) => given?.[i] ?? null);
}

function latency(scope: Scope, given: string | number | undefined, path: Path) {
  if (given === undefined) return DEFAULT_LATENCY;
  return scope.take(readDurationRange(given), given, [...path, 'latency'], DEFAULT_LATENCY);
}

/** Of a client: null without its own. */
export function resolveLatency(scope: Scope, given: string | number | undefined, path: Path) {
  return given === undefined ? null : latency(scope, given, path);
}

function checkReplication(scope: Scope, factor: number, path: Path): void {
  if (factor <= scope.brokers) return;
  const brokers = scope.brokers === 1 ? 'there is 1 broker' : `there are ${scope.brokers} brokers`;
  scope.report(path, `${factor} replicas need as many brokers`, `${brokers}; see cluster: brokers`);
}

export function resolveTopics(
  scope: Scope,
  given: ScenarioFile['topics'] = {},
  cluster: ClusterSpec,
): Map<string, TopicSpec> {
  const topics = new Map<string, TopicSpec>();
  for (const [name, topic] of Object.entries(given)) {
    topics.set(name, resolveTopic(scope, name, topic, cluster, ['topics', name]));
  }
  if (topics.size > MAX_TOPICS) scope.report(['topics'], `more than ${MAX_TOPICS} topics`);
  return topics;
}

export function resolveTopic(
  scope: Scope,
  name: string,
  given: TopicFile,
  cluster: ClusterSpec,
  path: Path,
): TopicSpec {
  if (!/^[\w.-]{1,249}$/.test(name) || /^\.\.?$/.test(name)) {
    const fix = 'letters, digits, "." "_" and "-", at most 249';
    scope.report(path, `"${name}" is no name for a topic`, fix, 'key');
  }
  if (name.startsWith('__')) {
    const fix = 'names with __ are internal topics of Kafka';
    if (name === '__consumer_offsets') scope.report(path, `${name} always exists`, fix, 'key');
  }
  const partitions = given?.partitions ?? cluster.configs.numPartitions;
  const replicationFactor =
    given?.['replication.factor'] ?? cluster.configs.defaultReplicationFactor;
  checkReplication(scope, replicationFactor, [...path, 'replication.factor']);
  const configs = resolveConfigs(
    TOPIC_CONFIGS,
    given ?? {},
    (key, shown, refusal) => scope.take(refusal, String(shown), [...path, key], undefined),
    topicPresets(cluster.configs),
  );
  return { name, partitions, replicationFactor, configs };
}
