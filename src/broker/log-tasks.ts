import { cleanLog } from '../log/clean.js';
import { cleaningDueAt, isFilthy, type LogToClean, logToClean } from '../log/cleanable.js';
import type { PartitionLog } from '../log/partition-log.js';
import { deleteOldSegments, retentionDueAt } from '../log/retention.js';
import { isCompacted } from '../protocol/cluster-image.js';
import { OFFSETS_TOPIC } from '../protocol/internal-topics.js';
import type { Out } from '../protocol/out.js';
import type { RecordBatch } from '../protocol/record-batch.js';
import { compareTopicPartitions } from '../protocol/topic-partition.js';
import { armTimer } from '../util/timers.js';
import type { BrokerState, Replica } from './state.js';

/*
 * The two tasks that take records out of logs (Kafka: LogManager.cleanupLogs, LogCleaner). Both run at fixed instants
 * since the broker's start. A task is armed only for the first of these at which it could find something to do: a
 * broker whose logs nobody could ever shorten has no events of it.
 */

/** LogManager.INITIAL_TASK_DELAY_MS */
const RETENTION_FIRST_MS = 30_000;

/** After each append: a new segment, or a size limit, may give the tasks something to do. */
export function keepLogInTrim(
  broker: BrokerState,
  replica: Replica,
  batch: RecordBatch,
  now: number,
): void {
  const { active, config } = replica.log;
  if (active.sizeInBytes !== batch.sizeInBytes && config.retentionBytes < 0) return;
  schedule(broker, replica.log, now);
}

/** A broker has started: arms the tasks for what is in its logs. */
export function scheduleLogTasks(broker: BrokerState, now: number): void {
  for (const { log } of broker.replicas.values()) schedule(broker, log, now);
}

function schedule(broker: BrokerState, log: PartitionLog, now: number): void {
  const { logCleanerBackoffMs, logRetentionCheckIntervalMs } = broker.config;
  const retention = retentionDueAt(log);
  if (isCompacted(log.config)) {
    const due = Math.min(cleaningDueAt(log, now) ?? Infinity, retention ?? Infinity);
    if (due < Infinity) arm(broker, 'cleaner', 0, logCleanerBackoffMs, due, now);
  } else if (retention !== undefined) {
    arm(broker, 'retention', RETENTION_FIRST_MS, logRetentionCheckIntervalMs, retention, now);
  }
}

/** Arms the task for its first run after `now` that is not before `due`, unless it is armed for an earlier one. */
function arm(
  broker: BrokerState,
  kind: 'retention' | 'cleaner',
  firstMs: number,
  intervalMs: number,
  due: number,
  now: number,
): void {
  const { timers, coordinatorSince } = broker.volatile;
  const first = coordinatorSince + firstMs;
  const earliest = Math.max(due, now + 1, first);
  const at = first + Math.ceil((earliest - first) / intervalMs) * intervalMs;
  const armed = timers.live.get(kind);
  if (armed === undefined || armed.at > at) armTimer(timers, kind, at, { kind });
}

/** One run of the retention task: over all logs that are not compacted, which are the cleaner's. */
export function runRetention(broker: BrokerState, now: number, out: Out): void {
  for (const replica of broker.replicas.values()) {
    if (!isCompacted(replica.log.config)) deleteOld(replica, now, out);
  }
  scheduleLogTasks(broker, now);
}

function deleteOld(replica: Replica, now: number, out: Out): void {
  const { log, role, tp, topicId } = replica;
  deleteOldSegments(log, now, (cause) => {
    if (tp.topic === OFFSETS_TOPIC) return;
    const leads = role === 'leader';
    const { logStartOffset } = log;
    out.note({ type: 'log start raised', tp, topicId, leads, logStartOffset, cause });
  });
}

/**
 * The cleaner's thread wakes: cleans one filthy log after the other, the filthiest first, and deletes what is old of
 * those that are to be deleted, too (Kafka: LogCleaner.CleanerThread). Cleaning takes no time here.
 */
export function runCleaner(broker: BrokerState, now: number, out: Out): void {
  const compacted = [...broker.replicas.values()]
    .filter(({ log }) => isCompacted(log.config))
    .sort((a, b) => compareTopicPartitions(a.tp, b.tp));
  for (;;) {
    const filthiest = grabFilthiest(compacted, now);
    if (filthiest === undefined) break;
    clean(filthiest.replica, filthiest.toClean, now, out);
  }
  for (const replica of compacted) deleteOld(replica, now, out);
  scheduleLogTasks(broker, now);
}

interface Filthy {
  readonly replica: Replica;
  readonly toClean: LogToClean;
}

function grabFilthiest(replicas: readonly Replica[], now: number): Filthy | undefined {
  let filthiest: Filthy | undefined;
  for (const replica of replicas) {
    const toClean = logToClean(replica.log, now);
    if (!isFilthy(replica.log, toClean)) continue;
    if (filthiest === undefined || toClean.cleanableRatio > filthiest.toClean.cleanableRatio)
      filthiest = { replica, toClean };
  }
  return filthiest;
}

function clean(replica: Replica, toClean: LogToClean, now: number, out: Out): void {
  const { log, role, tp, topicId } = replica;
  const { upTo, superseded, tombstones } = cleanLog(log, replica.producers, toClean, now);
  if (tp.topic === OFFSETS_TOPIC) return;
  if (superseded.length + tombstones.length === 0) return;
  const leads = role === 'leader';
  out.note({ type: 'log compacted', tp, topicId, leads, upTo, superseded, tombstones });
}
