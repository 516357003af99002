import type { DeleteGroupsResponse } from '../../protocol/api/delete-groups.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { CoordinatorRecord } from '../../protocol/records.js';
import { type CoordinatorContext, findGroup } from '../context.js';
import { deleteAllOffsets } from '../offsets/delete.js';
import { groupTombstone } from '../records.js';
import type { ClassicGroup } from '../state.js';

/** DeleteGroups, those of one shard. Kafka: GroupCoordinatorShard.deleteGroups. */
export function deleteGroups(
  ctx: CoordinatorContext,
  groupIds: readonly string[],
): { records: readonly CoordinatorRecord[]; response: DeleteGroupsResponse } {
  const records: CoordinatorRecord[] = [];
  const results = groupIds.map((groupId) => {
    const errorCode = validateDelete(findGroup(ctx, groupId));
    if (errorCode === 'NONE') {
      deleteAllOffsets(ctx.shard, groupId, records);
      records.push(groupTombstone(groupId));
    }
    return { groupId, errorCode };
  });
  return { records, response: { results } };
}

/** Kafka: ClassicGroup.validateDeleteGroup. Pending ids do not keep a group alive. */
function validateDelete(group: ClassicGroup | undefined): ErrorName {
  if (group === undefined || group.state === 'Dead') return 'GROUP_ID_NOT_FOUND';
  return group.state === 'Empty' ? 'NONE' : 'NON_EMPTY_GROUP';
}

export function deleteGroupsError(
  groupIds: readonly string[],
  errorCode: ErrorName,
): DeleteGroupsResponse {
  return { results: groupIds.map((groupId) => ({ groupId, errorCode })) };
}
