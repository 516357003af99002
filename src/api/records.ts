import type { PolledBatch } from '../client/consumer/calls.js';
import type { RecordRange } from '../protocol/facts.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { refuse } from './refuse.js';

/** A record as poll() hands it out (Kafka: ConsumerRecord). */
export class ConsumerRecord {
  readonly #polled: PolledBatch;

  constructor(
    polled: PolledBatch,
    readonly topic: string,
    readonly partition: number,
    readonly offset: number,
    readonly key: string | null,
    readonly value: string | null,
    /** ms since the begin of the run: virtual time 0 is the epoch. */
    readonly timestamp: number,
    readonly leaderEpoch: number,
  ) {
    this.#polled = polled;
  }

  /** Its partition, as seek() and commitSync() take it. */
  get topicPartition(): TopicPartition {
    return this.#polled.tp;
  }

  /** `record` alone, as facts name it. Undefined for what no poll() has made. */
  static rangeOf(record: ConsumerRecord): RecordRange | undefined {
    if (!(#polled in record)) return undefined;
    const { tp, topicId } = record.#polled;
    const { leaderEpoch, offset } = record;
    return { tp, topicId, leaderEpoch, from: offset, to: offset };
  }
}

/** The records of a poll, one after the other. */
export function toRecords(polled: readonly PolledBatch[]): ConsumerRecord[] {
  const records: ConsumerRecord[] = [];
  for (const part of polled) {
    const { tp, batch, start, end } = part;
    const { topic, partition } = tp;
    const epoch = batch.partitionLeaderEpoch;
    for (let i = start; i < end; i++) {
      const record = batch.records[i];
      if (record === undefined) break; // end <= length
      const { key, value, timestamp } = record;
      const offset = batch.offsetAt(i);
      const text = value as string | null; // only __consumer_offsets holds others, and nobody subscribes to it
      records.push(new ConsumerRecord(part, topic, partition, offset, key, text, timestamp, epoch));
    }
  }
  return records;
}

/** These records as ranges: neighbours in the list that follow each other in the log are one. */
export function rangesOf(records: readonly ConsumerRecord[]): RecordRange[] {
  const ranges: { -readonly [K in keyof RecordRange]: RecordRange[K] }[] = [];
  for (const record of records) {
    const range = ConsumerRecord.rangeOf(record);
    if (range === undefined) {
      const fix = 'hand on the very objects that poll() returned, not copies of them';
      throw refuse('this is not a record that poll() has returned', fix);
    }
    const last = ranges[ranges.length - 1];
    const { tp, topicId, leaderEpoch, from } = range;
    const joins =
      last?.tp.key === tp.key &&
      last.topicId === topicId &&
      last.leaderEpoch === leaderEpoch &&
      last.to + 1 === from;
    if (joins) last.to = from;
    else ranges.push(range);
  }
  return ranges;
}
