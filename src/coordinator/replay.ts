import type { CoordinatorRecord, OffsetCommitKey, OffsetCommitValue } from '../protocol/records.js';
import { unreachable } from '../util/invariant.js';
import { type DurableState, type OffsetStore, StoredOffset, Uncommitted } from './state.js';

/** Where a change of durable state is noted down while it is not committed. null: it is committed. */
export interface ReplayTrail {
  /** One past the last record of the batch. */
  readonly endOffset: number;
  readonly uncommitted: Uncommitted[];
}

/**
 * The only writer of durable state: at load, and after every append.
 * Kafka: GroupCoordinatorShard.replay.
 */
export function replay(
  durable: DurableState,
  record: CoordinatorRecord,
  offset: number,
  producerId: number,
  trail: ReplayTrail | null,
): void {
  switch (record.type) {
    case 'OffsetCommit':
      if (record.value === null) removeOffset(durable, record.key, trail);
      else storeOffset(durable, record.key, record.value, offset, producerId, trail);
      return;
    case 'GroupMetadata':
      if (record.value === null) durable.groups.delete(record.key.group);
      else durable.groups.set(record.key.group, record.value);
      return;
    case 'Unknown':
      return; // A type of a later Kafka: skipped, as Kafka does with a warning.
    default:
      unreachable(record, 'record');
  }
}

/** Kafka: OffsetMetadataManager.replay, for a value. */
function storeOffset(
  durable: DurableState,
  key: OffsetCommitKey,
  value: OffsetCommitValue,
  offset: number,
  producerId: number,
  trail: ReplayTrail | null,
): void {
  const { group, topic, partition } = key;
  // Offsets make a group exist: a simple one, which has no record of its own.
  if (!durable.groups.has(group)) durable.groups.set(group, null);
  const stored = new StoredOffset(value, offset);
  if (producerId === -1) {
    const previous = putOffset(durable.offsets, group, topic, partition, stored);
    if (trail !== null) noteOffset(trail, group, topic, partition, previous);
    return;
  }
  let store = durable.pending.get(producerId);
  if (store === undefined) {
    store = new Map();
    durable.pending.set(producerId, store);
  }
  const previous = putOffset(store, group, topic, partition, stored);
  if (previous === null) countOpen(durable, group, topic, partition, 1);
}

/** A tombstone also drops what open transactions would commit. Kafka: OffsetMetadataManager.replay, null. */
function removeOffset(
  durable: DurableState,
  key: OffsetCommitKey,
  trail: ReplayTrail | null,
): void {
  const { group, topic, partition } = key;
  const previous = takeOffset(durable.offsets, group, topic, partition);
  if (previous !== null && trail !== null) noteOffset(trail, group, topic, partition, previous);
  if (!durable.openTransactions.has(group)) return;
  for (const store of durable.pending.values()) {
    const dropped = takeOffset(store, group, topic, partition);
    if (dropped !== null) countOpen(durable, group, topic, partition, -1);
  }
}

/**
 * A transaction ended. Kafka: OffsetMetadataManager.replayEndTransactionMarker.
 */
export function replayMarker(
  durable: DurableState,
  producerId: number,
  control: 'COMMIT' | 'ABORT',
  trail: ReplayTrail | null,
): void {
  const store = durable.pending.get(producerId);
  if (store === undefined) return;
  for (const [group, topics] of store) {
    for (const [topic, partitions] of topics) {
      for (const [partition, stored] of partitions) {
        countOpen(durable, group, topic, partition, -1);
        if (control === 'COMMIT') commitPending(durable, group, topic, partition, stored, trail);
      }
    }
  }
  durable.pending.delete(producerId);
}

function commitPending(
  durable: DurableState,
  group: string,
  topic: string,
  partition: number,
  stored: StoredOffset,
  trail: ReplayTrail | null,
): void {
  // The later *record* wins, not the later marker: so the result does not depend on compaction.
  const existing = durable.offsets.get(group)?.get(topic)?.get(partition);
  if (existing !== undefined && existing.recordOffset >= stored.recordOffset) return;
  const previous = putOffset(durable.offsets, group, topic, partition, stored);
  if (trail !== null) noteOffset(trail, group, topic, partition, previous);
}

function noteOffset(
  trail: ReplayTrail,
  group: string,
  topic: string,
  partition: number,
  previous: StoredOffset | null,
): void {
  trail.uncommitted.push(new Uncommitted(trail.endOffset, group, topic, partition, previous, null));
}

/** Puts an offset into a store; returns the one it replaces, or null. */
function putOffset(
  store: OffsetStore,
  group: string,
  topic: string,
  partition: number,
  stored: StoredOffset,
): StoredOffset | null {
  const topics = store.get(group);
  if (topics === undefined) {
    store.set(group, new Map([[topic, new Map([[partition, stored]])]]));
    return null;
  }
  const partitions = topics.get(topic);
  if (partitions === undefined) {
    topics.set(topic, new Map([[partition, stored]]));
    return null;
  }
  const previous = partitions.get(partition) ?? null;
  partitions.set(partition, stored);
  return previous;
}

/** Takes an offset out of a store, and the maps that it leaves empty; null if there was none. */
function takeOffset(
  store: OffsetStore,
  group: string,
  topic: string,
  partition: number,
): StoredOffset | null {
  const topics = store.get(group);
  const partitions = topics?.get(topic);
  const previous = partitions?.get(partition);
  if (topics === undefined || partitions === undefined || previous === undefined) return null;
  partitions.delete(partition);
  if (partitions.size === 0) topics.delete(topic);
  if (topics.size === 0) store.delete(group);
  return previous;
}

function countOpen(
  durable: DurableState,
  group: string,
  topic: string,
  partition: number,
  by: 1 | -1,
): void {
  const open = durable.openTransactions;
  if (!open.has(group)) open.set(group, new Map());
  const topics = open.get(group);
  if (topics === undefined) return;
  if (!topics.has(topic)) topics.set(topic, new Map());
  const partitions = topics.get(topic);
  if (partitions === undefined) return;
  const count = (partitions.get(partition) ?? 0) + by;
  if (count > 0) partitions.set(partition, count);
  else partitions.delete(partition);
  if (partitions.size === 0) topics.delete(topic);
  if (topics.size === 0) open.delete(group);
}
