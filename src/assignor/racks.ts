import type { TopicMetadata } from './assignor.js';

/** Per partition of a topic the racks of its replicas; an empty set where they have none. */
export function racksOfPartition(metadata: TopicMetadata): ReadonlySet<string>[] {
  return Array.from({ length: metadata.partitions }, (_, p) => {
    const racks = metadata.racks?.[p] ?? [];
    return new Set(racks.filter((rack) => rack !== null));
  });
}

/**
 * Racks only matter if some consumer sits where some replica does, and not every partition has a replica in
 * every rack. Kafka: AbstractPartitionAssignor.useRackAwareAssignment.
 */
export function needsRackAwareness(
  consumerRacks: ReadonlySet<string>,
  partitionRacks: readonly ReadonlySet<string>[],
): boolean {
  const all = new Set<string>();
  for (const racks of partitionRacks) for (const rack of racks) all.add(rack);
  let shared = false;
  for (const rack of consumerRacks) if (all.has(rack)) shared = true;
  return shared && partitionRacks.some((racks) => racks.size !== all.size);
}
