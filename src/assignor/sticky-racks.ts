import type { MemberSubscription } from './assignor.js';
import type { PartitionTable } from './partition-table.js';
import { needsRackAwareness, racksOfPartition } from './racks.js';

/** Where members and replicas sit. Kafka: AbstractStickyAssignor.RackInfo. */
export interface RackInfo {
  /** False: racks play no part in this assignment, and the lists are empty. */
  readonly aware: boolean;
  /** Per member its rack, null for none. */
  readonly memberRacks: readonly (string | null)[];
  /** Per partition id the racks of its replicas. */
  readonly partitionRacks: readonly ReadonlySet<string>[];
}

export function makeRackInfo(
  table: PartitionTable,
  members: readonly MemberSubscription[],
): RackInfo {
  const memberRacks = members.map((member) => member.rackId || null); // an empty rack is no rack
  const known = new Set(memberRacks.filter((rack) => rack !== null));
  if (known.size === 0) return { aware: false, memberRacks: [], partitionRacks: [] };
  const partitionRacks = table.topics.flatMap((topic) => racksOfPartition(topic.metadata));
  const aware = needsRackAwareness(known, partitionRacks);
  return aware
    ? { aware, memberRacks, partitionRacks }
    : { aware, memberRacks: [], partitionRacks: [] };
}

/** True if the member has a rack and no replica of the partition is in it. */
export function racksMismatch(racks: RackInfo, member: number, id: number): boolean {
  const rack = racks.memberRacks[member] ?? null;
  return rack !== null && racks.partitionRacks[id]?.has(rack) !== true;
}

/** True if the member has a rack and a replica of the partition is in it. */
export function sharesRack(racks: RackInfo, member: number, id: number): boolean {
  const rack = racks.memberRacks[member] ?? null;
  return rack !== null && racks.partitionRacks[id]?.has(rack) === true;
}

/** Partitions that few members share a rack with come first: they are the hardest to place. */
export function sortByRackMembers(racks: RackInfo, ids: number[]): void {
  if (!racks.aware) return;
  const members = new Map<string, number>();
  for (const rack of racks.memberRacks) {
    if (rack !== null) members.set(rack, (members.get(rack) ?? 0) + 1);
  }
  const counts = racks.partitionRacks.map((set) => {
    let count = 0;
    for (const rack of set) count += members.get(rack) ?? 0;
    return count;
  });
  ids.sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0));
}
