import type { TopicPartition } from '../protocol/topic-partition.js';
import { CommitMatcher } from './commit-matcher.js';
import type { Commit, Entry, GroupHistory, GroupPartition, PartitionHistory } from './history.js';
import { RecordSet } from './interval-set.js';
import type { PartitionTable } from './partition-table.js';

type RecordsEntry = Entry<
  'delivered' | 'processing' | 'processed' | 'processing failed' | 'effect' | 'store written'
>;

/** What groups did with partitions, filled fact by fact. */
export class GroupTable {
  readonly groups = new Map<string, GroupHistory>();
  private readonly matchers = new Map<string, CommitMatcher>();

  constructor(private readonly partitions: PartitionTable) {}

  group(name: string): GroupHistory {
    let group = this.groups.get(name);
    if (group === undefined) {
      group = {
        group: name,
        partitions: new Map(),
        topics: new Set(),
        subscriptions: [],
        manual: new Set(),
        membership: [],
        commits: [],
      };
      this.groups.set(name, group);
      this.matchers.set(name, new CommitMatcher());
    }
    return group;
  }

  records(entry: RecordsEntry): void {
    const { group, records } = entry.fact;
    const place = this.place(group, this.partitions.withId(records.tp, records.topicId));
    switch (entry.type) {
      case 'delivered':
        place.delivered.push(entry);
        place.deliveredSet.add(records);
        place.partition.handedOut.add(records);
        return;
      case 'processing':
        place.started.push(entry);
        return;
      case 'processed':
        place.processed.push(entry);
        place.processedSet.add(records);
        return;
      case 'processing failed':
        place.failed.push(entry);
        return;
      case 'effect':
        place.effects.push(entry);
        return;
      case 'store written':
        place.writes.push(entry);
        return;
    }
  }

  position(entry: Entry<'position'>): void {
    const { group, tp, topicId, offset, cause, previous } = entry.fact;
    const place = this.place(group, this.partitions.withId(tp, topicId));
    place.moves.push({
      seq: entry.seq,
      entry,
      cause,
      offset,
      skippedFrom: skippedFrom(place, cause, previous, offset),
    });
  }

  subscribed(entry: Entry<'subscribed'>): void {
    const group = this.group(entry.fact.group);
    group.subscriptions.push(entry);
    for (const topic of entry.fact.topics) group.topics.add(topic);
  }

  assignedManually(entry: Entry<'assigned manually'>): void {
    const { manual } = this.group(entry.fact.group);
    for (const tp of entry.fact.partitions) manual.add(this.partitions.named(tp));
  }

  commitSent(entry: Entry<'commit sent'>): void {
    const group = this.group(entry.fact.group);
    const commit = this.matcher(entry.fact.group).sent(entry);
    if (commit === undefined) return;
    group.commits.push(commit);
    for (const { tp, offset } of entry.fact.offsets) {
      this.placeNamed(entry.fact.group, tp).sent.push({ seq: entry.seq, commit, offset });
    }
  }

  started(node: string): void {
    for (const matcher of this.matchers.values()) matcher.started(node);
  }

  commitAnswered(entry: Entry<'commit succeeded' | 'commit failed'>): void {
    const matcher = this.matcher(entry.fact.group);
    if (entry.type === 'commit succeeded') matcher.succeeded(entry);
    else if (!matcher.failed(entry)) {
      for (const { tp, offset } of entry.fact.offsets) {
        const { seq, node } = entry;
        this.placeNamed(entry.fact.group, tp).unsent.push({ seq, node, offset });
      }
    }
  }

  stored(entry: Entry<'offsets stored'>): void {
    const commit = this.matcher(entry.fact.group).stored(entry);
    for (const { tp, offset } of entry.fact.offsets) {
      this.store(this.placeNamed(entry.fact.group, tp), entry, offset, commit);
    }
  }

  refused(entry: Entry<'offsets refused'>): void {
    this.matcher(entry.fact.group).refused(entry);
  }

  removed(entry: Entry<'offsets removed'>): void {
    for (const tp of entry.fact.partitions) {
      const place = this.placeNamed(entry.fact.group, tp);
      place.removed.push(entry);
      place.effective = -1;
    }
  }

  deleted(entry: Entry<'group deleted'>): void {
    for (const place of this.group(entry.fact.group).partitions.values()) {
      if (place.effective < 0) continue;
      place.removed.push(entry);
      place.effective = -1;
    }
  }

  private store(
    place: GroupPartition,
    entry: Entry<'offsets stored'>,
    offset: number,
    commit: Commit | null,
  ): void {
    const previous = place.effective;
    place.stored.push({ seq: entry.seq, entry, offset, previous, commit });
    place.effective = offset;
    if (!isOperator(entry)) return;
    const from = Math.max(previous, 0);
    place.moves.push({ seq: entry.seq, entry, cause: 'operator', offset, skippedFrom: from });
  }

  private placeNamed(group: string, tp: TopicPartition): GroupPartition {
    return this.place(group, this.partitions.named(tp));
  }

  private place(name: string, partition: PartitionHistory): GroupPartition {
    const group = this.group(name);
    let place = group.partitions.get(partition);
    if (place === undefined) {
      place = emptyPlace(name, partition);
      group.partitions.set(partition, place);
    }
    return place;
  }

  private matcher(name: string): CommitMatcher {
    this.group(name);
    return this.matchers.get(name) as CommitMatcher; // made together with its group
  }
}

/** A partition of which the group has not touched a record. */
export function emptyPlace(group: string, partition: PartitionHistory): GroupPartition {
  return {
    group,
    partition,
    delivered: [],
    started: [],
    processed: [],
    failed: [],
    effects: [],
    writes: [],
    deliveredSet: new RecordSet(),
    processedSet: new RecordSet(),
    moves: [],
    sent: [],
    unsent: [],
    stored: [],
    removed: [],
    effective: -1,
  };
}

/** Offsets that no consumer sent: altered or reset with Kafka's tools. */
export function isOperator(entry: Entry<'offsets stored'>): boolean {
  return entry.fact.clientId === 'operator' || entry.fact.memberId === 'operator';
}

/**
 * Where a jump of the position began. The first position of a group jumps over everything below it; a committed
 * position never jumps later: the commit that it goes back to is what is judged.
 */
function skippedFrom(
  place: GroupPartition,
  cause: Entry<'position'>['fact']['cause'],
  previous: number,
  offset: number,
): number {
  if (!place.moves.some((move) => move.cause !== 'operator')) return 0;
  if (cause === 'committed' || cause === 'truncated') return offset;
  return Math.max(previous, 0);
}
