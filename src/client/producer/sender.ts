import { ProduceBatch, type ProduceResponsePartition } from '../../protocol/api/produce.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { Out } from '../../protocol/out.js';
import { NO_PRODUCER } from '../../protocol/record-batch.js';
import { armTimer, isArmed } from '../../util/few-timers.js';
import { retryBackoff } from '../backoff.js';
import { partitionInView } from '../cluster-view.js';
import { forgetRequest, isReady, readyAt, send } from '../network.js';
import { requestMetadata } from './metadata.js';
import {
  type Batch,
  type BatchRef,
  type PartitionQueue,
  type ProducerState,
  type ProducerTimer,
  SentRequest,
} from './state.js';

/** Beyond every time of a run, and a whole number like them. */
const NEVER = Number.MAX_SAFE_INTEGER;

const SEND: ProducerTimer = Object.freeze({ kind: 'send' });

/**
 * Sends what is ready: one batch of each partition in one request a broker, as long as fewer than
 * max.in.flight.requests are under way there (Kafka: Sender, RecordAccumulator.drain).
 */
export function sendReady(p: ProducerState, now: number, out: Out): void {
  const round: Round = { ready: [], wake: NEVER, again: false };
  for (const queue of p.queues.values()) {
    if (queue.batches.length > 0) dropLate(p, queue, now, out);
    const batch = queue.batches[queue.inFlight];
    if (batch !== undefined) consider(p, queue, batch, round, now, out);
  }
  for (const { leader, batches } of round.ready) transmit(p, leader, batches, now, out);
  if (round.ready.length > 0 && round.again) sendReady(p, now, out);
  else if (round.wake !== NEVER) armTimer(p.timers, 'send', round.wake, SEND);
}

/** One look at all partitions. */
interface Round {
  readonly ready: Ready[];
  /** When the first batch that waits may go. */
  wake: number;
  /** Once this is sent, there may be more to do for the same partitions. */
  again: boolean;
}

/** The first batch of a partition that is not under way: it goes with this round, or waits. */
function consider(
  p: ProducerState,
  queue: PartitionQueue,
  batch: Batch,
  round: Round,
  now: number,
  out: Out,
): void {
  const at = readyTime(p, queue, batch);
  if (at > now) {
    round.wake = Math.min(round.wake, at);
    return;
  }
  const leader = partitionInView(p.view, queue.tp)?.leaderId ?? -1;
  if (leader < 0) {
    requestMetadata(p, now, out);
    round.again = true;
    return;
  }
  if (!isReady(p.connections, leader, now)) {
    round.wake = Math.min(round.wake, readyAt(p.connections, leader));
    return;
  }
  if (requestsInFlight(p, leader) >= p.config.maxInFlightRequestsPerConnection) return;
  const known = round.ready.find((r) => r.leader === leader);
  if (known === undefined) round.ready.push({ leader, batches: [take(p, queue, batch)] });
  else known.batches.push(take(p, queue, batch));
  if (queue.batches.length > queue.inFlight) round.again = true;
}

/** What goes to one leader: a cluster has few. */
interface Ready {
  readonly leader: number;
  readonly batches: Batch[];
}

/** When a batch may go: full or lingered long enough, and after its backoff. A repetition goes before what follows. */
function readyTime(p: ProducerState, queue: PartitionQueue, batch: Batch): number {
  const behindRetry = queue.inFlight > 0 && queue.batches.some((b) => b.attempts > 1);
  if (behindRetry) return NEVER; // until the repetition is answered, order is at stake
  const lingered = batch.closed || batch.attempts > 0 ? 0 : batch.createdAt + p.config.lingerMs;
  return Math.max(lingered, batch.retryAt);
}

function take(p: ProducerState, queue: PartitionQueue, batch: Batch): Batch {
  batch.closed = true;
  batch.attempts += 1;
  if (batch.baseSequence < 0) {
    batch.baseSequence = queue.nextSequence;
    if (p.config.enableIdempotence) queue.nextSequence += batch.records.length;
  }
  queue.inFlight += 1;
  return batch;
}

function requestsInFlight(p: ProducerState, node: number): number {
  let n = 0;
  for (const r of p.connections.inFlight) {
    if (r.node === node && r.api === 'Produce') n += 1;
  }
  return n;
}

function transmit(p: ProducerState, leader: number, batches: Batch[], now: number, out: Out): void {
  const { config } = p;
  const id = send(p.connections, now, out, leader, 'Produce', 13, config.requestTimeoutMs, {
    acks: config.acks,
    timeoutMs: config.requestTimeoutMs,
    batches: batches.map(
      (b) =>
        new ProduceBatch(
          b.tp,
          config.enableIdempotence
            ? {
                producerId: p.producerId,
                producerEpoch: 0,
                baseSequence: b.baseSequence,
                isTransactional: false,
                control: null,
              }
            : NO_PRODUCER,
          b.records.slice(),
        ),
    ),
  });
  if (config.acks === 0) {
    forgetRequest(p.connections, id);
    for (const batch of batches) remove(p, batch); // nobody answers: sending is all there is
    return;
  }
  p.sent.push(new SentRequest(id, batches.map(refOf)));
  if (!isArmed(p.timers, 'request timeout')) {
    armTimer(p.timers, 'request timeout', now + config.requestTimeoutMs, {
      kind: 'request timeout',
    });
  }
}

function refOf(batch: Batch): BatchRef {
  return { partition: batch.tp.key, id: batch.id };
}

function queueOf(p: ProducerState, batch: Batch): PartitionQueue | undefined {
  return p.queues.get(batch.tp.key);
}

/** The batch is settled. It is looked up by its sequence: a batch in flight is among the first of its queue. */
function remove(p: ProducerState, batch: Batch): void {
  const queue = queueOf(p, batch);
  if (queue === undefined) return;
  const index = queue.batches.findIndex((b) => b.id === batch.id);
  if (index < 0) return;
  queue.batches.splice(index, 1);
  queue.inFlight = Math.max(0, queue.inFlight - 1);
}

/** A broker answered for one batch. */
export function onProduced(
  p: ProducerState,
  batch: Batch,
  answer: ProduceResponsePartition,
  now: number,
  out: Out,
): void {
  if (answer.errorCode === 'NONE') {
    remove(p, batch);
    out.note({
      type: 'acknowledged',
      records: {
        tp: batch.tp,
        topicId: answer.topicId,
        leaderEpoch: answer.leaderEpoch,
        from: answer.baseOffset,
        to: answer.baseOffset + batch.records.length - 1,
      },
    });
    return;
  }
  if (RETRIABLE.has(answer.errorCode)) retry(p, batch, now, out);
  else failBatch(p, batch, EXCEPTIONS[answer.errorCode] ?? 'KafkaException', out);
}

/** Errors after which the producer sends the batch again (RetriableException). */
const RETRIABLE: ReadonlySet<ErrorName> = new Set<ErrorName>([
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'REQUEST_TIMED_OUT',
  'KAFKA_STORAGE_ERROR',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'NETWORK_EXCEPTION',
]);

const EXCEPTIONS: Partial<Record<ErrorName, string>> = {
  INVALID_TOPIC_EXCEPTION: 'InvalidTopicException',
  MESSAGE_TOO_LARGE: 'RecordTooLargeException',
  RECORD_LIST_TOO_LARGE: 'RecordBatchTooLargeException',
  INVALID_RECORD: 'InvalidRecordException',
  INVALID_TIMESTAMP: 'InvalidTimestampException',
  INVALID_PRODUCER_EPOCH: 'InvalidProducerEpochException',
};

/** Sends the batch again after a backoff, unless its retries or its delivery time are used up. */
export function retry(p: ProducerState, batch: Batch, now: number, out: Out): void {
  const queue = queueOf(p, batch);
  if (queue === undefined) return;
  if (batch.attempts > p.config.retries) {
    failBatch(p, batch, 'NetworkException', out);
    return;
  }
  queue.inFlight = Math.max(0, queue.inFlight - 1);
  batch.retryAt = now + retryBackoff(p.config, batch.attempts - 1, p.config.clientId, out);
  // Batches that wait come in the order of their first sending, after those still in flight.
  const others = queue.batches.filter((b) => b.id !== batch.id);
  const at = others.findIndex((b, i) => i >= queue.inFlight && follows(b, batch));
  others.splice(at < 0 ? others.length : at, 0, batch);
  queue.batches = others;
  requestMetadata(p, now, out);
}

function follows(b: Batch, batch: Batch): boolean {
  return b.baseSequence < 0 || b.baseSequence > batch.baseSequence || b.createdAt > batch.createdAt;
}

function failBatch(p: ProducerState, batch: Batch, exception: string, out: Out): void {
  remove(p, batch);
  const { topic } = batch.tp;
  out.note({ type: 'send failed', topic, count: batch.records.length, exception });
}

/** delivery.timeout.ms after its creation a batch that is not in flight fails for good. */
function dropLate(p: ProducerState, queue: PartitionQueue, now: number, out: Out): void {
  if (!isLate(p, queue, now)) return;
  const late = queue.batches.filter(
    (b, i) => i >= queue.inFlight && now - b.createdAt >= p.config.deliveryTimeoutMs,
  );
  for (const batch of late) {
    queue.batches = queue.batches.filter((b) => b.id !== batch.id);
    const { topic } = batch.tp;
    const count = batch.records.length;
    out.note({ type: 'send failed', topic, count, exception: 'TimeoutException' });
  }
}

/** True if some batch of the queue waits for longer than it may. */
function isLate(p: ProducerState, { batches, inFlight }: PartitionQueue, now: number): boolean {
  for (let i = inFlight; i < batches.length; i++) {
    if (now - (batches[i]?.createdAt ?? now) >= p.config.deliveryTimeoutMs) return true;
  }
  return false;
}
