import type { MetadataPartition } from '../protocol/api/metadata.js';
import type { ErrorName } from '../protocol/errors.js';
import type { Out } from '../protocol/out.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { ImageDelta, publish } from './image.js';
import { changedPartition, type ElectionKind, type PartitionTarget } from './partition-change.js';
import { type ControllerState, isActive } from './state.js';

/** What is wanted of this partition; undefined: nothing. */
export type TargetOf = (
  p: MetadataPartition,
  topic: { readonly name: string; readonly unclean: boolean },
) => PartitionTarget | undefined;

/**
 * Changes every partition that `targetOf` wants changed, elects leaders by §4.3, and tells the brokers
 * (Kafka: ReplicationControlManager.generateLeaderAndIsrUpdates). `leaving` can lead nothing any more.
 */
export function changePartitions(
  controller: ControllerState,
  out: Out,
  targetOf: TargetOf,
  leaving = -1,
): boolean {
  if (!decideChanges(controller, out, targetOf, leaving)) return false;
  publish(controller, out);
  return true;
}

/** The same, but for telling the brokers: the controller's image has it. */
export function decideChanges(
  controller: ControllerState,
  out: Out,
  targetOf: TargetOf,
  leaving = -1,
): boolean {
  const delta = new ImageDelta(controller);
  let changed = false;
  for (const [name, { metadata, config }] of controller.image.topics) {
    const topic = { name, unclean: config.uncleanLeaderElectionEnable };
    for (const p of metadata.partitions) {
      const target = targetOf(p, topic);
      if (target === undefined) continue;
      const result = changedPartition(p, withElection(target, topic.unclean), {
        isAcceptableLeader: (id) => id !== leaving && isActive(controller, id),
        minInsyncReplicas: config.minInsyncReplicas,
        eligibleLeaderReplicas: controller.config.eligibleLeaderReplicas,
        replaceable: controller.rules,
      });
      if (result === undefined) continue;
      changed = true;
      delta.setPartition(name, result.partition);
      tell(p, result.partition, result.elected, out);
    }
  }
  if (changed) delta.apply();
  return changed;
}

function withElection(target: PartitionTarget, unclean: boolean): PartitionTarget {
  return unclean && target.election === undefined ? { ...target, election: 'unclean' } : target;
}

function tell(
  before: MetadataPartition,
  after: MetadataPartition,
  elected: ElectionKind | null,
  out: Out,
): void {
  const { tp, leaderId: leader, leaderEpoch, isrNodes: isr } = after;
  if (elected !== null) {
    // The last known leader is an unclean one too (PartitionChangeBuilder.electAnyLeader).
    out.note({ type: 'leader elected', tp, leader, leaderEpoch, clean: elected === 'clean' });
  }
  if (isr.length !== before.isrNodes.length || isr.some((id) => !before.isrNodes.includes(id))) {
    out.note({ type: 'isr changed', tp, isr: [...isr], from: [...before.isrNodes], leaderEpoch });
  }
  if (after.reassignTo.length === 0 && after.replicaNodes.join() !== before.replicaNodes.join()) {
    out.note({ type: 'reassigned', tp, replicas: [...after.replicaNodes] });
  }
}

/** kafka-leader-election --election-type. NONE, or why nothing was elected. */
export function electLeader(
  controller: ControllerState,
  tp: TopicPartition,
  election: 'preferred' | 'unclean',
  out: Out,
): ErrorName {
  const p = controller.image.topics.get(tp.topic)?.metadata.partitions[tp.partition];
  if (p === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const preferred = p.replicaNodes[0] ?? -1;
  const needed = election === 'preferred' ? p.leaderId !== preferred : p.leaderId < 0;
  if (!needed) return 'ELECTION_NOT_NEEDED';
  const target = { election };
  // Another leader than the preferred one, where there was none, is a success too.
  if (changePartitions(controller, out, (q) => (q.tp.key === tp.key ? target : undefined)))
    return 'NONE';
  return election === 'preferred'
    ? 'PREFERRED_LEADER_NOT_AVAILABLE'
    : 'ELIGIBLE_LEADERS_NOT_AVAILABLE';
}

/** kafka-reassign-partitions: these replicas, in order of preference. */
export function reassign(
  controller: ControllerState,
  tp: TopicPartition,
  replicas: readonly number[],
  out: Out,
): ErrorName {
  const p = controller.image.topics.get(tp.topic)?.metadata.partitions[tp.partition];
  if (p === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const known = replicas.every((id) => controller.brokers.has(id));
  if (!known || replicas.length === 0 || new Set(replicas).size < replicas.length) {
    return 'INVALID_REPLICA_ASSIGNMENT';
  }
  const target = { reassignTo: replicas };
  changePartitions(controller, out, (q) => (q.tp.key === tp.key ? target : undefined));
  return 'NONE';
}

/** Brokers whose preferred leaderships are elsewhere too often get them back (§4.3). */
export function balanceLeaders(controller: ControllerState, out: Out): void {
  const preferred = new Map<number, { all: number; elsewhere: number }>();
  for (const { metadata } of controller.image.topics.values()) {
    for (const { replicaNodes, leaderId } of metadata.partitions) {
      const owner = replicaNodes[0] ?? -1;
      const count = preferred.get(owner) ?? { all: 0, elsewhere: 0 };
      preferred.set(owner, count);
      count.all += 1;
      if (leaderId !== owner) count.elsewhere += 1;
    }
  }
  const percentage = controller.config.leaderImbalancePerBrokerPercentage;
  changePartitions(controller, out, (p) => {
    const owner = p.replicaNodes[0] ?? -1;
    const count = preferred.get(owner);
    if (p.leaderId === owner || count === undefined || !isActive(controller, owner)) return;
    if (!p.isrNodes.includes(owner) || count.elsewhere * 100 <= percentage * count.all) return;
    return { election: 'preferred' };
  });
}
