import type { GroupEnding, GroupRecord } from '../../check/ending.js';
import { replay, replayMarker } from '../../coordinator/replay.js';
import { type DurableState, makeDurable } from '../../coordinator/state.js';
import { type PartitionLog, visitBatches } from '../../log/partition-log.js';
import type { PartitionOffset } from '../../protocol/facts.js';
import { compareTopicPartitions, TopicPartition } from '../../protocol/topic-partition.js';
import { coordinatorOf, groupPartitionOf } from '../../sim/observe.js';
import { brokerNode, type World } from '../../sim/world.js';

/** Replays by the key of their partition: many groups may lie in one. */
export type Replays = Map<string, DurableState>;

/** A group in the memory of its coordinator, and in a replay of what lies in its log. */
export function durableOf(world: World, group: string, replays: Replays): GroupEnding['durable'] {
  const broker = brokerNode(world, coordinatorOf(world, group));
  if (broker === undefined || broker.status === 'crashed') return null;
  const tp = groupPartitionOf(world, group);
  const shard = broker.state.volatile.coordinator.shards.get(tp.partition);
  const log = broker.state.replicas.get(tp.key)?.log;
  if (shard === undefined || shard.status !== 'Active' || log === undefined) return null;
  const durable = replays.get(tp.key) ?? replayed(log);
  replays.set(tp.key, durable);
  return { kept: record(shard.durable, group), replayed: record(durable, group) };
}

function replayed(log: PartitionLog): DurableState {
  const durable = makeDurable();
  visitBatches(log, log.logStartOffset, (batch) => {
    const { producerId, control } = batch.producer;
    if (control !== null) replayMarker(durable, producerId, control, null);
    batch.records.forEach(({ value }, i) => {
      if (value === null || typeof value === 'string') return; // of a data topic
      replay(durable, value, batch.offsetAt(i), producerId, null);
    });
    return true;
  });
  return durable;
}

function record(durable: DurableState, group: string): GroupRecord {
  const committed: PartitionOffset[] = [];
  for (const [topic, partitions] of durable.offsets.get(group) ?? []) {
    for (const [partition, { value }] of partitions)
      committed.push({ tp: new TopicPartition(topic, partition), offset: value.offset });
  }
  const value = durable.groups.get(group) ?? null;
  return {
    committed: committed.sort((a, b) => compareTopicPartitions(a.tp, b.tp)),
    generation: value?.generation ?? -1,
    memberIds: (value?.members ?? []).map((member) => member.memberId),
  };
}
