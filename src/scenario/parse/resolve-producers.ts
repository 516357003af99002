import { MAX_PRODUCERS } from '../bounds.js';
import { PRODUCER_CONFIGS } from '../configs/producer.js';
import type { ProducerConfigs } from '../configs/values.js';
import type { ProducerLoad, ProducerSpec, Rate, RecordSpec } from '../model.js';
import type { ScenarioFile } from '../schema.js';
import { readRate } from '../units.js';
import { resolveClock } from './clocks.js';
import type { Path } from './node.js';
import { resolveLatency } from './resolve-cluster.js';
import { resolveConfigs } from './resolve-configs.js';
import type { ProducerFile, Scope } from './scope.js';

type Cell = string | number | boolean | null;

export function resolveProducers(
  scope: Scope,
  given: ScenarioFile['producers'] = {},
): Map<string, ProducerSpec> {
  const producers = new Map<string, ProducerSpec>();
  for (const [name, producer] of Object.entries(given)) {
    producers.set(name, resolveProducer(scope, name, producer, ['producers', name]));
  }
  if (producers.size > MAX_PRODUCERS) {
    scope.report(['producers'], `more than ${MAX_PRODUCERS} producers`);
  }
  return producers;
}

function resolveProducer(
  scope: Scope,
  name: string,
  given: ProducerFile,
  path: Path,
): ProducerSpec {
  scope.topic(given.topic, [...path, 'topic']);
  const configs = resolveConfigs(PRODUCER_CONFIGS, given, (key, shown, refusal) =>
    scope.take(refusal, String(shown), [...path, key], undefined),
  );
  if (configs.deliveryTimeoutMs < configs.lingerMs + configs.requestTimeoutMs) {
    const message = 'delivery.timeout.ms is less than linger.ms + request.timeout.ms';
    scope.report([...path, 'delivery.timeout.ms'], message, 'Kafka refuses to start so');
  }
  const enableIdempotence = resolveIdempotence(scope, given, configs, path);
  const rate = resolveRate(scope, given, path);
  return {
    name,
    clientId: given['client.id'] ?? name,
    topic: given.topic,
    rate,
    load: resolveLoad(scope, given, rate, path),
    latency: resolveLatency(scope, given.latency, path),
    clock: resolveClock(scope, given.clock, [...path, 'clock']),
    configs: { ...configs, enableIdempotence },
  };
}

/**
 * Idempotence needs acks=all and retries: without them it is switched off, or refused if it was asked for. More than
 * five requests in flight are refused either way. Kafka: ProducerConfig.postProcessAndValidateIdempotenceConfigs.
 */
function resolveIdempotence(
  scope: Scope,
  given: ProducerFile,
  configs: ProducerConfigs,
  path: Path,
): boolean {
  if (!configs.enableIdempotence) return false;
  const asked = given['enable.idempotence'] === true;
  const refuse = (key: keyof ProducerFile, message: string, fix: string) =>
    scope.report([...path, key], message, fix);
  if (configs.retries === 0 && asked) {
    refuse('retries', 'enable.idempotence: true needs retries', 'remove retries: 0');
  }
  if (configs.acks !== -1 && asked) {
    refuse('acks', 'enable.idempotence: true needs acks: all', 'acks: all');
  }
  if (configs.maxInFlightRequestsPerConnection > MAX_IN_FLIGHT_FOR_IDEMPOTENCE) {
    const key = 'max.in.flight.requests.per.connection';
    const message = `${key} is more than ${MAX_IN_FLIGHT_FOR_IDEMPOTENCE}, too much for an idempotent producer`;
    refuse(key, message, `${MAX_IN_FLIGHT_FOR_IDEMPOTENCE}, or enable.idempotence: false`);
  }
  return configs.retries > 0 && configs.acks === -1;
}

/** As many batches of each producer as a broker remembers: NUM_BATCHES_TO_RETAIN. */
const MAX_IN_FLIGHT_FOR_IDEMPOTENCE = 5;

function resolveRate(scope: Scope, given: ProducerFile, path: Path): Rate | null {
  if (given.rate === undefined) return null;
  return scope.take(readRate(given.rate), given.rate, [...path, 'rate'], { records: 1, perMs: 1 });
}

function resolveLoad(
  scope: Scope,
  given: ProducerFile,
  rate: Rate | null,
  path: Path,
): ProducerLoad {
  if (given.records !== undefined) {
    for (const key of ['count', 'keys', 'values', 'partition'] as const) {
      if (given[key] === undefined) continue;
      scope.report([...path, key], `${key}: and records: exclude each other`, 'keep one', 'key');
    }
    const records = given.records.map((record, i) => {
      checkPartition(scope, given.topic, record.partition, [...path, 'records', i, 'partition']);
      return toRecord(record);
    });
    return { kind: 'listed', records };
  }
  if (given.count === undefined && rate === null) {
    scope.report(
      path,
      'how much does it send?',
      'count: 20, rate: 10/s, both, or records: [...]',
      'key',
    );
  }
  checkPartition(scope, given.topic, given.partition, [...path, 'partition']);
  return {
    kind: 'generated',
    count: given.count ?? null,
    keys: given.keys?.map(cellText) ?? [null],
    values: given.values?.map(cellText) ?? [null],
    partition: given.partition ?? null,
  };
}

/** A record from what a file says; absent is null. */
export function toRecord(given: {
  readonly key?: Cell | undefined;
  readonly value?: Cell | undefined;
  readonly partition?: number | undefined;
}): RecordSpec {
  return {
    key: cellText(given.key ?? null),
    value: cellText(given.value ?? null),
    partition: given.partition ?? null,
  };
}

/** `42` and `true` are the texts "42" and "true". */
function cellText(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}

export function checkPartition(
  scope: Scope,
  topic: string,
  partition: number | undefined,
  path: Path,
): void {
  const partitions = scope.topics.get(topic);
  if (partition === undefined || partitions === undefined || partition < partitions) return;
  scope.report(path, `topic ${topic} has no partition ${partition}`, `0 to ${partitions - 1}`);
}
