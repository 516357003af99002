import type { TopicPartition } from '../protocol/topic-partition.js';
import type { Assignor, AssignorState, MemberSubscription, TopicMetadata } from './assignor.js';
import { idsOf, instanceOf, makePartitionTable, type PartitionTable } from './partition-table.js';
import { allSubscriptionsEqual, type Claims, removeFirst, settleClaims } from './sticky-claims.js';
import { assignConstrained } from './sticky-constrained.js';
import { assignGeneral } from './sticky-general.js';
import type { StickyResult } from './sticky-quotas.js';
import { makeRackInfo } from './sticky-racks.js';
import { subscribedTopics } from './subscribed-topics.js';
import {
  cooperativeMemberData,
  cooperativeUserData,
  type MemberData,
  stickyMemberData,
  stickyUserData,
} from './user-data.js';

/** Even loads, and as few moves as they allow. Kafka: StickyAssignor. */
export const stickyAssignor: Assignor = {
  name: 'sticky',
  supportedProtocols: ['EAGER'],
  assign: (topics, members, state) => {
    const { table, result } = assignSticky(topics, members, members.map(stickyMemberData), state);
    return toMap(table, members, result.lists);
  },
  subscriptionUserData: stickyUserData,
  onAssignment: remember,
};

/**
 * As sticky, but a partition that changes hands goes to nobody this time: its old owner gives it up first, and the
 * rebalance that follows hands it out. Kafka: CooperativeStickyAssignor.
 */
export const cooperativeStickyAssignor: Assignor = {
  name: 'cooperative-sticky',
  supportedProtocols: ['COOPERATIVE', 'EAGER'],
  assign: (topics, members, state) => {
    const data = members.map(cooperativeMemberData);
    const { table, result } = assignSticky(topics, members, data, state);
    const transferring = result.transferring ?? changingHands(table, members, result.lists);
    for (const [id, m] of transferring) removeFirst(result.lists[m] ?? [], id);
    return toMap(table, members, result.lists);
  },
  subscriptionUserData: cooperativeUserData,
  onAssignment: remember,
};

/** Kafka: AbstractStickyAssignor.assignPartitions. */
function assignSticky(
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly MemberSubscription[],
  memberData: readonly MemberData[],
  state: AssignorState,
): { table: PartitionTable; result: StickyResult } {
  const table = makePartitionTable(subscribedTopics(topics, members));
  const claims = settleClaims(table, members, memberData, state);
  const racks = makeRackInfo(table, members);
  const result = allSubscriptionsEqual(members)
    ? assignConstrained(table, members, racks, claims)
    : assignGeneral(
        table,
        members,
        racks,
        claims,
        previousOwners(claims, memberData, state.maxGeneration),
      );
  return { table, result };
}

/**
 * Per partition the member that claims it from a generation before the last one: the latest of them, the first of
 * equals. Kafka: prepopulateCurrentAssignments.
 */
function previousOwners(
  claims: Claims,
  memberData: readonly MemberData[],
  maxGeneration: number,
): Map<number, number> {
  const owners = new Map<number, number>();
  const generations = new Map<number, number>();
  for (const [m, { generation }] of memberData.entries()) {
    const claimed = generation ?? -1;
    if (claimed >= maxGeneration) continue;
    for (const id of claims.claimed[m] ?? []) {
      const known = generations.get(id);
      if (known !== undefined && claimed <= known) continue;
      owners.set(id, m);
      generations.set(id, claimed);
    }
  }
  return owners;
}

/**
 * The partitions that one member gets and another one has to give up, with their new members.
 * Kafka: CooperativeStickyAssignor.computePartitionsTransferringOwnership.
 */
function changingHands(
  table: PartitionTable,
  members: readonly MemberSubscription[],
  lists: readonly number[][],
): Map<number, number> {
  const added = new Map<number, number>();
  const revoked = new Set<number>();
  for (const [m, { ownedPartitions }] of members.entries()) {
    const owned = new Set(idsOf(table, ownedPartitions));
    const assigned = new Set(lists[m]);
    for (const id of assigned) if (!owned.has(id)) added.set(id, m);
    for (const id of owned) if (!assigned.has(id)) revoked.add(id);
  }
  return new Map([...added].filter(([id]) => revoked.has(id)));
}

function toMap(
  table: PartitionTable,
  members: readonly MemberSubscription[],
  lists: readonly number[][],
): Map<string, TopicPartition[]> {
  return new Map(
    members.map((member, m) => {
      const list = lists[m] ?? [];
      return [member.memberId, list.map((id) => instanceOf(table, id))];
    }),
  );
}

function remember(
  state: AssignorState,
  assigned: readonly TopicPartition[],
  generation: number,
): void {
  state.memberAssignment = [...assigned];
  state.generation = generation;
}
