import { compareStrings } from '../util/compare.js';
import type { MemberSubscription } from './assignor.js';

/** Members by load. Kafka: `sortedCurrentSubscriptions` over `currentAssignment` of the general algorithm. */
export interface Loads {
  /** Per member its partition ids. */
  readonly lists: number[][];
  /** The members that take part, fewest partitions first, then by member id. */
  readonly order: number[];
  /** Per member its place among all member ids. */
  readonly idRanks: readonly number[];
}

export function makeLoads(members: readonly MemberSubscription[], lists: number[][]): Loads {
  const byId = members.map((_, m) => m);
  const idOf = (m: number): string => members[m]?.memberId ?? '';
  byId.sort((a, b) => compareStrings(idOf(a), idOf(b)));
  const idRanks: number[] = members.map(() => 0);
  for (const [rank, m] of byId.entries()) idRanks[m] = rank;
  const loads: Loads = { lists, order: byId, idRanks };
  loads.order.sort((a, b) => loadOf(loads, a) - loadOf(loads, b)); // stable: then by id
  return loads;
}

export function loadOf(loads: Loads, member: number): number {
  return loads.lists[member]?.length ?? 0;
}

/** Takes a member out of the order; its list must not have changed since it was added. */
export function removeFromLoadOrder(loads: Loads, member: number): void {
  const at = placeOf(loads, member);
  if (loads.order[at] === member) loads.order.splice(at, 1);
}

export function addToLoadOrder(loads: Loads, member: number): void {
  loads.order.splice(placeOf(loads, member), 0, member);
}

/** Where the member is in the order, or belongs. */
function placeOf(loads: Loads, member: number): number {
  let low = 0;
  let high = loads.order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(loads, loads.order[middle] ?? -1, member)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(loads: Loads, a: number, b: number): boolean {
  const difference = loadOf(loads, a) - loadOf(loads, b);
  return difference < 0 || (difference === 0 && (loads.idRanks[a] ?? 0) < (loads.idRanks[b] ?? 0));
}
