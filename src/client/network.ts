import type { ApiName, Apis, Envelope } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { removeAt } from '../util/remove-at.js';
import { LONG_AGO } from '../util/time.js';

/** A request that has no answer yet. A class, so that immer never drafts it. */
export class InFlight {
  constructor(
    readonly correlationId: number,
    readonly node: number,
    readonly api: ApiName,
    readonly sentAt: number,
    /** When the client gives it up and closes the connection. */
    readonly deadline: number,
    /** The body that was sent. */
    readonly body: unknown,
    /** What the sender has to know when the answer comes: a number it chose. */
    readonly tag: number,
  ) {}
}

/** What a client knows of its connection to one broker, once it has failed. */
interface NodeTrouble {
  /** No request before this time: reconnect.backoff.ms, doubled with each failure. */
  downUntil: number;
  failures: number;
}

/** A client's connections (Kafka: NetworkClient): who was asked what, and whom to leave alone for a while. */
export interface Connections {
  /** In order of sending; never more than a few. */
  readonly inFlight: InFlight[];
  readonly trouble: Map<number, NodeTrouble>;
  nextCorrelationId: number;
}

export function makeConnections(): Connections {
  return { inFlight: [], trouble: new Map(), nextCorrelationId: 1 };
}

/** True if a request may be sent to `node` now: no reconnect backoff is running. */
export function isReady(connections: Connections, node: number, now: number): boolean {
  const trouble = connections.trouble.get(node);
  return trouble === undefined || now >= trouble.downUntil;
}

/** When `node` may be asked again. */
export function readyAt(connections: Connections, node: number): number {
  return connections.trouble.get(node)?.downUntil ?? LONG_AGO;
}

/** Sends a request and remembers it; returns its correlation id. */
export function send<A extends ApiName>(
  connections: Connections,
  now: number,
  out: Out,
  node: number,
  api: A,
  version: number,
  timeoutMs: number,
  body: Apis[A][0],
  tag = 0,
): number {
  const id = connections.nextCorrelationId++;
  connections.inFlight.push(new InFlight(id, node, api, now, now + timeoutMs, body, tag));
  out.request(node, api, version, id, body);
  return id;
}

/** The request that this answer belongs to; undefined if nobody waits for it any more. */
export function takeAnswered(connections: Connections, answer: Envelope): InFlight | undefined {
  const { inFlight } = connections;
  const index = indexOf(inFlight, answer.correlationId);
  const request = inFlight[index];
  if (request === undefined || request.node !== answer.from) return undefined;
  removeAt(inFlight, index);
  if (connections.trouble.size > 0) connections.trouble.delete(answer.from);
  return request;
}

/** Nobody waits for the answer any more. */
export function forgetRequest(connections: Connections, correlationId: number): void {
  const index = indexOf(connections.inFlight, correlationId);
  if (index >= 0) removeAt(connections.inFlight, index);
}

function indexOf(inFlight: readonly InFlight[], correlationId: number): number {
  for (let i = 0; i < inFlight.length; i++) {
    if (inFlight[i]?.correlationId === correlationId) return i;
  }
  return -1;
}

/** True if a request of this api waits for its answer at `node`. */
export function isInFlight(connections: Connections, node: number, api: ApiName): boolean {
  for (const r of connections.inFlight) if (r.node === node && r.api === api) return true;
  return false;
}

/**
 * The connection to `node` is gone: its requests in flight fail. With a correlation id, only that request found the
 * broker dead; the connection itself was not there.
 */
export function takeDisconnected(
  connections: Connections,
  node: number,
  correlationId: number,
  now: number,
  backoff: { readonly reconnectBackoffMs: number; readonly reconnectBackoffMaxMs: number },
): InFlight[] {
  const failed = connections.inFlight.filter(
    (r) => r.node === node && (correlationId === 0 || r.correlationId === correlationId),
  );
  for (const r of failed) forgetRequest(connections, r.correlationId);
  backOff(connections, node, now, backoff);
  return failed;
}

/** The connection to `node` is gone, or was refused: no other one before reconnect.backoff.ms, doubled each time. */
export function backOff(
  connections: Connections,
  node: number,
  now: number,
  backoff: { readonly reconnectBackoffMs: number; readonly reconnectBackoffMaxMs: number },
): void {
  const failures = connections.trouble.get(node)?.failures ?? 0;
  const wait = Math.min(
    backoff.reconnectBackoffMs * 2 ** Math.min(failures, 20),
    backoff.reconnectBackoffMaxMs,
  );
  connections.trouble.set(node, { downUntil: now + wait, failures: failures + 1 });
}

/** The first moment at which a request in flight is given up; undefined if nothing is in flight. */
export function nextRequestDeadline(connections: Connections): number | undefined {
  let first: number | undefined;
  for (const r of connections.inFlight) {
    if (first === undefined || r.deadline < first) first = r.deadline;
  }
  return first;
}

/** More than any number of requests in flight. */
const FAILED_AGAIN = 1_000_000;

/**
 * Of `nodes`, the ready one with the fewest requests in flight; ties by id (Kafka starts at a random one). A node
 * that has failed again and again is only tried if there is no other: Kafka prefers what is connected, and then the
 * oldest attempt to connect (NetworkClient.leastLoadedNode), and so never asks one dead broker for ever.
 */
export function leastLoadedNode(
  connections: Connections,
  nodes: readonly number[],
  now: number,
): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    if (!isReady(connections, node, now)) continue;
    const failures = connections.trouble.get(node)?.failures ?? 0;
    let load = failures > 1 ? FAILED_AGAIN : 0;
    for (const r of connections.inFlight) if (r.node === node) load += 1;
    if (load < least) {
      least = load;
      best = node;
    }
  }
  return best;
}
