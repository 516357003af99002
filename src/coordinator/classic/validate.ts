import type { ErrorName } from '../../protocol/errors.js';
import type { ClassicGroup } from '../state.js';

/** Whether a request's ids name a member. Pending ids are no members. Kafka: ClassicGroup.validateMember. */
export function validateMember(
  group: ClassicGroup,
  memberId: string,
  groupInstanceId: string | null,
): ErrorName {
  if (groupInstanceId !== null) {
    const current = group.staticMembers.get(groupInstanceId);
    if (current === undefined) return 'UNKNOWN_MEMBER_ID';
    if (current !== memberId) return 'FENCED_INSTANCE_ID';
  }
  return group.members.has(memberId) ? 'NONE' : 'UNKNOWN_MEMBER_ID';
}
