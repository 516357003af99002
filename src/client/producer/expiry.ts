import type { Out } from '../../protocol/out.js';
import { armTimer, cancelTimer } from '../../util/few-timers.js';
import { noteUnresolved } from './sequences.js';
import type { Batch, PartitionQueue, ProducerState, ProducerTimer } from './state.js';

const EXPIRY: ProducerTimer = Object.freeze({ kind: 'expiry' });

/**
 * Gives up what is too late: batches delivery.timeout.ms after their creation, in flight or not, and records that
 * waited max.block.ms for metadata. The request of a batch in flight stays under way: its answer is no news any more.
 * True if there was any.
 * Kafka: Sender.getExpiredInflightBatches, RecordAccumulator.expiredBatches, KafkaProducer.waitOnMetadata.
 */
export function expireBatches(p: ProducerState, now: number, out: Out): boolean {
  let next = Number.MAX_SAFE_INTEGER;
  let expired = false;
  const waits = (dueAt: number): boolean => {
    if (dueAt > now) next = Math.min(next, dueAt);
    else expired = true;
    return dueAt > now;
  };
  for (const queue of p.queues.values()) {
    expireFirst(p, queue, queue.inFlight, waits, out);
    expireFirst(p, queue, queue.waiting, waits, out);
  }
  for (let first = p.unplaced[0]; first !== undefined; first = p.unplaced[0]) {
    if (waits(first.at + p.config.maxBlockMs)) break;
    p.unplaced.splice(0, 1);
    out.note({ type: 'send failed', topic: first.topic, count: 1, exception: 'TimeoutException' });
  }
  if (next === Number.MAX_SAFE_INTEGER) cancelTimer(p.timers, 'expiry');
  else armTimer(p.timers, 'expiry', next, EXPIRY);
  return expired;
}

/** From the front of a queue, as Kafka looks. */
function expireFirst(
  p: ProducerState,
  queue: PartitionQueue,
  batches: Batch[],
  waits: (dueAt: number) => boolean,
  out: Out,
): void {
  for (let batch = batches[0]; batch !== undefined; batch = batches[0]) {
    if (waits(batch.createdAt + p.config.deliveryTimeoutMs)) return;
    batches.splice(0, 1);
    if (batch.attempts > 0) noteUnresolved(p, queue, batch);
    noteFailure(batch, 'TimeoutException', out);
  }
}

/** The callbacks of the records learn that they were not delivered, as far as the producer knows. */
export function noteFailure(batch: Batch, exception: string, out: Out): void {
  const { topic } = batch.tp;
  out.note({ type: 'send failed', topic, count: batch.records.length, exception });
}
