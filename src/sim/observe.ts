import type { Replica } from '../broker/state.js';
import type { ClassicGroup, Shard } from '../coordinator/state.js';
import type { MetadataPartition } from '../protocol/api/metadata.js';
import { decodeAssignment } from '../protocol/consumer-protocol.js';
import type { PartitionOffset } from '../protocol/facts.js';
import { OFFSETS_TOPIC } from '../protocol/internal-topics.js';
import { groupPartition } from '../protocol/partitioner.js';
import { compareTopicPartitions, TopicPartition } from '../protocol/topic-partition.js';
import { brokerNode, controllerNode, type World } from './world.js';

/*
 * What an observer sees who looks at the cluster from outside, at one instant, without asking anybody: what Kafka's
 * admin client would be told. Never changes anything.
 */

/** A group as `kafka-consumer-groups --describe` sees it. */
export interface GroupView {
  readonly group: string;
  /** Id of the coordinator, −1 if there is none. */
  readonly coordinator: number;
  readonly state: ClassicGroup['state'];
  readonly generation: number;
  readonly protocolType: string;
  /** The elected assignor, '' if there is none. */
  readonly protocolName: string;
  /** In order of joining. */
  readonly members: readonly MemberView[];
  /** By topic and partition. */
  readonly committed: readonly CommittedView[];
}

export interface MemberView {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly assignment: readonly TopicPartition[];
}

export interface CommittedView extends PartitionOffset {
  /** −1: unknown. */
  readonly leaderEpoch: number;
}

/** Id of the broker that coordinates the group, −1 if its partition has no leader. */
export function coordinatorOf(world: World, group: string): number {
  const partitions =
    controllerNode(world).state.image.topics.get(OFFSETS_TOPIC)?.metadata.partitions;
  if (partitions === undefined) return -1;
  return partitions[groupPartition(group, partitions.length)]?.leaderId ?? -1;
}

/** Who answers questions about a group: its coordinator, other brokers that find none, or no broker at all. */
export type Coordinated = 'coordinator' | 'no coordinator' | 'no broker';

export function whoAnswers(world: World, group: string): Coordinated {
  const lives = (id: number) => {
    const status = brokerNode(world, id)?.status;
    return status === 'running' || status === 'frozen';
  };
  if (lives(coordinatorOf(world, group))) return 'coordinator';
  const anybody = world.nodes.some(({ kind, number }) => kind === 'broker' && lives(number));
  return anybody ? 'no coordinator' : 'no broker';
}

/** The partition of `__consumer_offsets` that a group hashes to. */
export function groupPartitionOf(world: World, group: string): TopicPartition {
  const { image } = controllerNode(world).state;
  const count = image.topics.get(OFFSETS_TOPIC)?.metadata.partitions.length ?? 1;
  return new TopicPartition(OFFSETS_TOPIC, groupPartition(group, count));
}

/** A partition as the controller has it. */
export function partitionImage(world: World, tp: TopicPartition): MetadataPartition | undefined {
  const { image } = controllerNode(world).state;
  return image.topics.get(tp.topic)?.metadata.partitions[tp.partition];
}

/** Id of the broker that leads the partition, −1 if there is none; undefined if there is no such partition. */
export function leaderOf(world: World, tp: TopicPartition): number | undefined {
  return partitionImage(world, tp)?.leaderId;
}

/** The leader's replica of a partition; undefined if it has no live leader, or nothing was ever written. */
export function leaderReplicaOf(world: World, tp: TopicPartition): Replica | undefined {
  const leader = brokerNode(world, leaderOf(world, tp) ?? -1);
  return leader?.status === 'crashed' ? undefined : leader?.state.replicas.get(tp.key);
}

/** The high watermark of a partition: what `LOG-END-OFFSET` shows. Undefined if it has no live leader. */
export function logEndOf(world: World, tp: TopicPartition): number | undefined {
  const leader = leaderOf(world, tp);
  if (leader === undefined || leader < 0) return undefined;
  if (brokerNode(world, leader)?.status === 'crashed') return undefined;
  return leaderReplicaOf(world, tp)?.log.highWatermark ?? 0;
}

/** The partitions of a topic, none if it does not exist. */
export function partitionsOf(world: World, topic: string): TopicPartition[] {
  const known = controllerNode(world).state.image.topics.get(topic);
  return known === undefined ? [] : known.metadata.partitions.map((p) => p.tp);
}

/** A group as its coordinator knows it; undefined if no coordinator does. */
export function viewGroup(world: World, group: string): GroupView | undefined {
  const coordinator = coordinatorOf(world, group);
  const shard = shardOf(world, group, coordinator);
  if (shard === undefined) return undefined;
  const live = shard.groups.get(group);
  if (live === undefined && !shard.durable.groups.has(group)) return undefined;
  return {
    group,
    coordinator,
    state: live?.state ?? 'Empty',
    generation: live?.generationId ?? 0,
    protocolType: live?.protocolType ?? '',
    protocolName: live?.protocolName ?? '',
    members: live === undefined ? [] : [...live.members.values()].map(viewMember),
    committed: committedOf(shard, group),
  };
}

/** Of a group only how it stands: what is asked after nearly every event. Undefined if no coordinator knows it. */
export function groupStanding(world: World, group: string): GroupStanding | undefined {
  const shard = shardOf(world, group, coordinatorOf(world, group));
  const live = shard?.groups.get(group);
  if (live === undefined) return shard?.durable.groups.has(group) ? EMPTY : undefined;
  return live;
}

/** How a group stands: part of what `viewGroup` tells. */
export interface GroupStanding {
  readonly state: ClassicGroup['state'];
  readonly generationId: number;
  /** By member id. */
  readonly members: ReadonlyMap<string, unknown>;
}

const EMPTY: GroupStanding = { state: 'Empty', generationId: 0, members: new Map() };

function shardOf(world: World, group: string, coordinator: number): Shard | undefined {
  const broker = brokerNode(world, coordinator);
  if (broker === undefined || broker.status === 'crashed') return undefined;
  const { state } = broker;
  const partition = groupPartition(group, state.config.coordinator.offsetsTopicNumPartitions);
  return state.volatile.coordinator.shards.get(partition);
}

function viewMember(m: {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly assignment: string;
}): MemberView {
  const { memberId, groupInstanceId, clientId, clientHost } = m;
  const assignment: TopicPartition[] = [];
  for (const { topic, partitions } of decodeAssignment(m.assignment)?.assignedPartitions ?? []) {
    for (const p of partitions) assignment.push(new TopicPartition(topic, p));
  }
  return { memberId, groupInstanceId, clientId, clientHost, assignment };
}

/** What the coordinator of a group has as committed, without all else that there is to see of it. */
export function committedIn(world: World, group: string): readonly CommittedView[] {
  const shard = shardOf(world, group, coordinatorOf(world, group));
  return shard === undefined ? [] : committedOf(shard, group);
}

function committedOf(shard: Shard, group: string): CommittedView[] {
  const committed: CommittedView[] = [];
  for (const [topic, partitions] of shard.durable.offsets.get(group) ?? []) {
    for (const [partition, { value }] of partitions) {
      committed.push({
        tp: new TopicPartition(topic, partition),
        offset: value.offset,
        leaderEpoch: value.leaderEpoch,
      });
    }
  }
  return committed.sort((a, b) => compareTopicPartitions(a.tp, b.tp));
}

/** The names of all groups that a live coordinator knows, in order of partition, then of appearance. */
export function groupNames(world: World): string[] {
  const names = new Set<string>();
  for (const node of world.nodes) {
    if (node.kind !== 'broker' || node.status === 'crashed') continue;
    for (const shard of node.state.volatile.coordinator.shards.values()) {
      for (const name of shard.groups.keys()) names.add(name);
      for (const name of shard.durable.groups.keys()) names.add(name);
    }
  }
  return [...names].filter((name) => groupStanding(world, name) !== undefined);
}
