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
  /** delivery.timeout.ms of some batch, or max.block.ms of some record, is over. */
  | { readonly kind: 'expiry' }
  | { readonly kind: 'request timeout' }
  | { readonly kind: 'metadata' };

/** A batch that is being filled, waits, or is in flight (Kafka: ProducerBatch). */
export interface Batch {
  /** Counts the producer's batches. */
  readonly id: number;
  readonly tp: TopicPartition;
  /** Its delivery.timeout.ms runs from here: the parts of a split batch keep it. */
  readonly createdAt: number;
  /** How many records the producer had put into batches of this partition before. */
  readonly sentBefore: number;
  records: LogRecord[];
  sizeInBytes: number;
  /** −1 until it is first sent: a repetition carries the same one, unless the epoch is bumped meanwhile. */
  baseSequence: number;
  producerEpoch: number;
  /** Its numbers were rewritten since it was sent last (ProducerBatch.sequenceHasBeenReset). */
  renumbered: boolean;
  /** How often it was put back into its queue (ProducerBatch.attempts). */
  attempts: number;
  /** Not sent again before this time. */
  retryAt: number;
  /** No record is added any more: full, sent before, or another batch follows it. */
  closed: boolean;
  /** It is a part of one that was too large. */
  readonly isSplit: boolean;
  /** The newest leader epoch it was to be sent to, and its attempts when that one came up (KIP-951). */
  leaderEpoch: number;
  attemptsAtLeaderChange: number;
}

/**
 * A batch by its partition and id: its one place in the state is its queue. What it was sent with stays known when it
 * has expired meanwhile: its answer still says what became of its sequence numbers.
 */
export interface BatchRef {
  readonly partition: string;
  readonly id: number;
  readonly lastSequence: number;
  readonly producerEpoch: number;
}

/** The batch in flight, undefined if it was settled meanwhile. */
export function findInFlight(p: ProducerState, ref: BatchRef): Batch | undefined {
  return p.queues.get(ref.partition)?.inFlight.find((b) => b.id === ref.id);
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

/** The batches of one partition (Kafka: the deque of RecordAccumulator, and TxnPartitionEntry). */
export interface PartitionQueue {
  readonly tp: TopicPartition;
  /** To be sent, in this order; the last one may still be filled. */
  waiting: Batch[];
  /** In order of sending. */
  inFlight: Batch[];
  /** Records that were put into its batches. */
  recordCount: number;
  /** Sequence number of the next new batch, under this epoch. */
  nextSequence: number;
  producerEpoch: number;
  /** Last sequence number that the broker has acknowledged, −1 if none. */
  lastAcked: number;
  /**
   * A batch that had been sent has expired, so nobody knows whether its sequence numbers were taken: the number after
   * them, −1 if there is no such doubt. Nothing new is sent until all others are settled.
   */
  unresolved: number;
  /** Its sequence numbers begin anew with the next epoch. */
  rewrite: boolean;
}

/** A producer: memory of one process. */
export interface ProducerState {
  readonly config: ProducerConfig;
  /** Of this incarnation; Kafka hands it out in InitProducerId, here the world does. */
  readonly producerId: number;
  /** Raised by the client itself when sequence numbers have to begin anew. */
  producerEpoch: number;
  /** Some partition wants the next epoch. */
  bumpNeeded: boolean;
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
  /** Sticky partition per topic (KIP-794): which one, and how many bytes were put into its batches. */
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
    producerEpoch: 0,
    bumpNeeded: false,
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
  if (generating || p.unplaced.length > 0) return false;
  for (const queue of p.queues.values()) {
    if (queue.waiting.length > 0 || queue.inFlight.length > 0) return false;
  }
  return true;
}
