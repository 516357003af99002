import { formatIsoDuration, Refusal, readIsoDuration } from '../units.js';
import { boolean, type ConfigSpec, type ConfigTable, duration, fixed, integer } from './spec.js';
import type { AssignorName, ConsumerConfigs, ResetPolicy } from './values.js';

const ASSIGNOR_CLASSES: readonly (readonly [name: AssignorName, javaClass: string])[] = [
  ['range', 'RangeAssignor'],
  ['roundrobin', 'RoundRobinAssignor'],
  ['sticky', 'StickyAssignor'],
  ['cooperative-sticky', 'CooperativeStickyAssignor'],
];

const PACKAGE = 'org.apache.kafka.clients.consumer.';

/** org.apache.kafka.clients.consumer.ConsumerConfig */
export const CONSUMER_CONFIGS: ConfigTable<ConsumerConfigs> = {
  sessionTimeoutMs: duration('session.timeout.ms', 45_000, 1),
  heartbeatIntervalMs: duration('heartbeat.interval.ms', 3_000, 1),
  maxPollIntervalMs: duration('max.poll.interval.ms', 300_000, 1),
  maxPollRecords: integer('max.poll.records', 500, 1),
  enableAutoCommit: boolean('enable.auto.commit', true),
  autoCommitIntervalMs: duration('auto.commit.interval.ms', 5_000),
  autoOffsetReset: resetPolicy(),
  partitionAssignmentStrategy: assignors(),
  fetchMinBytes: integer('fetch.min.bytes', 1),
  fetchMaxWaitMs: duration('fetch.max.wait.ms', 500),
  fetchMaxBytes: integer('fetch.max.bytes', 52_428_800),
  maxPartitionFetchBytes: integer('max.partition.fetch.bytes', 1_048_576),
  requestTimeoutMs: duration('request.timeout.ms', 30_000, 1),
  defaultApiTimeoutMs: duration('default.api.timeout.ms', 60_000, 1),
  retryBackoffMs: duration('retry.backoff.ms', 100),
  retryBackoffMaxMs: duration('retry.backoff.max.ms', 1_000),
  reconnectBackoffMs: duration('reconnect.backoff.ms', 50),
  reconnectBackoffMaxMs: duration('reconnect.backoff.max.ms', 1_000),
  metadataMaxAgeMs: duration('metadata.max.age.ms', 300_000, 1),
};

export const FIXED_CONSUMER_CONFIGS = [
  fixed('group.protocol', 'classic', 'consumer'),
  fixed('isolation.level', 'read_uncommitted', 'read_committed'),
  fixed('security.protocol', 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'),
];

/** Names without their own effect on a group; a trailing `*` is any rest. */
export const UNMODELLED_CONSUMER_CONFIGS: readonly string[] = [
  'allow.auto.create.topics',
  'auto.include.jmx.reporter',
  'bootstrap.servers',
  'check.crcs',
  'client.dns.lookup',
  'config.providers',
  'connections.max.idle.ms',
  'enable.metrics.push',
  'exclude.internal.topics',
  'group.remote.assignor',
  'interceptor.classes',
  'key.deserializer',
  'metadata.recovery.rebootstrap.trigger.ms',
  'metadata.recovery.strategy',
  'metric.reporters',
  'metrics.num.samples',
  'metrics.recording.level',
  'metrics.sample.window.ms',
  'receive.buffer.bytes',
  'sasl.*',
  'security.providers',
  'send.buffer.bytes',
  'share.acknowledgement.mode',
  'socket.connection.setup.timeout.max.ms',
  'socket.connection.setup.timeout.ms',
  'ssl.*',
  'value.deserializer',
];

function assignors(): ConfigSpec<readonly AssignorName[]> {
  const names = ASSIGNOR_CLASSES.map(([name]) => name);
  const classes = ASSIGNOR_CLASSES.map(([, javaClass]) => PACKAGE + javaClass);
  return {
    name: 'partition.assignment.strategy',
    default: ['range', 'cooperative-sticky'],
    shape: { kind: 'list of', values: [...names, ...classes], known: [] },
    read: (given) => {
      const list = [given].flat().map((one) => assignorName(String(one)));
      if (list.length > 0 && new Set(list).size === list.length) return list;
      return new Refusal('names no assignor, or one twice', `of ${names.join(', ')}`);
    },
    write: (value) => value,
  };
}

function assignorName(text: string): AssignorName {
  const short = text.startsWith(PACKAGE) ? text.slice(PACKAGE.length) : text;
  const entry = ASSIGNOR_CLASSES.find(([name, javaClass]) => name === short || javaClass === short);
  return entry?.[0] ?? 'range'; // the schema lets no other name in
}

/** The three words, or `by_duration:PnDTnHnMn.nS` (KIP-1106). */
export const RESET_WORDS = ['earliest', 'latest', 'none'] as const;
const BY_DURATION = 'by_duration:';

export function readResetPolicy(text: string): ResetPolicy | Refusal {
  const kind = RESET_WORDS.find((word) => word === text);
  if (kind !== undefined) return { kind };
  if (!text.startsWith(BY_DURATION)) {
    return new Refusal('is no reset policy', 'earliest, latest, none, or by_duration:PT5M');
  }
  const durationMs = readIsoDuration(text.slice(BY_DURATION.length));
  return durationMs instanceof Refusal ? durationMs : { kind: 'by_duration', durationMs };
}

function resetPolicy(): ConfigSpec<ResetPolicy> {
  return {
    name: 'auto.offset.reset',
    default: { kind: 'latest' },
    shape: { kind: 'reset policy' },
    read: (given) => readResetPolicy(String(given)),
    write: (policy) =>
      policy.kind === 'by_duration'
        ? `${BY_DURATION}${formatIsoDuration(policy.durationMs)}`
        : policy.kind,
  };
}
