import type { TopicPartition } from '../protocol/topic-partition.js';
import type { Entry, PartitionHistory } from './history.js';
import { RecordSet } from './interval-set.js';

/**
 * Finds the partition that a fact means. Records carry the topic id; commits and assignments carry the name
 * only, and mean the topic that has this name at that moment.
 */
export class PartitionTable {
  readonly list: PartitionHistory[] = [];
  /** By `orders-0`: the newest. */
  private readonly newest = new Map<string, PartitionHistory>();
  /** By topic id, then by `orders-0`. */
  private readonly byId = new Map<string, Map<string, PartitionHistory>>();
  private readonly topicIds = new Map<string, string>();

  created(topic: string, topicId: string): void {
    this.topicIds.set(topic, topicId);
  }

  deleted(entry: Entry<'topic deleted'>): void {
    for (const partition of this.list) {
      if (partition.topicId === entry.fact.topicId) partition.deleted = entry;
    }
  }

  /** The partition `tp` of the topic with this id. */
  withId(tp: TopicPartition, topicId: string): PartitionHistory {
    // A client that has seen no metadata since it started does not know the id yet.
    if (topicId === '' && this.topicIds.has(tp.topic)) return this.named(tp);
    const newest = this.newest.get(tp.key);
    if (newest?.topicId === topicId) return newest;
    if (newest?.topicId === '') {
      newest.topicId = topicId;
      this.partitionsOf(topicId).set(tp.key, newest);
      return newest;
    }
    return this.partitionsOf(topicId).get(tp.key) ?? this.add(tp, topicId);
  }

  /** The partition `tp` of the topic that has the name now. */
  named(tp: TopicPartition): PartitionHistory {
    const newest = this.newest.get(tp.key);
    const topicId = this.topicIds.get(tp.topic);
    if (newest !== undefined && (topicId === undefined || newest.topicId === topicId))
      return newest;
    return this.withId(tp, topicId ?? '');
  }

  private add(tp: TopicPartition, topicId: string): PartitionHistory {
    const partition: PartitionHistory = {
      tp,
      topicId,
      appended: [],
      acknowledged: [],
      acknowledgedSet: new RecordSet(),
      handedOut: new RecordSet(),
      startRaised: [],
      compacted: [],
      truncated: [],
      elections: [],
      stillborn: new Set(),
      caughtUp: [],
      deleted: null,
    };
    this.list.push(partition);
    this.partitionsOf(topicId).set(tp.key, partition);
    const known = this.topicIds.get(tp.topic);
    if (known === undefined || known === topicId) this.newest.set(tp.key, partition);
    return partition;
  }

  private partitionsOf(topicId: string): Map<string, PartitionHistory> {
    let partitions = this.byId.get(topicId);
    if (partitions === undefined) {
      partitions = new Map();
      this.byId.set(topicId, partitions);
    }
    return partitions;
  }
}
