import { AssignorError } from './assignor-error.js';
import type { PartitionTable } from './partition-table.js';
import { type Loads, loadOf } from './sticky-loads.js';
import type { RackInfo } from './sticky-racks.js';

/** A complete assignment that is to become more even. */
export interface Reassignment {
  readonly table: PartitionTable;
  readonly racks: RackInfo;
  readonly loads: Loads;
  /** Per member its topics, in subscription order. */
  readonly topicsOf: readonly (readonly number[])[];
  /** Per topic its subscribers, in member order. */
  readonly subscribers: readonly (readonly number[])[];
  /** Who owned a partition in a generation before the last. */
  readonly previousOwners: ReadonlyMap<number, number>;
  /** Per partition its member. */
  readonly owners: Int32Array;
  /** Per member how many partitions its topics have. */
  readonly capacity: readonly number[];
}

/**
 * True if no member could take a partition over from another one that has at least two more.
 * Kafka: GeneralAssignmentBuilder.isBalanced. `fixed`: per member whether it is left out.
 */
export function isBalanced(work: Reassignment, fixed: readonly boolean[]): boolean {
  const { loads, topicsOf, capacity } = work;
  const least = loads.order[0] ?? -1;
  const most = loads.order[loads.order.length - 1] ?? -1;
  if (loadOf(loads, least) >= loadOf(loads, most) - 1) return true;
  const holders = holdersOf(work, fixed);
  const highest = highestLoads(work, holders);
  for (const m of loads.order) {
    const load = loadOf(loads, m);
    if (load === capacity[m]) continue;
    for (const t of topicsOf[m] ?? []) {
      if ((highest[t] ?? 0) <= load + 1) continue;
      if (couldTake(work, holders, m, t)) return false;
    }
  }
  return true;
}

/** Per partition the member that has it; the last one if there are two, −1 if there is none. */
function holdersOf(work: Reassignment, fixed: readonly boolean[]): Int32Array {
  const holders = new Int32Array(work.table.topicOf.length).fill(-1);
  for (const [m, list] of work.loads.lists.entries()) {
    if (!fixed[m]) for (const id of list) holders[id] = m;
  }
  return holders;
}

/** Per topic the highest load among the holders of its partitions; infinite if somebody is missing. */
function highestLoads(work: Reassignment, holders: Int32Array): number[] {
  const { table, loads } = work;
  const highest: number[] = table.topics.map(() => 0);
  for (let id = 0; id < table.size; id++) {
    const holder = holders[id] ?? -1;
    const load = holder < 0 ? Number.POSITIVE_INFINITY : loadOf(loads, holder);
    const t = table.topicOf[id] ?? -1;
    if (load > (highest[t] ?? 0)) highest[t] = load;
  }
  return highest;
}

/** True if a partition of topic `t` sits with somebody who has at least two partitions more than `m`. */
function couldTake(work: Reassignment, holders: Int32Array, m: number, t: number): boolean {
  const { table, loads } = work;
  const list = loads.lists[m] ?? [];
  const first = table.firstIds[t] ?? 0;
  const end = first + (table.topics[t]?.metadata.partitions ?? 0);
  for (let id = first; id < end; id++) {
    const holder = holders[id] ?? -1;
    if (holder >= 0 && loadOf(loads, holder) <= list.length + 1) continue;
    // Two members can have one partition, after claims of partitions that do not exist.
    if (list.includes(id)) continue;
    if (holder < 0) throw new AssignorError('NullPointerException', 'a partition without a member');
    return true;
  }
  return false;
}
