import { MAX_PRODUCERS } from '../bounds.js';
import { PRODUCER_CONFIGS } from '../configs/producer.js';
import type { ProducerLoad, ProducerSpec, Rate, RecordSpec } from '../model.js';
import type { ScenarioFile } from '../schema.js';
import { readRate } from '../units.js';
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
  const rate = resolveRate(scope, given, path);
  return {
    name,
    clientId: given['client.id'] ?? name,
    topic: given.topic,
    rate,
    load: resolveLoad(scope, given, rate, path),
    latency: resolveLatency(scope, given.latency, path),
    configs,
  };
}

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
