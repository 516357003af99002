import { boolean, type ConfigSpec, type ConfigTable, duration, fixed, integer } from './spec.js';
import type { ProducerConfigs } from './values.js';

/** org.apache.kafka.clients.producer.ProducerConfig */
export const PRODUCER_CONFIGS: ConfigTable<ProducerConfigs> = {
  acks: acks(),
  /** Kafka switches it off unless acks=all. */
  enableIdempotence: boolean('enable.idempotence', true),
  retries: integer('retries', 2_147_483_647),
  batchSize: integer('batch.size', 16_384),
  lingerMs: duration('linger.ms', 5),
  maxInFlightRequestsPerConnection: integer('max.in.flight.requests.per.connection', 5, 1),
  deliveryTimeoutMs: duration('delivery.timeout.ms', 120_000, 1),
  requestTimeoutMs: duration('request.timeout.ms', 30_000, 1),
  maxBlockMs: duration('max.block.ms', 60_000),
  retryBackoffMs: duration('retry.backoff.ms', 100),
  retryBackoffMaxMs: duration('retry.backoff.max.ms', 1_000),
  reconnectBackoffMs: duration('reconnect.backoff.ms', 50),
  reconnectBackoffMaxMs: duration('reconnect.backoff.max.ms', 1_000),
  metadataMaxAgeMs: duration('metadata.max.age.ms', 300_000, 1),
};

export const FIXED_PRODUCER_CONFIGS = [
  fixed('compression.type', 'none', 'gzip', 'snappy', 'lz4', 'zstd'),
  fixed('security.protocol', 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'),
];

export const UNMODELLED_PRODUCER_CONFIGS: readonly string[] = [
  'bootstrap.servers',
  'buffer.memory',
  'client.dns.lookup',
  'compression.gzip.level',
  'compression.lz4.level',
  'compression.zstd.level',
  'connections.max.idle.ms',
  'enable.metrics.push',
  'interceptor.classes',
  'key.serializer',
  'max.request.size',
  'metadata.max.idle.ms',
  'metadata.recovery.strategy',
  'metric.reporters',
  'metrics.num.samples',
  'metrics.recording.level',
  'metrics.sample.window.ms',
  'partitioner.adaptive.partitioning.enable',
  'partitioner.availability.timeout.ms',
  'partitioner.class',
  'partitioner.ignore.keys',
  'receive.buffer.bytes',
  'sasl.*',
  'send.buffer.bytes',
  'ssl.*',
  'transaction.timeout.ms',
  'transaction.two.phase.commit.enable',
  'transactional.id',
  'value.serializer',
];

function acks(): ConfigSpec<-1 | 0 | 1> {
  return {
    name: 'acks',
    default: -1,
    shape: { kind: 'one of', values: ['all', -1, 0, 1], known: [] },
    read: (given) => (given === 0 ? 0 : given === 1 ? 1 : -1),
    write: (value) => (value === -1 ? 'all' : value),
  };
}
