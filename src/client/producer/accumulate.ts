import type { Out } from '../../protocol/out.js';
import { LogRecord } from '../../protocol/record-batch.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { LONG_AGO } from '../../util/time.js';
import { topicInView } from '../cluster-view.js';
import type { RecordToSend } from './config.js';
import { choosePartition, noteStickyBytes } from './partitioner.js';
import type { Batch, PartitionQueue, ProducerState } from './state.js';

/** Bytes of a batch header and of a record besides key and value: as in RecordBatch. */
const BATCH_OVERHEAD = 61;
const RECORD_OVERHEAD = 7;

/**
 * Puts a record into the batch of its partition; false if its topic is not known yet.
 * Kafka: RecordAccumulator.append.
 */
export function accumulate(
  p: ProducerState,
  topic: string,
  record: RecordToSend,
  now: number,
  out: Out,
): boolean {
  const known = topicInView(p.view, topic);
  if (known === undefined || known.partitions.length === 0) return false;
  const tp = known.partitions[choosePartition(p, known, record, out)]?.tp;
  if (tp === undefined) return false;
  const queue = queueOf(p, tp);
  const added = new LogRecord(record.key, record.value, now);
  const size = recordSize(added);
  const open = openBatch(p, queue, size);
  const batch = open ?? newBatch(p, tp, now, queue.recordCount, false);
  if (open === undefined) queue.waiting.push(batch);
  append(p, batch, added, size);
  queue.recordCount += 1;
  if (record.partition === null && record.key === null) {
    const bytes = open === undefined ? batch.sizeInBytes : size;
    noteStickyBytes(p, known, bytes, queue, out);
  }
  return true;
}

function recordSize(record: LogRecord): number {
  const value = typeof record.value === 'string' ? record.value.length : 0;
  return RECORD_OVERHEAD + (record.key?.length ?? 0) + value;
}

function append(p: ProducerState, batch: Batch, record: LogRecord, size: number): void {
  batch.records.push(record);
  batch.sizeInBytes += size;
  if (batch.sizeInBytes >= p.config.batchSize) batch.closed = true;
}

function queueOf(p: ProducerState, tp: TopicPartition): PartitionQueue {
  let queue = p.queues.get(tp.key);
  if (queue === undefined) {
    queue = {
      tp,
      waiting: [],
      inFlight: [],
      recordCount: 0,
      nextSequence: 0,
      producerEpoch: p.producerEpoch,
      lastAcked: -1,
      unresolved: -1,
      rewrite: false,
    };
    p.queues.set(tp.key, queue);
  }
  return queue;
}

/** The batch that is being filled, if the record fits; otherwise it is closed. */
function openBatch(p: ProducerState, queue: PartitionQueue, size: number): Batch | undefined {
  const last = queue.waiting[queue.waiting.length - 1];
  if (last === undefined || last.closed) return undefined;
  if (last.sizeInBytes + size <= p.config.batchSize) return last;
  last.closed = true;
  return undefined;
}

function newBatch(
  p: ProducerState,
  tp: TopicPartition,
  createdAt: number,
  sentBefore: number,
  isSplit: boolean,
): Batch {
  return {
    id: p.nextBatchId++,
    tp,
    createdAt,
    sentBefore,
    records: [],
    sizeInBytes: BATCH_OVERHEAD,
    baseSequence: -1,
    producerEpoch: -1,
    renumbered: false,
    attempts: 0,
    retryAt: LONG_AGO,
    closed: false,
    isSplit,
    leaderEpoch: -1,
    attemptsAtLeaderChange: -1,
  };
}

/**
 * The parts of a batch that is too large for its topic. The first split is by batch.size, which by itself changes
 * nothing without compression; a part that is still too large is halved. They count as not sent yet, but their
 * sequence numbers stay.
 * Kafka: RecordAccumulator.splitAndReenqueue, ProducerBatch.split.
 */
export function splitBatch(p: ProducerState, big: Batch): Batch[] {
  const largest = Math.max(...big.records.map(recordSize)) + BATCH_OVERHEAD;
  const limit = big.isSplit
    ? Math.max(largest, Math.floor(big.sizeInBytes / 2))
    : p.config.batchSize;
  const parts: Batch[] = [];
  let part: Batch | undefined;
  let sequence = big.baseSequence;
  let sentBefore = big.sentBefore;
  for (const record of big.records) {
    const size = recordSize(record);
    if (part === undefined || part.sizeInBytes + size > limit) {
      part = newBatch(p, big.tp, big.createdAt, sentBefore, true);
      part.closed = true;
      if (big.baseSequence >= 0) {
        part.baseSequence = sequence;
        part.producerEpoch = big.producerEpoch;
      }
      parts.push(part);
    }
    part.records.push(record);
    part.sizeInBytes += size;
    sequence += 1;
    sentBefore += 1;
  }
  return parts;
}
