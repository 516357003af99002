import { onHighWatermark } from '../coordinator/service.js';
import { OFFSETS_TOPIC } from '../protocol/internal-topics.js';
import type { Out } from '../protocol/out.js';
import { coordinatorHost } from './coordinator-host.js';
import { raiseAndCheckpoint } from './disk.js';
import { watchFollowers } from './in-sync.js';
import { completeFetches, completeFollowerFetches } from './parked-fetches.js';
import { completeProduces } from './parked-produces.js';
import type { BrokerState, Replica } from './state.js';

/**
 * Moves the high watermark of a partition led here to the least log end of its in-sync replicas, and lets go on what
 * waited for it (Kafka: Partition.maybeIncrementLeaderHW). Not while fewer than min.insync.replicas are in sync (LR-7).
 */
export function advanceHighWatermark(
  broker: BrokerState,
  replica: Replica,
  now: number,
  out: Out,
): void {
  // Followers read up to the log end: new records are for them even before they are replicated.
  if (replica.followers.size > 0) {
    watchFollowers(broker, now);
    completeFollowerFetches(broker, replica, out);
  }
  const end = broker.rules.replicatedOffset(broker, replica, now);
  if (!raiseAndCheckpoint(broker, replica, end, now)) return;
  completeFetches(broker, replica, out);
  if (replica.produceWaiters.length > 0) completeProduces(broker, replica, out);
  if (replica.tp.topic === OFFSETS_TOPIC) {
    const host = coordinatorHost(broker, now, out);
    const { highWatermark } = replica.log;
    onHighWatermark(broker.volatile.coordinator, host, replica.tp.partition, highWatermark);
    // What waited may go on to append: a DeleteGroups waits for earlier writes before its own.
    for (const appended of host.appended) advanceHighWatermark(broker, appended, now, out);
  }
}
