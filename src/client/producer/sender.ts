import { ProduceBatch } from '../../protocol/api/produce.js';
import type { RecordRange } from '../../protocol/facts.js';
import type { Out } from '../../protocol/out.js';
import { NO_PRODUCER } from '../../protocol/record-batch.js';
import { armTimer, cancelTimer, isArmed } from '../../util/few-timers.js';
import { LONG_AGO } from '../../util/time.js';
import { partitionInView } from '../cluster-view.js';
import { backOff, forgetRequest, isReady, readyAt, send } from '../network.js';
import { expireBatches } from './expiry.js';
import { requestMetadata } from './metadata.js';
import { assignSequence, mustWait, settleSequences } from './sequences.js';
import {
  type Batch,
  type PartitionQueue,
  type ProducerState,
  type ProducerTimer,
  SentRequest,
} from './state.js';

/** Beyond every time of a run, and a whole number like them. */
const NEVER = Number.MAX_SAFE_INTEGER;

const SEND: ProducerTimer = Object.freeze({ kind: 'send' });

/**
 * Sends what is ready, as long as fewer than max.in.flight.requests are under way at a broker: a request takes the
 * first batch of each partition there, also of those that would linger on. Then it gives up what is too late.
 * Kafka: Sender.sendProducerData, RecordAccumulator.ready and drain.
 */
export function sendReady(p: ProducerState, now: number, out: Out): void {
  settleSequences(p);
  for (;;) {
    const round: Round = { nodes: [], wake: NEVER };
    for (const queue of p.queues.values()) consider(p, queue, round, now, out);
    let sent = false;
    for (const node of round.nodes) {
      const batches = drain(p, node, now);
      if (batches.length === 0) continue;
      transmit(p, node, batches, now, out);
      sent = true;
    }
    if (sent) continue;
    if (expireBatches(p, now, out)) {
      settleSequences(p);
      continue;
    }
    if (round.wake !== NEVER) armTimer(p.timers, 'send', round.wake, SEND);
    else cancelTimer(p.timers, 'send');
    return;
  }
}

/** One look at all partitions. */
interface Round {
  /** Brokers with something to send to. */
  readonly nodes: number[];
  /** When the first batch that waits may go. */
  wake: number;
}

/** Whether the first batch of a partition makes its leader ready, or when it will. */
function consider(
  p: ProducerState,
  queue: PartitionQueue,
  round: Round,
  now: number,
  out: Out,
): void {
  const batch = queue.waiting[0];
  if (batch === undefined || isMuted(p, queue)) return;
  const partition = partitionInView(p.view, queue.tp);
  const leader = partition?.leaderId ?? -1;
  if (partition === undefined || leader < 0) {
    requestMetadata(p, now, out);
    return;
  }
  noteLeaderEpoch(batch, partition.leaderEpoch);
  const full = queue.waiting.length > 1 || batch.closed;
  const lingered = full ? LONG_AGO : batch.createdAt + p.config.lingerMs;
  const at = Math.max(lingered, backoffEnd(batch));
  if (at > now) round.wake = Math.min(round.wake, at);
  else if (!isReady(p.connections, leader, now)) {
    round.wake = Math.min(round.wake, readyAt(p.connections, leader));
  } else if (out.refuses(leader)) {
    // Nothing is drained for a node that cannot be connected to (Sender.sendProducerData): no attempt is used up.
    backOff(p.connections, leader, now, p.config);
    round.wake = Math.min(round.wake, readyAt(p.connections, leader));
    requestMetadata(p, now, out);
  } else if (requestsInFlight(p, leader) < p.config.maxInFlightRequestsPerConnection) {
    if (!round.nodes.includes(leader)) round.nodes.push(leader);
  }
}

/** With one request in flight order is kept without idempotence: nothing follows before the answer. */
function isMuted(p: ProducerState, queue: PartitionQueue): boolean {
  return p.config.maxInFlightRequestsPerConnection === 1 && queue.inFlight.length > 0;
}

/** A new leader epoch ends the backoff of a batch that waits to be sent again (KIP-951). */
function noteLeaderEpoch(batch: Batch, leaderEpoch: number): void {
  if (leaderEpoch <= batch.leaderEpoch) return;
  batch.leaderEpoch = leaderEpoch;
  batch.attemptsAtLeaderChange = batch.attempts;
}

function backoffEnd(batch: Batch): number {
  const leaderChanged = batch.attempts > 0 && batch.attempts === batch.attemptsAtLeaderChange;
  return leaderChanged ? LONG_AGO : batch.retryAt;
}

/** The first batch of each partition that the broker leads; they are in flight from now on. */
function drain(p: ProducerState, node: number, now: number): Batch[] {
  const batches: Batch[] = [];
  for (const queue of p.queues.values()) {
    const batch = queue.waiting[0];
    if (batch === undefined || isMuted(p, queue)) continue;
    if (partitionInView(p.view, queue.tp)?.leaderId !== node) continue;
    if (backoffEnd(batch) > now || mustWait(p, queue, batch)) continue;
    batch.closed = true;
    batch.renumbered = false;
    assignSequence(p, queue, batch);
    queue.waiting.splice(0, 1);
    queue.inFlight.push(batch);
    batches.push(batch);
  }
  return batches;
}

function requestsInFlight(p: ProducerState, node: number): number {
  let n = 0;
  for (const r of p.connections.inFlight) if (r.node === node) n += 1;
  return n;
}

function transmit(p: ProducerState, leader: number, batches: Batch[], now: number, out: Out): void {
  const { config } = p;
  const id = send(p.connections, now, out, leader, 'Produce', 13, config.requestTimeoutMs, {
    acks: config.acks,
    timeoutMs: config.requestTimeoutMs,
    batches: batches.map((b) => toSend(p, b)),
  });
  if (config.acks === 0) {
    forgetRequest(p.connections, id);
    for (const batch of batches) {
      settle(p, batch); // nobody answers: sending is all there is
      const records = unknownOffsets(batch);
      out.note({ type: 'acknowledged', acks: 0, sent: batch.sentBefore, records });
    }
    return;
  }
  p.sent.push(new SentRequest(id, batches.map(refOf)));
  if (!isArmed(p.timers, 'request timeout')) {
    armTimer(p.timers, 'request timeout', now + config.requestTimeoutMs, {
      kind: 'request timeout',
    });
  }
}

/** As the callbacks of acks=0 get them: the broker never tells. */
function unknownOffsets({ tp, records }: Batch): RecordRange {
  return { tp, topicId: '', leaderEpoch: -1, from: -records.length, to: -1 };
}

function toSend(p: ProducerState, batch: Batch): ProduceBatch {
  const producer = !p.config.enableIdempotence
    ? NO_PRODUCER
    : {
        producerId: p.producerId,
        producerEpoch: batch.producerEpoch,
        baseSequence: batch.baseSequence,
        isTransactional: false,
        control: null,
      };
  return new ProduceBatch(batch.tp, producer, batch.records.slice());
}

function refOf({ tp, id, baseSequence, producerEpoch, records }: Batch) {
  const lastSequence = baseSequence < 0 ? -1 : baseSequence + records.length - 1;
  return { partition: tp.key, id, lastSequence, producerEpoch };
}

/** The batch is no longer in flight. */
export function settle(p: ProducerState, batch: Batch): void {
  const queue = p.queues.get(batch.tp.key);
  const index = queue?.inFlight.findIndex((b) => b.id === batch.id) ?? -1;
  if (index >= 0) queue?.inFlight.splice(index, 1);
}
