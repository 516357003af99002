import { TopicPartition } from '../protocol/topic-partition.js';
import { compareStrings } from '../util/compare.js';
import type { SubscribedTopic } from './subscribed-topics.js';

/**
 * The partitions of one sticky assignment as numbers, by topic name and then partition: 0 to `size` - 1. A claim of
 * a partition that its topic does not have gets a number beyond, since Kafka's assignors carry it along.
 */
export interface PartitionTable {
  /** Ascending by name; a topic's number is its place here. */
  readonly topics: readonly SubscribedTopic[];
  readonly topicNumbers: ReadonlyMap<string, number>;
  /** Per topic the id of its partition 0. */
  readonly firstIds: readonly number[];
  /** How many partitions there really are. */
  readonly size: number;
  /** Per id the number of its topic. */
  readonly topicOf: number[];
  /** Per id its partition within the topic. */
  readonly partitionOf: number[];
  /** Per id the object that stands for it, once somebody needed one. */
  readonly instances: (TopicPartition | undefined)[];
  /** Ids of partitions that do not exist, by key. */
  readonly unknown: Map<string, number>;
}

export function makePartitionTable(subscribed: readonly SubscribedTopic[]): PartitionTable {
  const topics = [...subscribed].sort((a, b) => compareStrings(a.name, b.name));
  const topicOf: number[] = [];
  const partitionOf: number[] = [];
  const firstIds = topics.map(({ metadata }, t) => {
    const firstId = topicOf.length;
    for (let p = 0; p < metadata.partitions; p++) {
      topicOf.push(t);
      partitionOf.push(p);
    }
    return firstId;
  });
  return {
    topics,
    topicNumbers: new Map(topics.map((topic, t) => [topic.name, t])),
    firstIds,
    size: topicOf.length,
    topicOf,
    partitionOf,
    instances: new Array<TopicPartition | undefined>(topicOf.length).fill(undefined),
    unknown: new Map(),
  };
}

/** The ids of the partitions in `list` whose topics are assigned now, in order. */
export function idsOf(table: PartitionTable, list: readonly TopicPartition[]): number[] {
  const ids: number[] = [];
  let name: string | undefined;
  let topic: number | undefined;
  for (const tp of list) {
    if (tp.topic !== name) {
      name = tp.topic; // lists come topic by topic
      topic = table.topicNumbers.get(name);
    }
    if (topic === undefined) continue;
    const known = tp.partition < (table.topics[topic]?.metadata.partitions ?? 0);
    const id = known ? (table.firstIds[topic] ?? 0) + tp.partition : unknownId(table, topic, tp);
    table.instances[id] ??= tp;
    ids.push(id);
  }
  return ids;
}

function unknownId(table: PartitionTable, topic: number, tp: TopicPartition): number {
  let id = table.unknown.get(tp.key);
  if (id === undefined) {
    id = table.topicOf.length;
    table.unknown.set(tp.key, id);
    table.topicOf.push(topic);
    table.partitionOf.push(tp.partition);
  }
  return id;
}

/** The object for `id`: the one a member claimed it with, or a new one. */
export function instanceOf(table: PartitionTable, id: number): TopicPartition {
  const known = table.instances[id];
  if (known !== undefined) return known;
  const topic = table.topics[table.topicOf[id] ?? -1];
  const made = new TopicPartition(topic?.name ?? '', table.partitionOf[id] ?? -1);
  table.instances[id] = made;
  return made;
}

/**
 * The ids that no member holds (`held`: a list per member), topics in the order given and partitions ascending.
 *
 * Kafka walks the sorted held partitions beside all partitions, and stands still at one that does not exist:
 * from there on every partition passes for free, held or not.
 * Kafka: getUnassignedPartitions of both builders in AbstractStickyAssignor.
 */
export function unassignedIds(
  table: PartitionTable,
  held: readonly (readonly number[])[],
  topicOrder: readonly number[],
): number[] {
  const isHeld = new Uint8Array(table.size);
  const stalledBy = new Set<number>();
  for (const list of held) {
    for (const id of list) {
      if (id < table.size) isHeld[id] = 1;
      else stalledBy.add(table.topicOf[id] ?? -1);
    }
  }
  const free: number[] = [];
  let stalled = false;
  for (const t of topicOrder) {
    const first = table.firstIds[t] ?? 0;
    const end = first + (table.topics[t]?.metadata.partitions ?? 0);
    for (let id = first; id < end; id++) if (stalled || isHeld[id] === 0) free.push(id);
    if (stalledBy.has(t)) stalled = true;
  }
  return free;
}
