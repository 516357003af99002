import type { MetadataTopic } from '../../protocol/api/metadata.js';
import type { Out } from '../../protocol/out.js';
import { partitionForKey } from '../../protocol/partitioner.js';
import type { RecordToSend } from './config.js';
import type { PartitionQueue, ProducerState } from './state.js';

/** The default partitioner (log-and-replication.md §10): explicit, by key over all partitions, or sticky. */
export function choosePartition(
  p: ProducerState,
  topic: MetadataTopic,
  record: RecordToSend,
  out: Out,
): number {
  if (record.partition !== null) return record.partition;
  if (record.key !== null) return partitionForKey(record.key, topic.partitions.length);
  return stickyPartition(p, topic, out);
}

/**
 * The partition that takes the records without a key for now. It may have had its share while its batch was not full:
 * then the switch was put off, and is made up for as soon as that batch is gone.
 * Kafka: RecordAccumulator.partitionChanged.
 */
function stickyPartition(p: ProducerState, topic: MetadataTopic, out: Out): number {
  const sticky = p.sticky.get(topic.name);
  if (sticky === undefined) return nextPartition(p, topic, -1, out);
  const tp = topic.partitions[sticky.partition]?.tp;
  const queue = tp === undefined ? undefined : p.queues.get(tp.key);
  if (sticky.bytes < p.config.batchSize || !allBatchesFull(p, queue)) return sticky.partition;
  return nextPartition(p, topic, sticky.partition, out);
}

/**
 * A record without a key took so many bytes: after batch.size the next partition has its turn, but not before the
 * batch that is being filled is full, or twice batch.size has been reached (KIP-794).
 * Kafka: BuiltInPartitioner.updatePartitionInfo.
 */
export function noteStickyBytes(
  p: ProducerState,
  topic: MetadataTopic,
  bytes: number,
  queue: PartitionQueue,
  out: Out,
): void {
  const sticky = p.sticky.get(topic.name);
  if (sticky === undefined) return;
  sticky.bytes += bytes;
  const enough = allBatchesFull(p, queue) ? p.config.batchSize : 2 * p.config.batchSize;
  if (sticky.bytes >= enough) nextPartition(p, topic, sticky.partition, out);
}

/** Only the last one can be incomplete. */
function allBatchesFull(p: ProducerState, queue: PartitionQueue | undefined): boolean {
  const last = queue?.waiting[queue.waiting.length - 1];
  return last === undefined || last.closed || last.sizeInBytes >= p.config.batchSize;
}

/** Any partition with a leader, else any. Choice 0 is the next one in turn, so that dull runs spread records too. */
function nextPartition(p: ProducerState, topic: MetadataTopic, last: number, out: Out): number {
  const available = topic.partitions.filter((q) => q.leaderId >= 0).map((q) => q.partitionIndex);
  const candidates =
    available.length > 0 ? available : topic.partitions.map((q) => q.partitionIndex);
  const start = Math.max(
    candidates.findIndex((q) => q > last),
    0,
  );
  const choice = out.choose(`partition ${p.config.clientId}`, candidates.length);
  const partition = candidates[(start + choice) % candidates.length] ?? 0;
  p.sticky.set(topic.name, { partition, bytes: 0 });
  return partition;
}
