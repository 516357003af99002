import type { Out } from '../../protocol/out.js';
import { armTimer, cancelTimer } from '../../util/few-timers.js';
import { noteUnresolved } from './sequences.js';
import type { Batch, PartitionQueue, ProducerState, ProducerTimer } from './state.js';

/** Later than any time of a run. */
const NEVER = Number.MAX_SAFE_INTEGER;

const EXPIRY: ProducerTimer = Object.freeze({ kind: 'expiry' });

/**
 * Gives up what is too late: batches delivery.timeout.ms after their creation, in flight or not, and records that
 * waited max.block.ms for metadata. The request of a batch in flight stays under way: its answer is no news any more.
 * True if there was any.
 * Kafka: Sender.getExpiredInflightBatches, RecordAccumulator.expiredBatches, KafkaProducer.waitOnMetadata.
 */
export function expireBatches(p: ProducerState, now: number, out: Out): boolean {
  let expired = 0;
  let oldest = NEVER; // of what is left: the creation of a batch
  for (const queue of p.queues.values()) {
    expired += expireFirst(p, queue, queue.inFlight, now, out);
    expired += expireFirst(p, queue, queue.waiting, now, out);
    oldest = Math.min(oldest, queue.inFlight[0]?.createdAt ?? NEVER);
    oldest = Math.min(oldest, queue.waiting[0]?.createdAt ?? NEVER);
  }
  expired += expireUnplaced(p, now, out);
  armExpiry(p, oldest);
  return expired > 0;
}

/** For the first of the batches that are left, or the first record that waits for metadata. */
function armExpiry(p: ProducerState, oldestBatch: number): void {
  const { deliveryTimeoutMs, maxBlockMs } = p.config;
  const unplaced = p.unplaced[0];
  if (oldestBatch === NEVER && unplaced === undefined) {
    cancelTimer(p.timers, 'expiry');
    return;
  }
  const due = oldestBatch === NEVER ? NEVER : oldestBatch + deliveryTimeoutMs;
  const at = unplaced === undefined ? due : Math.min(due, unplaced.at + maxBlockMs);
  armTimer(p.timers, 'expiry', at, EXPIRY);
}

/** Records that waited max.block.ms for metadata: how many. */
function expireUnplaced(p: ProducerState, now: number, out: Out): number {
  let expired = 0;
  for (let first = p.unplaced[0]; first !== undefined; first = p.unplaced[0]) {
    if (first.at + p.config.maxBlockMs > now) break;
    p.unplaced.splice(0, 1);
    out.note({ type: 'send failed', topic: first.topic, count: 1, exception: 'TimeoutException' });
    expired += 1;
  }
  return expired;
}

/** From the front of a queue, as Kafka looks: how many. */
function expireFirst(
  p: ProducerState,
  queue: PartitionQueue,
  batches: Batch[],
  now: number,
  out: Out,
): number {
  let expired = 0;
  for (let batch = batches[0]; batch !== undefined; batch = batches[0]) {
    if (batch.createdAt + p.config.deliveryTimeoutMs > now) break;
    batches.splice(0, 1);
    if (batch.attempts > 0) noteUnresolved(p, queue, batch);
    noteFailure(batch, 'TimeoutException', out);
    expired += 1;
  }
  return expired;
}

/** The callbacks of the records learn that they were not delivered, as far as the producer knows. */
export function noteFailure(batch: Batch, exception: string, out: Out): void {
  const { topic } = batch.tp;
  out.note({ type: 'send failed', topic, count: batch.records.length, exception });
}
