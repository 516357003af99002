import type { MemberSubscription } from './assignor.js';
import type { PartitionTable } from './partition-table.js';
import type { Claims } from './sticky-claims.js';
import type { RackInfo } from './sticky-racks.js';

/** The assignment while it grows. Kafka: AbstractStickyAssignor.ConstrainedAssignmentBuilder. */
export interface Constrained {
  readonly table: PartitionTable;
  readonly members: readonly MemberSubscription[];
  readonly racks: RackInfo;
  readonly claims: Claims;
  readonly minQuota: number;
  readonly maxQuota: number;
  /** How many members are to get more than `minQuota`; 0 if both quotas are equal. */
  readonly expectedOverMin: number;
  /** How many do so far. */
  overMin: number;
  /** Members with less than `minQuota`. */
  underMin: number[];
  /** Members with exactly `minQuota` that may get one more. */
  exactlyMin: number[];
  /** Owned partitions that were not kept, and who owned them. */
  readonly maybeRevoked: Map<number, number>;
  readonly lists: number[][];
  readonly transferring: Map<number, number>;
}

export interface StickyResult {
  /** Per member its partition ids. */
  readonly lists: number[][];
  /** Partitions that change hands and their new members; null: not worked out. */
  readonly transferring: ReadonlyMap<number, number> | null;
}

/** Assigns a free partition; it is in transfer if another member may still be working on it. */
export function give(state: Constrained, id: number, m: number): number {
  const revokedFrom = state.maybeRevoked.get(id);
  if (
    (revokedFrom !== undefined && revokedFrom !== m) ||
    (state.claims.doublyClaimed.size > 0 && state.claims.doublyClaimed.has(id))
  ) {
    state.transferring.set(id, m);
  }
  return state.lists[m]?.push(id) ?? 0;
}
