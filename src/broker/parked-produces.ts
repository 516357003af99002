import type { ProduceResponse } from '../protocol/api/produce.js';
import type { ErrorName } from '../protocol/errors.js';
import { type Envelope, requestBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { LONG_AGO } from '../util/time.js';
import { armTimer, cancelTimer } from '../util/timers.js';
import { effectiveMinIsr, maximalIsrSize } from './in-sync.js';
import { Answer, type BrokerState, type Replica } from './state.js';

/** Keeps the answer of a produce until what it appended is replicated: partition key -> offset to be reached. */
export function parkProduce(
  broker: BrokerState,
  now: number,
  envelope: Envelope,
  answer: ProduceResponse,
  waits: Map<string, number>,
): void {
  const { timeoutMs } = requestBody(envelope, 'Produce');
  const v = broker.volatile;
  const token = v.nextToken++;
  if (!v.muted.has(envelope.from)) v.muted.set(envelope.from, []);
  v.produces.set(token, { request: envelope, waits, short: new Set(), answer: new Answer(answer) });
  for (const key of waits.keys()) broker.replicas.get(key)?.produceWaiters.push(token);
  armTimer(v.timers, token, now + timeoutMs, { kind: 'produce timeout', token });
}

/** The high watermark of `replica` moved: answers the produces that waited for no more than that. */
export function completeProduces(broker: BrokerState, replica: Replica, out: Out): void {
  const v = broker.volatile;
  const still: number[] = [];
  for (const token of replica.produceWaiters) {
    const parked = v.produces.get(token);
    const offset = parked?.waits.get(replica.tp.key);
    if (parked === undefined || offset === undefined) continue;
    if (replica.log.highWatermark < offset) {
      still.push(token);
      continue;
    }
    if (maximalIsrSize(replica) < effectiveMinIsr(broker, replica))
      parked.short.add(replica.tp.key);
    parked.waits.delete(replica.tp.key);
    if (parked.waits.size === 0) finishProduce(broker, token, 'NONE', out);
  }
  replica.produceWaiters = still;
}

/**
 * A connection is muted while one of its requests is being answered (Kafka: SocketServer.Processor): the five that a
 * producer has in flight are appended one after the other. True if this one has to wait.
 */
export function mustStayUnread(broker: BrokerState, envelope: Envelope): boolean {
  const waiting = broker.volatile.muted.get(envelope.from);
  waiting?.push(envelope);
  return waiting !== undefined;
}

/** The next request of the connection is read, in an event of its own. */
function unmute(broker: BrokerState, client: number): void {
  const v = broker.volatile;
  const waiting = v.muted.get(client);
  if (waiting === undefined) return;
  if (waiting.length === 0) v.muted.delete(client);
  else armTimer(v.timers, `unmute/${client}`, LONG_AGO, { kind: 'unmute', client });
}

/** What waited on this connection, in order; it is read again. */
export function takeUnread(broker: BrokerState, client: number): Envelope[] {
  const waiting = broker.volatile.muted.get(client) ?? [];
  broker.volatile.muted.delete(client);
  return waiting;
}

/** Ends the wait of a parked produce: with its answer, or with `error` on each partition that still waits. */
export function finishProduce(
  broker: BrokerState,
  token: number,
  error: ErrorName,
  out: Out,
): void {
  const v = broker.volatile;
  const parked = v.produces.get(token);
  if (parked === undefined) return;
  v.produces.delete(token);
  cancelTimer(v.timers, token);
  unmute(broker, parked.request.from);
  const answer = parked.answer.body as ProduceResponse; // made by answerWhenReplicated
  out.respond<'Produce'>(parked.request, {
    partitions: answer.partitions.map((p) =>
      parked.waits.has(p.tp.key)
        ? { ...p, errorCode: error, baseOffset: -1 }
        : parked.short.has(p.tp.key)
          ? { ...p, errorCode: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', baseOffset: -1 }
          : p,
    ),
  });
}
