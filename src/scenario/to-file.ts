import { choicesToFile } from './choices-file.js';
import { BROKER_CONFIGS } from './configs/broker.js';
import { CONSUMER_CONFIGS } from './configs/consumer.js';
import { PRODUCER_CONFIGS } from './configs/producer.js';
import type { ClusterSpec, ConsumerSpec, ProducerSpec, Scenario } from './model.js';
import { DEFAULT_LIMIT_MS } from './parse/resolve.js';
import { DEFAULT_LATENCY } from './parse/resolve-cluster.js';
import { DEFAULT_POLL_TIMEOUT_MS } from './parse/resolve-consumers.js';
import type { ConsumerFile, ProducerFile } from './parse/scope.js';
import type { ScenarioFile } from './schema.js';
import { stepToFile } from './step-to-file.js';
import { configsToFile, topicToFile } from './topic-to-file.js';
import { formatDuration, formatDurationRange, formatRate, formatRecords } from './units.js';
import { clockToFile } from './units-clock.js';

/** The model as a file would say it, with nothing that is the default anyhow. */
export function toFile(scenario: Scenario): ScenarioFile {
  const { cluster, topics, producers, consumers, limitMs } = scenario;
  const file: ScenarioFile = { summary: scenario.summary, steps: [] };
  if (scenario.watchFor !== '') file['watch-for'] = scenario.watchFor;
  const setup = clusterToFile(cluster);
  if (Object.keys(setup).length > 0) file.cluster = setup;
  if (topics.size > 0) {
    file.topics = record(topics, (topic) => topicToFile(topic, cluster));
  }
  if (producers.size > 0) file.producers = record(producers, producerToFile);
  if (consumers.size > 0) file.consumers = consumersToFile(consumers);
  if (limitMs !== DEFAULT_LIMIT_MS) file.limit = formatDuration(limitMs);
  if (scenario.bug !== '') file.bug = scenario.bug;
  if (scenario.choices.length > 0) file.choices = choicesToFile(scenario.choices);
  const context = { cluster, topics: new Set(topics.keys()) };
  file.steps = scenario.steps.map((step) => stepToFile(step, context));
  // The order in which people write them.
  const { steps, ...rest } = file;
  return { ...rest, steps };
}

/** Without a prototype, so that a topic named `__proto__` is an entry like any other. */
function record<T, U>(map: ReadonlyMap<string, T>, change: (value: T) => U): Record<string, U> {
  const object: Record<string, U> = Object.create(null);
  for (const [name, value] of map) object[name] = change(value);
  return object;
}

function clusterToFile(cluster: ClusterSpec): NonNullable<ScenarioFile['cluster']> {
  const { brokers, racks, latency, metadataDelay, clocks, configs } = cluster;
  const given: NonNullable<ScenarioFile['cluster']> = {};
  if (brokers !== 1) given.brokers = brokers;
  const range = formatDurationRange(latency);
  if (range !== formatDurationRange(DEFAULT_LATENCY)) given.latency = range;
  if (metadataDelay.maxMs > 0) given['metadata-delay'] = formatDurationRange(metadataDelay);
  if (clocks.size > 0) given.clocks = record(clocks, clockToFile);
  const names = racks.filter((rack) => rack !== null);
  if (names.length > 0) given['broker.rack'] = names;
  const presets = { offsetsTopicReplicationFactor: Math.min(3, brokers) };
  return { ...given, ...configsToFile(BROKER_CONFIGS, configs, presets) };
}

function producerToFile(producer: ProducerSpec): ProducerFile {
  const { name, clientId, topic, rate, load, latency, clock, configs } = producer;
  const given: ProducerFile = { topic };
  if (rate !== null) given.rate = formatRate(rate);
  if (load.kind === 'listed') {
    given.records = load.records.map(({ key, value, partition }) => ({
      ...(key === null ? {} : { key }),
      ...(value === null ? {} : { value }),
      ...(partition === null ? {} : { partition }),
    }));
  } else {
    if (load.count !== null) given.count = load.count;
    if (load.keys.length > 1 || load.keys[0] !== null) given.keys = [...load.keys];
    if (load.values.length > 1 || load.values[0] !== null) given.values = [...load.values];
    if (load.partition !== null) given.partition = load.partition;
  }
  if (latency !== null) given.latency = formatDurationRange(latency);
  if (clock !== null) given.clock = clockToFile(clock);
  if (clientId !== name) given['client.id'] = clientId;
  return { ...given, ...configsToFile(PRODUCER_CONFIGS, configs) };
}

/** Consumers that say the same are `like:` the first of them. */
function consumersToFile(
  consumers: ReadonlyMap<string, ConsumerSpec>,
): Record<string, ConsumerFile> {
  const first = new Map<string, string>();
  return record(consumers, (consumer) => {
    const { ids, rest } = consumerToFile(consumer);
    const text = JSON.stringify(rest);
    const like = first.get(text);
    if (like !== undefined) return { like, ...ids };
    if (Object.keys(rest).length > 1) first.set(text, consumer.name);
    return { ...rest, ...ids };
  });
}

function consumerToFile(consumer: ConsumerSpec): { ids: ConsumerFile; rest: ConsumerFile } {
  const ids: ConsumerFile = {};
  if (consumer.clientId !== consumer.name) ids['client.id'] = consumer.clientId;
  if (consumer.groupInstanceId !== null) ids['group.instance.id'] = consumer.groupInstanceId;
  const rest: ConsumerFile = {};
  if (consumer.group !== null) rest.group = consumer.group;
  if (consumer.clientRack !== null) rest['client.rack'] = consumer.clientRack;
  const { subscription: to } = consumer;
  if (to.kind === 'topics') rest.subscribe = [...to.topics];
  if (to.kind === 'pattern') rest.pattern = to.pattern;
  if (to.kind === 'partitions') rest.assign = to.partitions.map((tp) => tp.key);
  const byDefault = consumer.group === null || consumer.store === 'with-offsets' ? 'none' : 'auto';
  if (consumer.commit !== byDefault) rest.commit = consumer.commit;
  if (consumer.store !== null) rest.store = consumer.store;
  if (consumer.processing.maxMs > 0) rest.processing = formatDurationRange(consumer.processing);
  if (consumer.workers !== 1) rest.workers = consumer.workers;
  if (consumer.pollTimeoutMs !== DEFAULT_POLL_TIMEOUT_MS) {
    rest['poll-timeout'] = formatDuration(consumer.pollTimeoutMs);
  }
  if (consumer.latency !== null) rest.latency = formatDurationRange(consumer.latency);
  if (consumer.clock !== null) rest.clock = clockToFile(consumer.clock);
  if (consumer.failures.length > 0) {
    rest.fail = consumer.failures.map(({ on, how, then }) =>
      how === 'hang' ? { on: formatRecords(on), how } : { on: formatRecords(on), how, then },
    );
  }
  // It follows from `commit`.
  const presets = { enableAutoCommit: consumer.configs.enableAutoCommit };
  return { ids, rest: { ...rest, ...configsToFile(CONSUMER_CONFIGS, consumer.configs, presets) } };
}
