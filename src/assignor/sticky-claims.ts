import type { AssignorState, MemberSubscription } from './assignor.js';
import { idsOf, type PartitionTable } from './partition-table.js';
import { sameList } from './subscribed-topics.js';
import type { MemberData } from './user-data.js';

/** What the members claim to have, and which claims stand. */
export interface Claims {
  /** Per member what its data claims, whether or not it stands. */
  readonly claimed: readonly (readonly number[])[];
  /** Per member the partitions that it still owns, in the order of its claims. */
  readonly owned: readonly number[][];
  /** Partitions that two members claimed in the same generation: nobody owns them, and nobody gets them at once. */
  readonly doublyClaimed: ReadonlySet<number>;
}

/**
 * Settles who owns what: of two claims the one of the higher generation stands, of two equal ones neither.
 * Raises `state.maxGeneration` to the highest generation of a member.
 * Kafka: AbstractStickyAssignor.allSubscriptionsEqual, its second half.
 */
export function settleClaims(
  table: PartitionTable,
  members: readonly MemberSubscription[],
  memberData: readonly MemberData[],
  state: AssignorState,
): Claims {
  const claimed = memberData.map((data) => idsOf(table, data.partitions));
  const owned: number[][] = members.map(() => []);
  const doublyClaimed = new Set<number>();
  const claimants = new Int32Array(table.topicOf.length).fill(-1);
  for (const [m, ids] of claimed.entries()) {
    const generation = memberData[m]?.generation ?? -1;
    state.maxGeneration = Math.max(state.maxGeneration, generation);
    const mine = owned[m] ?? [];
    for (const id of ids) {
      const other = claimants[id] ?? -1;
      if (other >= 0) {
        // Kafka reads this generation from the subscription, although a member of the sticky assignor says
        // its own in the user data.
        const otherGeneration = members[other]?.generationId ?? -1;
        if (generation < otherGeneration) continue;
        if (generation === otherGeneration) doublyClaimed.add(id);
        else mine.push(id);
        removeFirst(owned[other] ?? [], id);
      } else {
        mine.push(id);
      }
      claimants[id] = m;
    }
  }
  return { claimed, owned, doublyClaimed };
}

/**
 * True if all members subscribe the same topics. Members that subscribe nothing only count once somebody before
 * them subscribes something. Kafka: AbstractStickyAssignor.allSubscriptionsEqual, its first half.
 */
export function allSubscriptionsEqual(members: readonly MemberSubscription[]): boolean {
  let first: readonly string[] = [];
  const topics = new Set<string>();
  for (const member of members) {
    if (topics.size === 0) {
      first = member.topics;
      for (const topic of first) topics.add(topic);
    } else if (!sameList(first, member.topics)) {
      if (member.topics.length !== topics.size) return false;
      if (!member.topics.every((topic) => topics.has(topic))) return false;
    }
  }
  return true;
}

/** Java's List.remove(Object). */
export function removeFirst(list: number[], item: number): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
