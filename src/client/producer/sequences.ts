import type { ErrorName } from '../../protocol/errors.js';
import type { Batch, PartitionQueue, ProducerState } from './state.js';

/*
 * The sequence numbers of an idempotent producer (Kafka: TransactionManager, TxnPartitionMap). A batch has its numbers
 * from its first sending until it is settled. Without idempotence nothing here has an effect.
 */

/** A batch leaves for the first time: it takes the next numbers, of the newest epoch if nothing of an older is left. */
export function assignSequence(p: ProducerState, queue: PartitionQueue, batch: Batch): void {
  if (!p.config.enableIdempotence || batch.baseSequence >= 0) return;
  if (queue.producerEpoch !== p.producerEpoch && !hasSequences(queue)) startAgain(p, queue);
  batch.baseSequence = queue.nextSequence;
  batch.producerEpoch = queue.producerEpoch;
  queue.nextSequence += batch.records.length;
}

/**
 * True if an idempotent producer holds this batch, the first of its queue, back. A new one waits while numbers of an
 * older epoch are under way, or nobody knows which numbers were taken. A repetition waits until it is the first of
 * all: that leaves one request in flight, and keeps the order.
 * Kafka: RecordAccumulator.shouldStopDrainBatchesForPartition.
 */
export function mustWait(p: ProducerState, queue: PartitionQueue, batch: Batch): boolean {
  if (!p.config.enableIdempotence) return false;
  if (batch.baseSequence < 0) {
    const stale = queue.producerEpoch !== p.producerEpoch && hasSequences(queue);
    return stale || queue.unresolved >= 0;
  }
  let first = batch.baseSequence;
  for (const b of queue.inFlight) first = Math.min(first, b.baseSequence);
  for (const b of queue.waiting) if (b.baseSequence >= 0) first = Math.min(first, b.baseSequence);
  return batch.baseSequence !== first;
}

/** The batch was stored. */
export function noteAcked(queue: PartitionQueue, lastSequence: number): void {
  queue.lastAcked = Math.max(queue.lastAcked, lastSequence);
}

/**
 * True if the batch is to be sent again after this error of an idempotent producer. OUT_OF_ORDER_SEQUENCE_NUMBER of a
 * batch that is not the next one, or was sent before its numbers were rewritten, only says that one before it failed;
 * of the next one it says that numbers are gone.
 * Kafka: TransactionManager.canRetry.
 */
export function retriesOutOfOrder(
  p: ProducerState,
  queue: PartitionQueue,
  batch: Batch,
  error: ErrorName,
): boolean {
  if (!p.config.enableIdempotence || error !== 'OUT_OF_ORDER_SEQUENCE_NUMBER') return false;
  const isNext = !batch.renumbered && batch.baseSequence === queue.lastAcked + 1;
  if (queue.unresolved < 0 ? isNext : batch.baseSequence === queue.unresolved) {
    requestBump(p, queue);
  }
  return true;
}

/**
 * A batch failed for good. If the broker refused it, its numbers were not taken, and those behind it would never fit:
 * they begin anew with the next epoch. If its retries are used up, nobody knows.
 * Kafka: TransactionManager.handleFailedBatch.
 */
export function noteFailed(p: ProducerState, queue: PartitionQueue, notTaken: boolean): void {
  if (p.config.enableIdempotence && notTaken) requestBump(p, queue);
}

/** A batch that had been put back expired. Kafka: TransactionManager.markSequenceUnresolved. */
export function noteUnresolved(p: ProducerState, queue: PartitionQueue, batch: Batch): void {
  if (!p.config.enableIdempotence) return;
  queue.unresolved = Math.max(queue.unresolved, batch.baseSequence + batch.records.length);
}

function requestBump(p: ProducerState, queue: PartitionQueue): void {
  queue.rewrite = true;
  p.bumpNeeded = true;
}

/**
 * Before anything is sent: where nothing is under way any more, doubts about sequence numbers end; and the epoch is
 * bumped if a partition asked for it. Kafka: maybeResolveSequences, bumpIdempotentEpochAndResetIdIfNeeded.
 */
export function settleSequences(p: ProducerState): void {
  if (!p.config.enableIdempotence) return;
  for (const queue of p.queues.values()) {
    if (queue.unresolved < 0 || hasSequences(queue)) continue;
    queue.unresolved = -1;
    if (queue.nextSequence !== queue.lastAcked + 1) requestBump(p, queue);
  }
  if (!p.bumpNeeded) return;
  p.bumpNeeded = false;
  p.producerEpoch += 1;
  for (const queue of p.queues.values()) {
    if (queue.rewrite) startAgain(p, queue);
  }
}

/** The numbers begin at 0 under the newest epoch, with those of the batches that are not settled. */
function startAgain(p: ProducerState, queue: PartitionQueue): void {
  queue.rewrite = false;
  queue.unresolved = -1;
  queue.lastAcked = -1;
  queue.producerEpoch = p.producerEpoch;
  queue.nextSequence = 0;
  const numbered = [...queue.inFlight, ...queue.waiting].filter((b) => b.baseSequence >= 0);
  numbered.sort((a, b) => a.baseSequence - b.baseSequence);
  for (const batch of numbered) {
    batch.baseSequence = queue.nextSequence;
    batch.producerEpoch = p.producerEpoch;
    batch.renumbered = true;
    queue.nextSequence += batch.records.length;
  }
}

/** Some batch has numbers and is not settled. */
function hasSequences(queue: PartitionQueue): boolean {
  return queue.inFlight.length > 0 || queue.waiting.some((b) => b.baseSequence >= 0);
}
