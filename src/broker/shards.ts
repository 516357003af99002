import { beginLoad, endLoad, onResigned } from '../coordinator/service.js';
import { OFFSETS_TOPIC } from '../protocol/internal-topics.js';
import type { Out } from '../protocol/out.js';
import { armTimer, cancelTimer } from '../util/timers.js';
import { BrokerCoordinatorHost, coordinatorHost, offsetsPartition } from './coordinator-host.js';
import { advanceHighWatermark } from './high-watermark.js';
import { imagePartition } from './replicas.js';
import type { BrokerState } from './state.js';

/*
 * The partitions of `__consumer_offsets` that this broker coordinates. One with records is loaded when the broker
 * becomes its leader, which takes time. One without records has nothing to read: it is set up when a request first
 * needs it, as if it had been loaded when the leadership came, so that a world of 50 partitions costs nothing.
 */

/** After a new image: loads what this broker now leads, lets go of what it leads no more. */
export function followElections(broker: BrokerState, now: number, out: Out): void {
  const partitions = broker.image.topics.get(OFFSETS_TOPIC)?.metadata.partitions ?? [];
  const v = broker.volatile;
  for (const p of partitions) {
    const epoch = v.shards.get(p.partitionIndex);
    const leads = p.leaderId === broker.nodeId;
    if (epoch !== undefined && (!leads || epoch < p.leaderEpoch)) {
      resign(broker, p.partitionIndex, p.leaderEpoch, now, out);
    }
    if (leads && !v.shards.has(p.partitionIndex) && recordsIn(broker, p.partitionIndex) > 0) {
      startLoading(broker, p.partitionIndex, p.leaderEpoch, now, out);
    }
  }
}

function resign(
  broker: BrokerState,
  partition: number,
  leaderEpoch: number,
  now: number,
  out: Out,
): void {
  broker.volatile.shards.delete(partition);
  cancelTimer(broker.volatile.timers, `load/${partition}`);
  onResigned(
    broker.volatile.coordinator,
    coordinatorHost(broker, now, out),
    partition,
    leaderEpoch,
  );
}

function startLoading(
  broker: BrokerState,
  partition: number,
  leaderEpoch: number,
  now: number,
  out: Out,
): void {
  const { volatile: v, config } = broker;
  v.shards.set(partition, leaderEpoch);
  beginLoad(v.coordinator, coordinatorHost(broker, now, out), partition, leaderEpoch);
  const thousands = Math.ceil(recordsIn(broker, partition) / 1_000);
  const loadMs = config.loadBaseMs + thousands * config.loadMsPerThousandRecords;
  armTimer(v.timers, `load/${partition}`, now + loadMs, { kind: 'load', partition });
}

/** The log has been read to its end. */
export function finishLoading(broker: BrokerState, partition: number, now: number, out: Out): void {
  const host = coordinatorHost(broker, now, out);
  endLoad(broker.volatile.coordinator, host, partition);
  for (const replica of host.appended) advanceHighWatermark(broker, replica, now, out);
}

/** Sets up a partition without records that this broker leads and has not been asked about before. */
export function ensureShard(broker: BrokerState, partition: number, now: number, out: Out): void {
  const v = broker.volatile;
  if (v.shards.has(partition)) return;
  const entry = imagePartition(broker, offsetsPartition(broker, partition));
  if (entry === undefined || entry.leaderId !== broker.nodeId) return;
  v.shards.set(partition, entry.leaderEpoch);
  const host = new BrokerCoordinatorHost(broker, lastExpiryPass(broker, now), out);
  beginLoad(v.coordinator, host, partition, entry.leaderEpoch);
  endLoad(v.coordinator, host, partition);
}

/** Expiry passes run at multiples of their interval since the leadership began. */
function lastExpiryPass(broker: BrokerState, now: number): number {
  const since = broker.volatile.coordinatorSince;
  const interval = broker.config.coordinator.offsetsRetentionCheckIntervalMs;
  return since + Math.floor((now - since) / interval) * interval;
}

function recordsIn(broker: BrokerState, partition: number): number {
  const log = broker.replicas.get(offsetsPartition(broker, partition).key)?.log;
  return log === undefined ? 0 : log.logEndOffset - log.logStartOffset;
}
