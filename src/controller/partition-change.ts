import type { MetadataPartition } from '../protocol/api/metadata.js';
import type { ControllerRules } from './rules.js';

/** What is wanted of a partition; what is left out stays. Kafka: PartitionChangeBuilder. */
export interface PartitionTarget {
  readonly isr?: readonly number[];
  /** Replicas that lost their disk's tail, or may have: no longer eligible. */
  readonly uncleanShutdown?: readonly number[];
  readonly election?: 'any' | 'preferred' | 'unclean';
  /** A reassignment: the replicas it shall have, in order of preference. null: cancelled or completed. */
  readonly reassignTo?: readonly number[];
}

export interface ElectionRules {
  readonly isAcceptableLeader: (nodeId: number) => boolean;
  readonly minInsyncReplicas: number;
  readonly eligibleLeaderReplicas: boolean;
  readonly replaceable: ControllerRules;
}

/** How a leader came to be: a replica in sync or eligible; the last one known when none was; any live one. */
export type ElectionKind = 'clean' | 'last known leader' | 'unclean';

export interface PartitionResult {
  readonly partition: MetadataPartition;
  /** null: the leader stays. */
  readonly elected: ElectionKind | null;
}

/** The partition after the change; undefined if nothing changes. */
export function changedPartition(
  p: MetadataPartition,
  target: PartitionTarget,
  rules: ElectionRules,
): PartitionResult | undefined {
  const moved = reassigned(p, target);
  const wantedIsr = (target.isr ?? p.isrNodes).filter(
    (id) => moved.replicaNodes.includes(id) && !(target.uncleanShutdown ?? []).includes(id),
  );
  const elr = eligible(p, wantedIsr, moved.replicaNodes, target, rules);
  const candidate: Candidate = { p, replicas: moved.preference, isr: wantedIsr, elr };
  const { leaderId, kind } = elect(candidate, target.election ?? 'any', rules);
  const isrNodes = isrAfter(candidate, leaderId, kind, rules);
  const changed = leaderId !== p.leaderId;
  // Also when a reassignment takes replicas away: their followers must not fetch any more.
  const bump = changed || p.replicaNodes.some((id) => !moved.replicaNodes.includes(id));
  const partition: MetadataPartition = {
    ...p,
    leaderId,
    leaderEpoch: bump ? rules.replaceable.nextLeaderEpoch(p.leaderEpoch) : p.leaderEpoch,
    partitionEpoch: p.partitionEpoch + 1,
    replicaNodes: moved.replicaNodes,
    reassignTo: moved.reassignTo,
    isrNodes,
    // Whoever leads without having been eligible ends what the others were eligible for.
    eligibleLeaderReplicas: kind === 'clean' ? elr.filter((id) => !isrNodes.includes(id)) : [],
    lastKnownLeader: lastKnown(p, isrNodes, leaderId),
  };
  if (isSame(p, partition)) return undefined;
  return { partition, elected: changed ? kind : null };
}

interface Candidate {
  readonly p: MetadataPartition;
  /** In order of preference. */
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
}

/** electAnyLeader, electPreferredLeader: who leads, and how that came about. */
function elect(
  c: Candidate,
  election: NonNullable<PartitionTarget['election']>,
  rules: ElectionRules,
): { leaderId: number; kind: ElectionKind } {
  const valid = (id: number) =>
    rules.replaceable.isEligible(id, c.isr, c.elr) && rules.isAcceptableLeader(id);
  const preferred = c.replicas[0] ?? -1;
  if (election === 'preferred' && valid(preferred)) return { leaderId: preferred, kind: 'clean' };
  if (valid(c.p.leaderId)) return { leaderId: c.p.leaderId, kind: 'clean' };
  const live = c.replicas.find(valid);
  if (live !== undefined) return { leaderId: live, kind: 'clean' };
  const last = c.p.lastKnownLeader;
  if (c.isr.length === 0 && c.elr.length === 0 && last >= 0 && rules.isAcceptableLeader(last)) {
    return { leaderId: last, kind: 'last known leader' };
  }
  const any = election === 'unclean' ? c.replicas.find(rules.isAcceptableLeader) : undefined;
  if (any !== undefined) return { leaderId: any, kind: 'unclean' };
  return { leaderId: -1, kind: 'clean' };
}

/** Without eligible leader replicas the last member is kept, so that its return is clean (§4.3). */
function isrAfter(
  c: Candidate,
  leaderId: number,
  kind: ElectionKind,
  rules: ElectionRules,
): readonly number[] {
  if (leaderId >= 0 && leaderId !== c.p.leaderId && kind !== 'clean') return [leaderId];
  if (leaderId >= 0 && !c.isr.includes(leaderId)) return [leaderId]; // elected from the eligible ones
  return c.isr.length === 0 && !rules.eligibleLeaderReplicas ? c.p.isrNodes : c.isr;
}

/** KIP-966: who has everything below the high watermark though it is not in sync: it stands still below min ISR. */
function eligible(
  p: MetadataPartition,
  isr: readonly number[],
  replicas: readonly number[],
  target: PartitionTarget,
  rules: ElectionRules,
): readonly number[] {
  if (!rules.eligibleLeaderReplicas) return [];
  if (isr.length >= Math.min(rules.minInsyncReplicas, replicas.length)) return [];
  const candidates = new Set([...p.eligibleLeaderReplicas, ...p.isrNodes]);
  const unclean = target.uncleanShutdown ?? [];
  return [...candidates].filter(
    (id) => replicas.includes(id) && !isr.includes(id) && !unclean.includes(id),
  );
}

/** maybeUpdateLastKnownLeader: remembered when the partition first has nobody in sync. */
function lastKnown(p: MetadataPartition, isr: readonly number[], leaderId: number): number {
  if (leaderId >= 0) return -1;
  return isr.length === 0 && p.leaderId >= 0 ? p.leaderId : p.lastKnownLeader;
}

/**
 * Old and new replicas together until all new ones are in sync; then the new ones alone. Another order of the same
 * replicas need not wait (PartitionReassignmentReplicas.maybeCompleteReassignment, as of KAFKA-15665).
 */
function reassigned(
  p: MetadataPartition,
  target: PartitionTarget,
): {
  replicaNodes: readonly number[];
  preference: readonly number[];
  reassignTo: readonly number[];
} {
  const goal = target.reassignTo ?? p.reassignTo;
  if (goal.length === 0) {
    return { replicaNodes: p.replicaNodes, preference: p.replicaNodes, reassignTo: [] };
  }
  const isr = target.isr ?? p.isrNodes;
  const removing = p.replicaNodes.filter((id) => !goal.includes(id)).sort((a, b) => a - b);
  const begins = p.reassignTo.length === 0;
  const reorders = begins && removing.length === 0 && p.replicaNodes.length === goal.length;
  if (reorders || goal.every((id) => isr.includes(id))) {
    return { replicaNodes: goal, preference: goal, reassignTo: [] };
  }
  const all = [...goal, ...removing];
  return { replicaNodes: all, preference: all, reassignTo: goal };
}

function isSame(a: MetadataPartition, b: MetadataPartition): boolean {
  return (
    a.leaderId === b.leaderId &&
    a.leaderEpoch === b.leaderEpoch &&
    a.lastKnownLeader === b.lastKnownLeader &&
    sameList(a.isrNodes, b.isrNodes) &&
    sameList(a.replicaNodes, b.replicaNodes) &&
    sameList(a.reassignTo, b.reassignTo) &&
    sameList(a.eligibleLeaderReplicas, b.eligibleLeaderReplicas)
  );
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
