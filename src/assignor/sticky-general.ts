import type { MemberSubscription } from './assignor.js';
import { type PartitionTable, unassignedIds } from './partition-table.js';
import type { Reassignment } from './sticky-balanced.js';
import type { Claims } from './sticky-claims.js';
import { addToLoadOrder, makeLoads, removeFromLoadOrder } from './sticky-loads.js';
import type { StickyResult } from './sticky-quotas.js';
import { type RackInfo, racksMismatch } from './sticky-racks.js';
import { balancedLists } from './sticky-reassign.js';
import { topicIndexes } from './subscribed-topics.js';

/**
 * The sticky assignment of members with different subscriptions: keep what is valid, hand out the rest to the
 * least loaded, then move partitions while that makes the loads more even.
 * Kafka: AbstractStickyAssignor.GeneralAssignmentBuilder.
 */
export function assignGeneral(
  table: PartitionTable,
  members: readonly MemberSubscription[],
  racks: RackInfo,
  claims: Claims,
  previousOwners: ReadonlyMap<number, number>,
): StickyResult {
  const topicsOf = memberTopics(table, members);
  const subscribers: number[][] = table.topics.map(() => []);
  for (const [m, topics] of topicsOf.entries()) for (const t of topics) subscribers[t]?.push(m);
  const topicOrder = table.topics.map((_, t) => t);
  topicOrder.sort((a, b) => (subscribers[a]?.length ?? 0) - (subscribers[b]?.length ?? 0)); // stable: then by name

  const kept = claims.owned.map((ids, m) =>
    ids.filter((id) => {
      const subscribes = topicsOf[m]?.includes(table.topicOf[id] ?? -1) === true;
      return subscribes && !(racks.aware && racksMismatch(racks, m, id));
    }),
  );
  const revocationRequired = kept.some((ids, m) => ids.length !== claims.owned[m]?.length);
  const unassigned = unassignedIds(table, kept, topicOrder);
  const all = unassignedIds(table, [], topicOrder);

  const loads = makeLoads(members, kept);
  const owners = new Int32Array(table.topicOf.length).fill(-1);
  for (const [m, ids] of kept.entries()) for (const id of ids) owners[id] = m;
  const work: Reassignment = {
    table,
    racks,
    loads,
    topicsOf,
    subscribers,
    previousOwners,
    owners,
    capacity: topicsOf.map((topics) => sumPartitions(table, topics)),
  };
  const initializing = kept.every((ids) => ids.length === 0);
  assignFree(work, unassigned);
  return {
    lists: balancedLists(work, { all, unassigned, initializing, revocationRequired }),
    transferring: null,
  };
}

/** Per member the numbers of its topics in `table`, in subscription order. */
function memberTopics(
  table: PartitionTable,
  members: readonly MemberSubscription[],
): readonly (readonly number[])[] {
  const numbered = table.topics.map((topic, index) => ({ ...topic, index }));
  return topicIndexes(numbered, members);
}

function sumPartitions(table: PartitionTable, topics: readonly number[]): number {
  let sum = 0;
  for (const t of topics) sum += table.topics[t]?.metadata.partitions ?? 0;
  return sum;
}

/** Free partitions go to the least loaded subscriber: first to those in a matching rack, then to any. */
function assignFree(work: Reassignment, unassigned: readonly number[]): void {
  const left = work.racks.aware
    ? unassigned.filter((id) => !assignOne(work, id, true))
    : unassigned;
  for (const id of left) assignOne(work, id, false);
}

function assignOne(work: Reassignment, id: number, matchRacks: boolean): boolean {
  const { loads, racks, table, topicsOf } = work;
  const topic = table.topicOf[id] ?? -1;
  const m = loads.order.find(
    (member) =>
      topicsOf[member]?.includes(topic) === true &&
      !(matchRacks && racksMismatch(racks, member, id)),
  );
  if (m === undefined) return false;
  removeFromLoadOrder(loads, m);
  loads.lists[m]?.push(id);
  work.owners[id] = m;
  addToLoadOrder(loads, m);
  return true;
}
