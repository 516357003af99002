import type { ProduceResponsePartition } from '../../protocol/api/produce.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { Out } from '../../protocol/out.js';
import { retryBackoff } from '../backoff.js';
import { splitBatch } from './accumulate.js';
import { noteFailure } from './expiry.js';
import { requestMetadata } from './metadata.js';
import { settle } from './sender.js';
import { noteAcked, noteFailed, retriesOutOfOrder } from './sequences.js';
import { type Batch, type BatchRef, findInFlight, type ProducerState } from './state.js';

/** A broker answered for one batch. Kafka: Sender.completeBatch. */
export function onProduced(
  p: ProducerState,
  ref: BatchRef,
  answer: ProduceResponsePartition,
  now: number,
  out: Out,
): void {
  const batch = findInFlight(p, ref);
  if (batch === undefined) {
    answeredTooLate(p, ref, answer.errorCode);
    return;
  }
  if (answer.errorCode === 'NONE') {
    settle(p, batch);
    const queue = p.queues.get(batch.tp.key);
    // Its numbers may have been rewritten since it was sent.
    if (queue !== undefined) noteAcked(queue, batch.baseSequence + batch.records.length - 1);
    noteAcknowledged(p, batch, answer, out);
  } else if (answer.errorCode === 'MESSAGE_TOO_LARGE' && batch.records.length > 1) {
    splitAndReenqueue(p, batch);
  } else {
    onError(p, batch, answer.errorCode, now, out);
  }
}

/** The batch had expired: its callbacks were told. What the answer says of its sequence numbers still counts. */
function answeredTooLate(p: ProducerState, ref: BatchRef, error: ErrorName): void {
  const queue = p.queues.get(ref.partition);
  if (queue === undefined || ref.producerEpoch !== queue.producerEpoch) return;
  if (error === 'NONE') noteAcked(queue, ref.lastSequence);
  else noteFailed(p, queue, true);
}

/** The connection closed before the answer came, or the request timed out. */
export function onUnanswered(p: ProducerState, ref: BatchRef, now: number, out: Out): void {
  const batch = findInFlight(p, ref);
  if (batch === undefined) answeredTooLate(p, ref, 'NETWORK_EXCEPTION');
  else onError(p, batch, 'NETWORK_EXCEPTION', now, out);
}

function onError(p: ProducerState, batch: Batch, error: ErrorName, now: number, out: Out): void {
  const queue = p.queues.get(batch.tp.key);
  if (queue === undefined) return;
  const mayRetry =
    now - batch.createdAt < p.config.deliveryTimeoutMs && batch.attempts < p.config.retries;
  if (mayRetry && (retriesOutOfOrder(p, queue, batch, error) || RETRIABLE.has(error))) {
    reenqueue(p, batch, now, out);
  } else {
    settle(p, batch);
    noteFailed(p, queue, batch.attempts < p.config.retries);
    noteFailure(batch, EXCEPTIONS[error] ?? 'KafkaException', out);
  }
  if (INVALID_METADATA.has(error)) requestMetadata(p, now, out);
}

/**
 * Back into the queue, to be sent again after a backoff: an idempotent producer keeps the order of sequence numbers,
 * any other puts the batch in front, so that two that fail together change places.
 * Kafka: RecordAccumulator.reenqueue.
 */
function reenqueue(p: ProducerState, batch: Batch, now: number, out: Out): void {
  settle(p, batch);
  batch.attempts += 1;
  batch.retryAt = now + retryBackoff(p.config, batch.attempts - 1, p.config.clientId, out);
  putBack(p, batch);
}

function putBack(p: ProducerState, batch: Batch): void {
  const queue = p.queues.get(batch.tp.key);
  if (queue === undefined) return;
  let at = 0;
  if (p.config.enableIdempotence) {
    const behind = queue.waiting.findIndex(
      (b) => b.baseSequence < 0 || b.baseSequence > batch.baseSequence,
    );
    at = behind < 0 ? queue.waiting.length : behind;
  }
  queue.waiting.splice(at, 0, batch);
}

/** A batch that is too large is sent again in parts, which count as new. */
function splitAndReenqueue(p: ProducerState, big: Batch): void {
  settle(p, big);
  for (const part of splitBatch(p, big).reverse()) putBack(p, part);
}

function noteAcknowledged(
  { config }: ProducerState,
  batch: Batch,
  answer: ProduceResponsePartition,
  out: Out,
): void {
  out.note({
    type: 'acknowledged',
    acks: config.acks,
    sent: batch.sentBefore,
    records: {
      tp: batch.tp,
      topicId: answer.topicId,
      leaderEpoch: answer.leaderEpoch,
      from: answer.baseOffset,
      to: answer.baseOffset + batch.records.length - 1,
    },
  });
}

/** Errors after which a producer asks for metadata (InvalidMetadataException). */
const INVALID_METADATA: ReadonlySet<ErrorName> = new Set<ErrorName>([
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'KAFKA_STORAGE_ERROR',
  'NETWORK_EXCEPTION',
]);

/** Errors after which any producer sends the batch again (RetriableException). */
const RETRIABLE: ReadonlySet<ErrorName> = new Set<ErrorName>([
  ...INVALID_METADATA,
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'REQUEST_TIMED_OUT',
]);

/** What the callbacks of records get, without the package. */
const EXCEPTIONS: Partial<Record<ErrorName, string>> = {
  NOT_LEADER_OR_FOLLOWER: 'NotLeaderOrFollowerException',
  LEADER_NOT_AVAILABLE: 'LeaderNotAvailableException',
  UNKNOWN_TOPIC_OR_PARTITION: 'UnknownTopicOrPartitionException',
  UNKNOWN_TOPIC_ID: 'UnknownTopicIdException',
  KAFKA_STORAGE_ERROR: 'KafkaStorageException',
  NETWORK_EXCEPTION: 'NetworkException',
  NOT_ENOUGH_REPLICAS: 'NotEnoughReplicasException',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'NotEnoughReplicasAfterAppendException',
  REQUEST_TIMED_OUT: 'TimeoutException',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'OutOfOrderSequenceException',
  INVALID_TOPIC_EXCEPTION: 'InvalidTopicException',
  MESSAGE_TOO_LARGE: 'RecordTooLargeException',
  RECORD_LIST_TOO_LARGE: 'RecordBatchTooLargeException',
  INVALID_RECORD: 'InvalidRecordException',
  INVALID_TIMESTAMP: 'InvalidTimestampException',
  INVALID_PRODUCER_EPOCH: 'InvalidProducerEpochException',
};
