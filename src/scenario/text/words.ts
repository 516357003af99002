import type { PartitionOffset } from '../../protocol/facts.js';
import { compareTopicPartitions, type TopicPartition } from '../../protocol/topic-partition.js';

/** Numbers in a list of partitions before the rest is only counted. */
const MOST_PIECES = 8;

/** `3.007`: virtual time in seconds, with all its milliseconds. */
export function secondsText(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(ms) / 1000);
  return `${sign}${whole}.${String(Math.abs(ms) % 1000).padStart(3, '0')}`;
}

/** `1 record`, `20 records`. */
export function amount(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** Cuts a long list: `a, b, c and 997 more`. */
export function shortened(items: readonly string[], most = MOST_PIECES): string {
  if (items.length <= most + 1) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

/** `orders-0..2, refunds-0`; `nothing` if there are none. */
export function partitionsText(partitions: readonly TopicPartition[]): string {
  if (partitions.length === 0) return 'nothing';
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const known = topics.get(topic);
    if (known === undefined) topics.set(topic, [partition]);
    else known.push(partition);
  }
  return shortened([...topics].map(([topic, numbers]) => topicText(topic, numbers)));
}

function topicText(topic: string, numbers: readonly number[]): string {
  const pieces: string[] = [];
  let counted = 0;
  for (const [from, to] of stretches(numbers)) {
    if (pieces.length === MOST_PIECES) break;
    pieces.push(from === to ? `${topic}-${from}` : `${topic}-${from}..${to}`);
    counted += to - from + 1;
  }
  const rest = numbers.length - counted;
  return rest > 0 ? `${pieces.join(', ')} and ${rest} more of ${topic}` : pieces.join(', ');
}

/** Runs of consecutive numbers, ascending: [0, 1, 2, 5] is 0..2 and 5..5. */
function stretches(numbers: readonly number[]): [from: number, to: number][] {
  const runs: [from: number, to: number][] = [];
  for (const n of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && n === last[1] + 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs;
}

/** `offset 10 of orders-0..1, 12 of orders-2`: the next record that a reader would get. */
export function offsetsText(offsets: readonly PartitionOffset[]): string {
  const byOffset = new Map<number, TopicPartition[]>();
  const sorted = offsets.toSorted((a, b) => compareTopicPartitions(a.tp, b.tp));
  for (const { tp, offset } of sorted) {
    const same = byOffset.get(offset);
    if (same === undefined) byOffset.set(offset, [tp]);
    else same.push(tp);
  }
  const pieces = [...byOffset].map(([offset, tps]) => `${offset} of ${partitionsText(tps)}`);
  return pieces.length === 0 ? 'nothing' : `offset ${shortened(pieces)}`;
}
