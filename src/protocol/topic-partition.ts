import { compareStrings } from '../util/compare.js';

/** A topic name and a partition index. A class, so that immer never drafts it and anyone may share it. */
export class TopicPartition {
  /** `orders-3`: what people say, and the key of every map by partition. */
  readonly key: string;

  constructor(
    readonly topic: string,
    readonly partition: number,
  ) {
    this.key = `${topic}-${partition}`;
  }
}

/** Orders by topic name, then by partition number. */
export function compareTopicPartitions(a: TopicPartition, b: TopicPartition): number {
  return compareStrings(a.topic, b.topic) || a.partition - b.partition;
}

/** Reads `orders-3`: split at the last `-`. Undefined if it is none. */
export function parseTopicPartition(text: string): TopicPartition | undefined {
  const match = /^(.+)-(0|[1-9]\d{0,8})$/.exec(text);
  if (match === null) return undefined;
  const [, topic, partition] = match as unknown as [string, string, string]; // two groups, both required
  return new TopicPartition(topic, Number(partition));
}

/** Several partitions of one topic, as Kafka's messages list them. */
export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** Groups partitions by topic, keeping the order in which topics and partitions come. */
export function byTopic(list: Iterable<TopicPartition>): TopicPartitions[] {
  const topics = new Map<string, number[]>();
  for (const tp of list) {
    const partitions = topics.get(tp.topic);
    if (partitions === undefined) topics.set(tp.topic, [tp.partition]);
    else partitions.push(tp.partition);
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}
