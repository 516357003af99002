import type { MetadataTopic } from '../../protocol/api/metadata.js';
import type { Out } from '../../protocol/out.js';
import { partitionForKey } from '../../protocol/partitioner.js';
import { LogRecord } from '../../protocol/record-batch.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { topicInView } from '../cluster-view.js';
import type { RecordToSend } from './config.js';
import type { Batch, PartitionQueue, ProducerState } from './state.js';

/** Bytes of a batch header and of a record besides key and value: as in RecordBatch. */
const BATCH_OVERHEAD = 61;
const RECORD_OVERHEAD = 7;

/** Puts a record into the batch of its partition; false if its topic is not known yet. */
export function accumulate(
  p: ProducerState,
  topic: string,
  record: RecordToSend,
  now: number,
  out: Out,
): boolean {
  const known = topicInView(p.view, topic);
  if (known === undefined || known.partitions.length === 0) return false;
  const size =
    RECORD_OVERHEAD + (record.key === null ? 0 : record.key.length) + (record.value?.length ?? 0);
  const partition = choosePartition(p, known, record, size, out);
  const tp = known.partitions[partition]?.tp;
  if (tp === undefined) return false;
  const queue = queueOf(p, tp);
  const batch = openBatch(p, queue, size, now);
  batch.records.push(new LogRecord(record.key, record.value, now));
  batch.sizeInBytes += size;
  if (batch.sizeInBytes >= p.config.batchSize) batch.closed = true;
  return true;
}

/** The default partitioner (log-and-replication.md §10): explicit, by key over all partitions, or sticky. */
function choosePartition(
  p: ProducerState,
  topic: MetadataTopic,
  record: RecordToSend,
  size: number,
  out: Out,
): number {
  const count = topic.partitions.length;
  if (record.partition !== null) return record.partition;
  if (record.key !== null) return partitionForKey(record.key, count);
  const sticky = p.sticky.get(topic.name);
  if (sticky !== undefined && sticky.bytes < p.config.batchSize) {
    sticky.bytes += size;
    return sticky.partition;
  }
  // Choice 0 is the next partition in turn, so that dull runs spread records too.
  const available = topic.partitions.filter((q) => q.leaderId >= 0).map((q) => q.partitionIndex);
  const candidates =
    available.length > 0 ? available : topic.partitions.map((q) => q.partitionIndex);
  const after = candidates.findIndex((q) => q > (sticky?.partition ?? -1));
  const start = Math.max(after, 0);
  const choice = out.choose(`partition ${p.config.clientId}`, candidates.length);
  const partition = candidates[(start + choice) % candidates.length] ?? 0;
  p.sticky.set(topic.name, { partition, bytes: size });
  return partition;
}

function queueOf(p: ProducerState, tp: TopicPartition): PartitionQueue {
  let queue = p.queues.get(tp.key);
  if (queue === undefined) {
    queue = { tp, batches: [], nextSequence: 0, inFlight: 0 };
    p.queues.set(tp.key, queue);
  }
  return queue;
}

/** The batch that is being filled, if the record fits; otherwise it is closed and another begun. */
function openBatch(p: ProducerState, queue: PartitionQueue, size: number, now: number): Batch {
  const last = queue.batches[queue.batches.length - 1];
  if (last !== undefined && !last.closed && last.baseSequence < 0) {
    if (last.sizeInBytes + size <= p.config.batchSize) return last;
    last.closed = true;
  }
  const batch: Batch = {
    id: p.nextBatchId++,
    tp: queue.tp,
    createdAt: now,
    records: [],
    sizeInBytes: BATCH_OVERHEAD,
    baseSequence: -1,
    attempts: 0,
    retryAt: 0,
    closed: p.config.lingerMs === 0,
  };
  queue.batches.push(batch);
  return batch;
}
