import type { PartitionOffset } from '../../src/protocol/facts.js';
import { parseTopicPartition, type TopicPartition } from '../../src/protocol/topic-partition.js';

/** Offsets by partition: `{ 'orders-0': 5 }`. */
export type Offsets = Readonly<Record<string, number>>;

export function memberOf(node: string): string {
  return `consumer-${node}`;
}

export function parse(tp: string): TopicPartition {
  const parsed = parseTopicPartition(tp);
  if (parsed === undefined) throw new Error(`${tp} is no partition`);
  return parsed;
}

export function parseRecords(text: string): { tp: TopicPartition; from: number; to: number } {
  const match = /^(.+)@(\d+)(?:\.\.(\d+))?$/.exec(text);
  const [, tp, from, to] = match ?? [];
  if (tp === undefined || from === undefined) throw new Error(`${text} names no records`);
  return { tp: parse(tp), from: Number(from), to: Number(to ?? from) };
}

export function offsetsOf(offsets: Offsets): PartitionOffset[] {
  return Object.entries(offsets).map(([tp, offset]) => ({ tp: parse(tp), offset }));
}
