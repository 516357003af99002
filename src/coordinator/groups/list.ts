import type { ListGroupsRequest, ListGroupsResponse } from '../../protocol/api/list-groups.js';
import { committedGroup, committedGroupIds } from '../committed.js';
import type { Shard } from '../state.js';

type ListedGroup = ListGroupsResponse['groups'][number];

const GROUP_TYPE = 'classic';

/** ListGroups, one shard. Kafka: GroupMetadataManager.listGroups. */
export function listGroups(shard: Shard, request: ListGroupsRequest): ListedGroup[] {
  const states = request.statesFilter.map((state) => state.toLowerCase().trim());
  const types = request.typesFilter.map((type) => type.toLowerCase());
  const listed: ListedGroup[] = [];
  if (types.length > 0 && !types.includes(GROUP_TYPE)) return listed;
  for (const groupId of committedGroupIds(shard)) {
    const group = committedGroup(shard, groupId);
    if (group === undefined) continue;
    if (states.length > 0 && !states.includes(group.state.toLowerCase())) continue;
    const { state: groupState, protocolType } = group;
    listed.push({ groupId, protocolType: protocolType ?? '', groupState, groupType: GROUP_TYPE });
  }
  return listed;
}
