/** The coordinator's configuration by Kafka's names (GroupCoordinatorConfig). Times in ms. */
export interface CoordinatorConfig {
  /** group.initial.rebalance.delay.ms */
  readonly groupInitialRebalanceDelayMs: number;
  /** group.min.session.timeout.ms */
  readonly groupMinSessionTimeoutMs: number;
  /** group.max.session.timeout.ms */
  readonly groupMaxSessionTimeoutMs: number;
  /** group.max.size: members of a classic group. */
  readonly groupMaxSize: number;
  /** offsets.topic.num.partitions */
  readonly offsetsTopicNumPartitions: number;
  /** offsets.commit.timeout.ms: how long any write may wait for replication. */
  readonly offsetsCommitTimeoutMs: number;
  /** offsets.retention.minutes, in ms. */
  readonly offsetsRetentionMs: number;
  /** offsets.retention.check.interval.ms */
  readonly offsetsRetentionCheckIntervalMs: number;
  /** offset.metadata.max.bytes: compared with a count of UTF-16 units. */
  readonly offsetMetadataMaxBytes: number;
  /** Life of a parked JoinGroup of a member that has never completed a join: hard-coded in Kafka. */
  readonly newMemberJoinTimeoutMs: number;
}

/** Kafka's defaults. */
export const COORDINATOR_DEFAULTS: CoordinatorConfig = Object.freeze({
  groupInitialRebalanceDelayMs: 3_000,
  groupMinSessionTimeoutMs: 6_000,
  groupMaxSessionTimeoutMs: 1_800_000,
  groupMaxSize: 2_147_483_647,
  offsetsTopicNumPartitions: 50,
  offsetsCommitTimeoutMs: 5_000,
  offsetsRetentionMs: 604_800_000,
  offsetsRetentionCheckIntervalMs: 600_000,
  offsetMetadataMaxBytes: 4_096,
  newMemberJoinTimeoutMs: 300_000,
});

interface Setting {
  readonly field: keyof CoordinatorConfig;
  /** Of Kafka's unit in ours: minutes are kept as ms. */
  readonly factor: number;
  /** Kafka's ConfigDef validator. */
  readonly atLeast: number;
}

const MS_PER_MINUTE = 60_000;

/** Kafka's dotted names. */
export const COORDINATOR_SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ['group.initial.rebalance.delay.ms', setting('groupInitialRebalanceDelayMs', 0)],
  ['group.min.session.timeout.ms', setting('groupMinSessionTimeoutMs', 0)],
  ['group.max.session.timeout.ms', setting('groupMaxSessionTimeoutMs', 0)],
  ['group.max.size', setting('groupMaxSize', 1)],
  ['offsets.topic.num.partitions', setting('offsetsTopicNumPartitions', 1)],
  ['offsets.commit.timeout.ms', setting('offsetsCommitTimeoutMs', 1)],
  ['offsets.retention.minutes', setting('offsetsRetentionMs', 1, MS_PER_MINUTE)],
  ['offsets.retention.check.interval.ms', setting('offsetsRetentionCheckIntervalMs', 1)],
  ['offset.metadata.max.bytes', setting('offsetMetadataMaxBytes', 0)],
]);

function setting(field: keyof CoordinatorConfig, atLeast: number, factor = 1): Setting {
  return { field, factor, atLeast };
}

/**
 * Reads the coordinator's part of a broker's configuration, given by Kafka's dotted names. Names of others are not
 * its business; `problem` hears of a value that Kafka would refuse, and the default stays.
 */
export function readCoordinatorConfig(
  values: Iterable<readonly [string, unknown]>,
  problem: (name: string, what: string) => void,
): CoordinatorConfig {
  const config: { -readonly [K in keyof CoordinatorConfig]: number } = { ...COORDINATOR_DEFAULTS };
  for (const [name, value] of values) {
    const known = COORDINATOR_SETTINGS.get(name);
    if (known === undefined) continue;
    const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof n !== 'number' || !Number.isSafeInteger(n)) problem(name, 'must be a whole number');
    else if (n < known.atLeast) problem(name, `must be at least ${known.atLeast}`);
    else config[known.field] = n * known.factor;
  }
  return config;
}
