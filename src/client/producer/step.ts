import { type Envelope, responseBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import { armTimer, cancelTimer, popDue } from '../../util/few-timers.js';
import { unreachable } from '../../util/invariant.js';
import { retryBackoff } from '../backoff.js';
import { updateView } from '../cluster-view.js';
import { type InFlight, nextRequestDeadline, takeAnswered, takeDisconnected } from '../network.js';
import { accumulate } from './accumulate.js';
import { onProduced, onUnanswered } from './answers.js';
import type { ProducerLoad, RecordToSend } from './config.js';
import { requestMetadata, sendMetadata } from './metadata.js';
import { sendReady } from './sender.js';
import { type ProducerState, takeSent } from './state.js';

/** The producer's process starts: its load begins now. */
export function startProducer(p: ProducerState, now: number, out: Out): void {
  p.startedAt = now;
  if (p.load === null) return; // it asks for metadata when it has something to send
  requestMetadata(p, now, out);
  armTimer(p.timers, 'next record', now, { kind: 'next record' });
}

/** Sends these records besides its load. */
export function produceRecords(
  p: ProducerState,
  topic: string,
  records: readonly RecordToSend[],
  now: number,
  out: Out,
): void {
  for (const record of records) place(p, topic, record, now, out);
  sendReady(p, now, out);
}

function place(p: ProducerState, topic: string, record: RecordToSend, now: number, out: Out): void {
  if (p.unplaced.length === 0 && accumulate(p, topic, record, now, out)) {
    // Without linger the sender thread is at once where the first record is.
    if (p.config.lingerMs === 0) sendReady(p, now, out);
    return;
  }
  p.unplaced.push({ topic, record, at: now });
  if (!p.view.inFlight) requestMetadata(p, now, out);
}

/** The load is sent no further; what was generated is still delivered. */
export function stopProducer(p: ProducerState): void {
  p.stopped = true;
  cancelTimer(p.timers, 'next record');
}

/** Generates all records that are due, and arms the timer for the next one. */
function generate(p: ProducerState, now: number, out: Out): void {
  const { load } = p;
  if (load === null || p.stopped) return;
  const total = load.listed?.length ?? load.count ?? Number.POSITIVE_INFINITY;
  while (p.generated < total && dueAt(p, load) <= now) {
    place(p, load.topic, recordNumber(load, p.generated), now, out);
    p.generated += 1;
  }
  if (p.generated < total) {
    armTimer(p.timers, 'next record', dueAt(p, load), { kind: 'next record' });
  }
  sendReady(p, now, out);
}

function dueAt(p: ProducerState, load: ProducerLoad): number {
  if (load.rate === null) return p.startedAt;
  return p.startedAt + Math.floor((p.generated * load.rate.perMs) / load.rate.records);
}

function recordNumber(load: ProducerLoad, n: number): RecordToSend {
  const listed = load.listed?.[n];
  if (listed !== undefined) return listed;
  return {
    key: load.keys.length === 0 ? null : (load.keys[n % load.keys.length] ?? null),
    value: load.values.length === 0 ? String(n) : (load.values[n % load.values.length] ?? null),
    partition: load.partition,
  };
}

/** A message reaches the producer. */
export function producerReceive(p: ProducerState, now: number, message: Envelope, out: Out): void {
  if (message.kind === 'disconnect') {
    const { from, correlationId } = message;
    const failed = takeDisconnected(p.connections, from, correlationId, now, p.config);
    for (const request of failed) unanswered(p, request, now, out);
    requestMetadata(p, now, out);
    sendReady(p, now, out);
    return;
  }
  const request = takeAnswered(p.connections, message);
  if (request === undefined) return;
  if (message.api === 'Metadata') onMetadata(p, now, message, out);
  else if (message.api === 'Produce') onAnswer(p, now, message, request, out);
  sendReady(p, now, out);
}

function onAnswer(
  p: ProducerState,
  now: number,
  message: Envelope,
  request: InFlight,
  out: Out,
): void {
  const refs = takeSent(p, request.correlationId);
  responseBody(message, 'Produce').partitions.forEach((answer, i) => {
    const ref = refs[i];
    if (ref !== undefined) onProduced(p, ref, answer, now, out);
  });
}

function onMetadata(p: ProducerState, now: number, message: Envelope, out: Out): void {
  const answer = responseBody(message, 'Metadata');
  p.view.inFlight = false;
  updateView(p.view, answer, now);
  // Topics that this answer was not asked for do not wait for a backoff (Metadata.requestUpdateForNewTopics).
  const asked = new Set(answer.topics.map((t) => t.name));
  const others = p.unplaced.some((u) => !asked.has(u.topic));
  p.view.retryAt = others ? now : now + p.config.retryBackoffMs;
  const waiting = p.unplaced;
  p.unplaced = [];
  for (const { topic, record, at } of waiting) {
    if (!accumulate(p, topic, record, at, out)) p.unplaced.push({ topic, record, at });
    else if (p.config.lingerMs === 0) sendReady(p, now, out);
  }
  const leaderless = answer.topics.some((t) => t.partitions.some((q) => q.leaderId < 0));
  armTimer(p.timers, 'metadata', now + p.config.metadataMaxAgeMs, { kind: 'metadata' });
  if (leaderless || p.unplaced.length > 0 || p.view.needed) requestMetadata(p, now, out);
}

/** A request that will not be answered: its batches are sent again. */
function unanswered(p: ProducerState, request: InFlight, now: number, out: Out): void {
  if (request.api === 'Metadata') {
    p.view.inFlight = false;
    p.view.retryAt = now + retryBackoff(p.config, p.view.attempts, p.config.clientId, out);
    p.view.attempts += 1;
    return;
  }
  for (const ref of takeSent(p, request.correlationId)) onUnanswered(p, ref, now, out);
}

/** Fires one timer that is due. */
export function producerTimer(p: ProducerState, now: number, out: Out): void {
  const due = popDue(p.timers, now);
  if (due === undefined) return;
  switch (due.fire.kind) {
    case 'next record':
      generate(p, now, out);
      return;
    case 'send':
    case 'expiry':
      sendReady(p, now, out);
      return;
    case 'metadata':
      p.view.needed = true;
      sendMetadata(p, now, out);
      sendReady(p, now, out);
      return;
    case 'request timeout':
      requestTimeouts(p, now, out);
      return;
    default:
      unreachable(due.fire, 'timer');
  }
}

function requestTimeouts(p: ProducerState, now: number, out: Out): void {
  const late = p.connections.inFlight.filter((r) => now >= r.deadline);
  for (const node of new Set(late.map((r) => r.node))) {
    out.hangUp(node);
    for (const r of takeDisconnected(p.connections, node, 0, now, p.config))
      unanswered(p, r, now, out);
  }
  const next = nextRequestDeadline(p.connections);
  if (next !== undefined) armTimer(p.timers, 'request timeout', next, { kind: 'request timeout' });
  sendReady(p, now, out);
}
