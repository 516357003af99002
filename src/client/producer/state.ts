import type { LogRecord } from '../../protocol/record-batch.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { type FewTimers, makeFewTimers } from '../../util/few-timers.js';
import { removeAt } from '../../util/remove-at.js';
import { type ClusterView, makeClusterView } from '../cluster-view.js';
import { type Connections, makeConnections } from '../network.js';
import type { ProducerConfig, ProducerLoad, RecordToSend } from './config.js';

export type ProducerTimer =
  /** The next record of the load. */
  | { readonly kind: 'next record' }
  /** linger.ms of some batch is over, or a retry backoff. */
  | { readonly kind: 'send' }
  | { readonly kind: 'request timeout' }
  | { readonly kind: 'metadata' };

/** A batch that is being filled, waits, or is in flight (Kafka: ProducerBatch). */
export interface Batch {
  /** Counts the producer's batches. */
  readonly id: number;
  readonly tp: TopicPartition;
  readonly createdAt: number;
  records: LogRecord[];
  sizeInBytes: number;
  /** −1 until it is first sent: a repetition carries the same one. */
  baseSequence: number;
  attempts: number;
  /** Not sent again before this time. */
  retryAt: number;
  /** Full, or its linger is over. */
  closed: boolean;
}

/** A batch by its partition and id: its one place in the state is its queue. */
export interface BatchRef {
  readonly partition: string;
  readonly id: number;
}

/** The batch, undefined if it was settled meanwhile. */
export function findBatch(p: ProducerState, ref: BatchRef): Batch | undefined {
  return p.queues.get(ref.partition)?.batches.find((b) => b.id === ref.id);
}

/** The batches of one Produce in flight. A class, so that immer never drafts it. */
export class SentRequest {
  constructor(
    readonly correlationId: number,
    readonly batches: readonly BatchRef[],
  ) {}
}

/** Takes out what the request carried; nothing if it was none of this producer's Produces. */
export function takeSent(p: ProducerState, correlationId: number): readonly BatchRef[] {
  const index = p.sent.findIndex((s) => s.correlationId === correlationId);
  const batches = p.sent[index]?.batches ?? [];
  if (index >= 0) removeAt(p.sent, index);
  return batches;
}

/** What waits to be sent to one partition (Kafka: RecordAccumulator). */
export interface PartitionQueue {
  readonly tp: TopicPartition;
  batches: Batch[];
  /** Sequence number of the next new batch. */
  nextSequence: number;
  /** Batches in flight. */
  inFlight: number;
}

/** A producer: memory of one process. */
export interface ProducerState {
  readonly config: ProducerConfig;
  /** Of this incarnation; Kafka hands it out in InitProducerId, here the world does. */
  readonly producerId: number;
  readonly timers: FewTimers<ProducerTimer>;
  readonly connections: Connections;
  readonly view: ClusterView;
  readonly load: ProducerLoad | null;
  startedAt: number;
  /** Records of the load that were generated. */
  generated: number;
  stopped: boolean;
  /** Records whose topic is not known yet: sent when metadata comes. */
  unplaced: { readonly topic: string; readonly record: RecordToSend; readonly at: number }[];
  readonly queues: Map<string, PartitionQueue>;
  /** What each Produce in flight carries, in order of sending. */
  readonly sent: SentRequest[];
  nextBatchId: number;
  /** Sticky partition per topic (KIP-794): which one, and how many bytes went to it. */
  readonly sticky: Map<string, { partition: number; bytes: number }>;
}

export function makeProducer(
  config: ProducerConfig,
  producerId: number,
  load: ProducerLoad | null,
  nodes: readonly number[],
): ProducerState {
  return {
    config,
    producerId,
    timers: makeFewTimers(),
    connections: makeConnections(),
    view: makeClusterView(nodes),
    load,
    startedAt: 0,
    generated: 0,
    stopped: false,
    unplaced: [],
    queues: new Map(),
    sent: [],
    nextBatchId: 1,
    sticky: new Map(),
  };
}

/** True if everything it had to send is acknowledged or has failed for good. */
export function producerIsDone(p: ProducerState): boolean {
  const total = p.load?.listed?.length ?? p.load?.count;
  const generating = p.load !== null && !p.stopped && (total == null || p.generated < total);
  if (generating || p.unplaced.length > 0 || p.sent.length > 0) return false;
  for (const queue of p.queues.values()) if (queue.batches.length > 0) return false;
  return true;
}
