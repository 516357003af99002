import type { ConsumerGroupDescribeResponse } from '../../protocol/api/consumer-group-describe.js';
import type { DescribedGroup } from '../../protocol/api/describe-groups.js';
import type { ErrorName } from '../../protocol/errors.js';
import { committedGroup, formerGroup } from '../committed.js';
import { FormerGroup, type Shard } from '../state.js';

/** Since this version an unknown group is an error, not a dead group. */
const GROUP_ID_NOT_FOUND_SINCE = 6;

/** DescribeGroups, one group. Kafka: GroupMetadataManager.describeGroups. */
export function describeGroup(shard: Shard, groupId: string, version: number): DescribedGroup {
  const found = committedGroup(shard, groupId);
  if (found === undefined) return unknownGroup(groupId, version);
  const group = found instanceof FormerGroup ? found : formerGroup(found);
  return {
    errorCode: 'NONE',
    errorMessage: null,
    groupId,
    groupState: group.state,
    protocolType: group.protocolType,
    protocolData: group.state === 'Stable' ? (group.protocolName ?? '') : '',
    members: group.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: member.metadata,
      memberAssignment: member.assignment,
    })),
  };
}

function unknownGroup(groupId: string, version: number): DescribedGroup {
  const isError = version >= GROUP_ID_NOT_FOUND_SINCE;
  return {
    ...describeError(groupId, isError ? 'GROUP_ID_NOT_FOUND' : 'NONE'),
    errorMessage: isError ? `Group ${groupId} not found.` : null,
    groupState: 'Dead',
  };
}

export function describeError(groupId: string, errorCode: ErrorName): DescribedGroup {
  return {
    errorCode,
    errorMessage: null,
    groupId,
    groupState: '',
    protocolType: '',
    protocolData: '',
    members: [],
  };
}

/** ConsumerGroupDescribe of a group of this coordinator: a classic one at most, which is no consumer group. */
export function describeConsumerGroup(
  shard: Shard,
  groupId: string,
): ConsumerGroupDescribeResponse['groups'][number] {
  const known = committedGroup(shard, groupId) !== undefined;
  const errorMessage = `Group ${groupId} ${known ? 'is not a consumer group' : 'not found'}.`;
  return { errorCode: 'GROUP_ID_NOT_FOUND', errorMessage, groupId };
}
