import type { PartitionOffset } from '../protocol/facts.js';
import { parseTopicPartition, TopicPartition } from '../protocol/topic-partition.js';
import { refuse } from './refuse.js';

/** A partition as an application may name it: `'orders-0'`, or a TopicPartition. */
export type PartitionLike = string | TopicPartition;

/** An offset, and what is stored beside it. Kafka: OffsetAndMetadata. */
export interface OffsetAndMetadata {
  readonly offset: number;
  readonly metadata?: string;
}

/** Offsets by partition: `{ 'orders-0': 5 }`; each is the next record to read. */
export type Offsets = Readonly<Record<string, number>>;

/** The same as a commit takes them: `{ 'orders-0': { offset: 5, metadata: 'by c1' } }`. */
export type OffsetsToCommit = Readonly<Record<string, number | OffsetAndMetadata>>;

/** @throws UserError if it names none */
export function toPartition(given: PartitionLike): TopicPartition {
  if (given instanceof TopicPartition) return given;
  const tp = typeof given === 'string' ? parseTopicPartition(given) : undefined;
  if (tp === undefined) {
    throw refuse(`${show(given)} is not a partition`, "a topic, a dash, a number: 'orders-0'");
  }
  return tp;
}

export function toPartitions(given: PartitionLike | readonly PartitionLike[]): TopicPartition[] {
  if (typeof given === 'string' || given instanceof TopicPartition) return [toPartition(given)];
  if (!Array.isArray(given)) {
    throw refuse(`${show(given)} is not a list of partitions`, "['orders-0']");
  }
  return given.map(toPartition);
}

/** Null for none given: the positions of all partitions. */
export function toOffsets(given: OffsetsToCommit | undefined): PartitionOffset[] | null {
  if (given === undefined) return null;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuse(`${show(given)} is not a set of offsets`, "{ 'orders-0': 5 }");
  }
  return Object.entries(given).map(([key, one]) => {
    const tp = toPartition(key);
    if (typeof one !== 'object' || one === null) return { tp, offset: toOffset(one, key) };
    const { offset, metadata = '', ...rest } = one;
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) {
      throw refuse(`the offset of ${key} has an unknown key "${unknown}"`, 'offset and metadata');
    }
    if (typeof metadata !== 'string') {
      throw refuse(`${show(metadata)} is not the metadata of ${key}`, 'a text');
    }
    return { tp, offset: toOffset(offset, key), ...(metadata === '' ? {} : { metadata }) };
  });
}

/** Offsets as the application gives and gets them. */
export function toGiven(offsets: readonly PartitionOffset[]): Offsets {
  return Object.fromEntries(offsets.map(({ tp, offset }) => [tp.key, offset]));
}

export function toOffset(offset: number, of: string): number {
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw refuse(`${show(offset)} is not an offset of ${of}`, 'a whole number from 0 on');
}

/** A time in ms, as a call takes it. */
export function toMs(ms: number, what: string): number {
  if (Number.isSafeInteger(ms) && ms >= 0) return ms;
  throw refuse(`${what}: ${show(ms)} is not a time`, 'whole milliseconds from 0 on');
}

function show(given: unknown): string {
  return typeof given === 'string' ? `"${given}"` : String(given);
}
