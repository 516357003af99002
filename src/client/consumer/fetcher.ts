import type { FetchPartition, FetchResponsePartition } from '../../protocol/api/fetch.js';
import { type Envelope, responseBody } from '../../protocol/messages.js';
import type { RecordBatch } from '../../protocol/record-batch.js';
import { removeAt } from '../../util/remove-at.js';
import { partitionInView } from '../cluster-view.js';
import { type InFlight, isReady } from '../network.js';
import { PolledBatch, toRanges } from './calls.js';
import type { ConsumerContext } from './context.js';
import { requestMetadata } from './metadata.js';
import { resetOutOfRange } from './positions.js';
import { CompletedFetch, type PartitionState } from './state.js';

/**
 * Sends a fetch to every leader that has none in flight, for the partitions that may be fetched and have nothing
 * buffered (CC-13; Kafka: AbstractFetch.prepareFetchRequests).
 */
export function sendFetches(c: ConsumerContext): void {
  const { s } = c;
  const wanted: Wanted[] = [];
  for (const p of s.partitions.values()) {
    if (p.state !== 'FETCHING' || p.paused || p.pendingRevocation || isBuffered(c, p)) continue;
    if (c.now < p.retryAt) continue;
    const meta = partitionInView(s.view, p.tp);
    const leader = meta?.leaderId ?? -1;
    if (meta === undefined || leader < 0) {
      requestMetadata(c);
      continue;
    }
    if (!isReady(s.connections, leader, c.now)) continue;
    if (!s.rules.mayFetchFrom(s.connections, leader)) continue;
    const entry = wantedOf(p, meta.leaderEpoch, s.config.maxPartitionFetchBytes);
    const known = wanted.find((w) => w.leader === leader);
    if (known === undefined) wanted.push({ leader, partitions: [entry] });
    else known.partitions.push(entry);
  }
  for (const { leader, partitions } of wanted) sendFetch(c, leader, partitions);
}

/** What is asked of one leader: a consumer has few. */
interface Wanted {
  readonly leader: number;
  readonly partitions: FetchPartition[];
}

function sendFetch(c: ConsumerContext, leader: number, partitions: FetchPartition[]): void {
  const { config } = c.s;
  c.request(leader, 'Fetch', 17, {
    replicaId: -1,
    maxWaitMs: config.fetchMaxWaitMs,
    minBytes: config.fetchMinBytes,
    maxBytes: config.fetchMaxBytes,
    isolationLevel: 'read_uncommitted',
    rackId: config.clientRack ?? '',
    partitions,
  });
}

function wantedOf(p: PartitionState, leaderEpoch: number, maxBytes: number): FetchPartition {
  return {
    tp: p.tp,
    topicId: p.topicId,
    fetchOffset: p.position,
    currentLeaderEpoch: leaderEpoch,
    lastFetchedEpoch: -1,
    logStartOffset: -1,
    highWatermark: -1,
    partitionMaxBytes: maxBytes,
  };
}

function isBuffered(c: ConsumerContext, p: PartitionState): boolean {
  for (const f of c.s.buffer.queue) if (f.tp.key === p.tp.key) return true;
  return false;
}

/** A fetch was answered: data goes into the buffer; errors refresh metadata or reset the position. */
export function onFetched(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  const sent = request.body as { readonly partitions: readonly FetchPartition[] }; // sent by sendFetch
  responseBody(envelope, 'Fetch').partitions.forEach((answer, i) => {
    const asked = sent.partitions[i];
    const p = c.s.partitions.get(answer.tp.key);
    if (asked === undefined || p === undefined || p.topicId !== asked.topicId) return;
    onPartitionFetched(c, p, answer, asked);
  });
}

function onPartitionFetched(
  c: ConsumerContext,
  p: PartitionState,
  answer: FetchResponsePartition,
  asked: FetchPartition,
): void {
  switch (answer.errorCode) {
    case 'NONE':
      if (answer.batches.length > 0) buffer(c, p, answer, asked, null);
      else p.highWatermark = answer.highWatermark;
      return;
    case 'OFFSET_OUT_OF_RANGE':
      buffer(c, p, answer, asked, 'OFFSET_OUT_OF_RANGE');
      return;
    default:
      // Not the leader, fenced epoch, unknown topic: ask who is. Java fetches on meanwhile, as fast as the network is;
      // where messages take no time that would never end.
      p.retryAt = c.now + 1;
      requestMetadata(c);
  }
}

function buffer(
  c: ConsumerContext,
  p: PartitionState,
  { batches, highWatermark }: FetchResponsePartition,
  { fetchOffset }: FetchPartition,
  error: CompletedFetch['error'],
): void {
  const data = error === null ? batches : [];
  const { tp, topicId } = p;
  c.s.buffer.queue.push(new CompletedFetch(tp, topicId, fetchOffset, data, error, highWatermark));
}

/** True if poll() could hand something out, or has to raise something, from the buffer. */
export function hasAvailableFetches(c: ConsumerContext): boolean {
  for (const f of c.s.buffer.queue) {
    const p = c.s.partitions.get(f.tp.key);
    if (p === undefined || (!p.paused && !p.pendingRevocation)) return true;
  }
  return false;
}

/**
 * Takes up to max.poll.records records out of the buffer and moves the positions past them (Kafka:
 * FetchCollector.collectFetch). One response partition is drained before the next (CC-12).
 */
export function collectFetch(c: ConsumerContext): PolledBatch[] {
  const { s } = c;
  const polled: PolledBatch[] = [];
  let room = s.config.maxPollRecords;
  let kept: CompletedFetch[] | undefined;
  while (room > 0) {
    const first = s.buffer.queue[0];
    if (first === undefined) break;
    const p = s.partitions.get(first.tp.key);
    if (p !== undefined && s.rules.isStale(p, first, s.buffer.nextOffset)) {
      dropFirst(c);
      continue;
    }
    if (p === undefined) {
      dropFirst(c);
      continue;
    }
    if (p.paused || p.pendingRevocation) {
      kept ??= [];
      kept.push(trimmed(c, first, p));
      dropFirst(c);
      continue;
    }
    if (first.error !== null) {
      if (polled.length > 0) break; // good records first, the error with the next poll (CC-10)
      dropFirst(c);
      resetOutOfRange(c, p, first.fetchOffset);
      break;
    }
    room -= drain(c, p, first, room, polled);
  }
  if (kept !== undefined) s.buffer.queue = [...kept, ...s.buffer.queue];
  noteDelivered(c, polled);
  return polled;
}

/** Data that was fetched for another position, or for a topic of the same name that is gone (CC-14). */
export function isStale(p: PartitionState, f: CompletedFetch, nextOffset: number): boolean {
  if (p.state !== 'FETCHING' || p.topicId !== f.topicId) return true;
  return p.position !== (nextOffset < 0 ? f.fetchOffset : nextOffset);
}

/** What is left of a partly drained fetch whose partition was paused. */
function trimmed(c: ConsumerContext, f: CompletedFetch, p: PartitionState): CompletedFetch {
  const batches = f.batches.slice(c.s.buffer.batchIndex);
  return new CompletedFetch(f.tp, f.topicId, p.position, batches, f.error, f.highWatermark);
}

function dropFirst(c: ConsumerContext): void {
  const { buffer } = c.s;
  removeAt(buffer.queue, 0);
  buffer.batchIndex = 0;
  buffer.recordIndex = 0;
  buffer.nextOffset = -1;
}

/** Hands out of one completed fetch; returns how many records. */
function drain(
  c: ConsumerContext,
  p: PartitionState,
  f: CompletedFetch,
  room: number,
  polled: PolledBatch[],
): number {
  const { buffer } = c.s;
  let taken = 0;
  if (buffer.nextOffset < 0) p.highWatermark = f.highWatermark;
  while (taken < room) {
    const batch = f.batches[buffer.batchIndex];
    if (batch === undefined) break;
    const start = skipBelow(batch, buffer.recordIndex, p.position);
    const end =
      batch.producer.control !== null ? start : Math.min(batch.recordCount, start + room - taken);
    if (end > start) polled.push(new PolledBatch(p.tp, p.topicId, batch, start, end));
    taken += end - start;
    const whole = batch.producer.control !== null || end === batch.recordCount;
    p.position = c.s.rules.positionAfter(batch, end, whole, p.position);
    p.positionEpoch = batch.partitionLeaderEpoch;
    buffer.batchIndex += whole ? 1 : 0;
    buffer.recordIndex = whole ? 0 : end;
  }
  buffer.nextOffset = p.position;
  if (buffer.batchIndex >= f.batches.length) dropFirst(c);
  return taken;
}

/** A fetch from the middle of a batch returns all of it: records below the position are dropped (LR-4). */
function skipBelow(batch: RecordBatch, from: number, position: number): number {
  let i = from;
  while (i < batch.recordCount && batch.offsetAt(i) < position) i += 1;
  return i;
}

function noteDelivered(c: ConsumerContext, polled: readonly PolledBatch[]): void {
  for (const range of toRanges(polled)) {
    c.note({ type: 'delivered', group: c.group, records: range });
  }
}
