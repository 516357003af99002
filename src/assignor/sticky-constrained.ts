import { compareStrings } from '../util/compare.js';
import { sortByKey } from '../util/sort-by-key.js';
import type { MemberSubscription } from './assignor.js';
import { AssignorError } from './assignor-error.js';
import { type PartitionTable, unassignedIds } from './partition-table.js';
import type { Claims } from './sticky-claims.js';
import { assignWithinRacks } from './sticky-constrained-racks.js';
import { type Constrained, give, type StickyResult } from './sticky-quotas.js';
import { type RackInfo, racksMismatch, sortByRackMembers } from './sticky-racks.js';

/** The sticky assignment of members that all subscribe the same topics. */
export function assignConstrained(
  table: PartitionTable,
  members: readonly MemberSubscription[],
  racks: RackInfo,
  claims: Claims,
): StickyResult {
  const state: Constrained = {
    table,
    members,
    racks,
    claims,
    minQuota: Math.floor(table.size / members.length),
    maxQuota: Math.ceil(table.size / members.length),
    expectedOverMin: table.size % members.length,
    overMin: 0,
    underMin: [],
    exactlyMin: [],
    maybeRevoked: new Map(),
    lists: members.map(() => []),
    transferring: new Map(),
  };
  for (let m = 0; m < members.length; m++) keepOwned(state, m);
  const byName = table.topics.map((_, t) => t);
  let unassigned = unassignedIds(table, state.lists, byName);
  sortById(state.underMin, members);
  sortById(state.exactlyMin, members);
  if (racks.aware) {
    sortByRackMembers(racks, unassigned);
    unassigned = assignWithinRacks(state, unassigned);
  }
  assignRoundRobin(state, unassigned);
  verify(state);
  return { lists: state.lists, transferring: state.transferring };
}

/** A member keeps what it owns, up to the quota that is still to be had. */
function keepOwned(state: Constrained, m: number): void {
  const owned = ownedInOrder(state, m);
  if (owned.length < state.minQuota) {
    state.lists[m] = owned;
    state.underMin.push(m);
    return;
  }
  const over = state.overMin < state.expectedOverMin;
  const quota = over && owned.length >= state.maxQuota ? state.maxQuota : state.minQuota;
  for (let i = quota; i < owned.length; i++) state.maybeRevoked.set(owned[i] ?? -1, m);
  owned.length = quota;
  state.lists[m] = owned;
  if (over && quota === state.maxQuota) {
    state.overMin += 1;
    if (state.overMin === state.expectedOverMin) state.exactlyMin = [];
  } else if (over) {
    state.exactlyMin.push(m);
  }
}

/** What member `m` owns and may keep, by partition number and then topic: so it keeps some of every topic. */
function ownedInOrder(state: Constrained, m: number): number[] {
  const { table, claims, racks } = state;
  const owned: number[] = [];
  for (const id of claims.owned[m] ?? []) {
    if (racks.aware && racksMismatch(racks, m, id)) state.maybeRevoked.set(id, m);
    else if (claims.doublyClaimed.size === 0 || !claims.doublyClaimed.has(id)) owned.push(id);
  }
  const { partitionOf, topicOf, topics } = table;
  const key = (id: number): number => (partitionOf[id] ?? 0) * topics.length + (topicOf[id] ?? 0);
  return sortByKey(owned, key);
}

function sortById(positions: number[], members: readonly MemberSubscription[]): void {
  const idOf = (m: number): string => members[m]?.memberId ?? '';
  positions.sort((a, b) => compareStrings(idOf(a), idOf(b)));
}

/** One partition a turn to the members under the lower quota, then one each to those at it. */
function assignRoundRobin(state: Constrained, unassigned: readonly number[]): void {
  const { underMin, exactlyMin } = state;
  let place = 0;
  let polled = 0;
  for (const id of unassigned) {
    if (place >= underMin.length) place = 0;
    const under = underMin[place];
    const m = under ?? exactlyMin[polled++];
    if (m === undefined) {
      throw new AssignorError(
        'IllegalStateException',
        'No more unfilled consumers to be assigned.',
      );
    }
    const count = give(state, id, m);
    if (under !== undefined && count === state.minQuota) {
      underMin.splice(place, 1);
      exactlyMin.push(m);
    } else {
      place += 1;
      if (count === state.maxQuota) state.overMin += 1;
    }
  }
}

/** Kafka's last check. Only claims of partitions that do not exist make it fail. */
function verify(state: Constrained): void {
  if (state.underMin.length === 0) return;
  const unfilled = state.underMin.some((m) => state.lists[m]?.length !== state.minQuota);
  if (unfilled || state.overMin !== state.expectedOverMin) {
    throw new AssignorError('IllegalStateException', 'some members do not reach their quota');
  }
}
