import { compareStrings } from '../util/compare.js';
import type { MemberSubscription } from './assignor.js';

/**
 * Static members first, by instance id; then the dynamic ones, by member id.
 * Kafka: AbstractPartitionAssignor.MemberInfo.compareTo.
 */
export function compareMemberInfo(a: MemberSubscription, b: MemberSubscription): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) {
    return compareStrings(a.groupInstanceId, b.groupInstanceId);
  }
  if (a.groupInstanceId !== null) return -1;
  if (b.groupInstanceId !== null) return 1;
  return compareStrings(a.memberId, b.memberId);
}

/** The positions of `members` in MemberInfo order. */
export function memberInfoOrder(members: readonly MemberSubscription[]): number[] {
  const order = members.map((_, i) => i);
  order.sort((a, b) =>
    compareMemberInfo(members[a] as MemberSubscription, members[b] as MemberSubscription),
  ); // both are positions
  return order;
}
