import type { ErrorName } from '../../protocol/errors.js';
import { validateMember } from '../classic/validate.js';
import type { ClassicGroup } from '../state.js';

/**
 * Who may commit to a group. A transaction is let in where a plain commit is not: old producers send no ids, and the
 * state of the group is none of its business.
 * Kafka: ClassicGroup.validateOffsetCommit.
 */
export function validateOffsetCommit(
  group: ClassicGroup,
  memberId: string,
  groupInstanceId: string | null,
  generationId: number,
  isTransactional: boolean,
): ErrorName {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
  // An operator, or a consumer that uses the group to keep offsets only.
  if (generationId < 0 && group.state === 'Empty') return 'NONE';
  if (generationId >= 0 || memberId !== '' || groupInstanceId !== null) {
    const error = validateMember(group, memberId, groupInstanceId);
    if (error !== 'NONE') return error;
    if (generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  } else if (!isTransactional && group.state !== 'Empty') {
    return 'UNKNOWN_MEMBER_ID';
  }
  // The ids are those of the new generation, whose assignment nobody has yet: let the consumer take it in first.
  if (!isTransactional && group.state === 'CompletingRebalance') return 'REBALANCE_IN_PROGRESS';
  return 'NONE';
}
