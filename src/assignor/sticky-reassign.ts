import { AssignorError } from './assignor-error.js';
import {
  makePartitionMovements,
  type PartitionMovements,
  partitionToMove,
  recordMove,
} from './partition-movements.js';
import { isBalanced, type Reassignment } from './sticky-balanced.js';
import { removeFirst } from './sticky-claims.js';
import { addToLoadOrder, loadOf, removeFromLoadOrder } from './sticky-loads.js';

export interface Scope {
  /** All partitions, and those that were free: topics with few subscribers first. */
  readonly all: readonly number[];
  readonly unassigned: readonly number[];
  /** True if nobody owned anything. */
  readonly initializing: boolean;
  /** True if somebody had to give up something anyway. */
  readonly revocationRequired: boolean;
}

/** What a pass over the partitions works with. */
interface Pass extends Reassignment {
  /** Per member whether it is left out, since no move could change its load. */
  readonly fixed: readonly boolean[];
  readonly movements: PartitionMovements;
}

/**
 * Moves partitions until the loads are even; undone if that made them no more even than before.
 * Kafka: GeneralAssignmentBuilder.balance, its second half.
 */
export function balancedLists(work: Reassignment, scope: Scope): number[][] {
  const { loads, table, subscribers } = work;
  const movable = (id: number): boolean => (subscribers[table.topicOf[id] ?? -1]?.length ?? 0) >= 2;
  const fixed = loads.lists.map(
    (list, m) => list.length >= (work.capacity[m] ?? 0) && !list.some(movable),
  );
  for (const [m, isFixed] of fixed.entries()) if (isFixed) removeFromLoadOrder(loads, m);
  const before = loads.lists.map((list) => [...list]);
  const pass: Pass = { ...work, fixed, movements: makePartitionMovements(table) };
  if (!scope.revocationRequired) reassign(pass, scope.unassigned.filter(movable));
  const moved = reassign(pass, scope.all.filter(movable));
  const worse = moved && balanceScore(loads.lists, fixed) >= balanceScore(before, fixed);
  return worse && !scope.initializing ? before : loads.lists;
}

/** Passes over `ids` until one moves nothing. True if anything moved. Kafka: performReassignments. */
function reassign(pass: Pass, ids: readonly number[]): boolean {
  let movedAny = false;
  for (let moved = true; moved; ) {
    moved = false;
    let balanced: boolean | undefined; // known until the next move
    for (const id of ids) {
      balanced ??= isBalanced(pass, pass.fixed);
      if (balanced) break;
      const to = betterMember(pass, id);
      if (to === undefined) continue;
      move(pass, id, to);
      balanced = undefined;
      moved = true;
      movedAny = true;
    }
  }
  return movedAny;
}

/**
 * Who should have `id` instead of its owner, undefined if nobody: its previous owner, or else the least loaded
 * subscriber, once any has at least two partitions less than the owner. (Kafka first looks for one that shares a
 * rack with the partition, but moves it to the least loaded subscriber whichever it finds.)
 */
function betterMember(pass: Pass, id: number): number | undefined {
  const { loads, owners, previousOwners, subscribers, table, topicsOf } = pass;
  const load = participantLoad(pass, owners[id] ?? -1);
  const hasLess = (m: number): boolean => participantLoad(pass, m) + 1 < load;
  const previous = previousOwners.get(id);
  if (previous !== undefined && hasLess(previous)) return previous;
  const topic = table.topicOf[id] ?? -1;
  if (subscribers[topic]?.some(hasLess) !== true) return undefined;
  return loads.order.find((m) => topicsOf[m]?.includes(topic));
}

function participantLoad(pass: Pass, m: number): number {
  if (pass.fixed[m] !== false) {
    throw new AssignorError('NullPointerException', 'a member outside the reassignment');
  }
  return loadOf(pass.loads, m);
}

/** Moves `id`, or a partition of its topic that has come the other way. Kafka: reassignPartition. */
function move(pass: Pass, id: number, to: number): void {
  const { loads, owners, movements } = pass;
  const actual = partitionToMove(movements, id, owners[id] ?? -1, to);
  const from = owners[actual] ?? -1;
  participantLoad(pass, from);
  removeFromLoadOrder(loads, from);
  removeFromLoadOrder(loads, to);
  recordMove(movements, actual, from, to);
  removeFirst(loads.lists[from] ?? [], actual);
  loads.lists[to]?.push(actual);
  owners[actual] = to;
  addToLoadOrder(loads, to);
  addToLoadOrder(loads, from);
}

/** The sum of the differences between the loads of all pairs: 0 is even. Kafka: getBalanceScore. */
function balanceScore(lists: readonly number[][], fixed: readonly boolean[]): number {
  const sizes = lists.filter((_, m) => !fixed[m]).map((list) => list.length);
  sizes.sort((a, b) => a - b);
  // Ascending, the i-th size is subtracted by all before it and taken from by all after it.
  return sizes.reduce((sum, size, i) => sum + size * (2 * i + 1 - sizes.length), 0);
}
