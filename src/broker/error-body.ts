import { heartbeatResponse } from '../coordinator/classic/heartbeat.js';
import { joinError, syncError } from '../coordinator/classic/respond.js';
import { commitError } from '../coordinator/offsets/commit.js';
import { fetchErrorGroup } from '../coordinator/offsets/fetch.js';
import type { ErrorName } from '../protocol/errors.js';
import { type Envelope, requestBody } from '../protocol/messages.js';

/** The answer that says nothing but this error; undefined for an api that no client asks. */
export function errorBody(request: Envelope, errorCode: ErrorName): unknown {
  switch (request.api) {
    case 'Produce':
      return {
        partitions: requestBody(request, 'Produce').batches.map(({ tp }) => ({
          ...{ tp, errorCode, baseOffset: -1, logStartOffset: -1, leaderEpoch: -1, topicId: '' },
        })),
      };
    case 'Fetch': {
      const none = { highWatermark: -1, lastStableOffset: -1, logStartOffset: -1 };
      const rest = { ...none, divergingEpoch: null, batches: [] };
      const { partitions } = requestBody(request, 'Fetch');
      return { partitions: partitions.map(({ tp }) => ({ tp, errorCode, ...rest })) };
    }
    case 'ListOffsets': {
      const none = { timestamp: -1, offset: -1, leaderEpoch: -1 };
      const { partitions } = requestBody(request, 'ListOffsets');
      return { partitions: partitions.map(({ tp }) => ({ tp, errorCode, ...none })) };
    }
    case 'Metadata': {
      const none = { topicId: '', isInternal: false, partitions: [] };
      const topics = requestBody(request, 'Metadata').topics ?? [];
      return {
        brokers: [],
        controllerId: -1,
        topics: topics.map((name) => ({ errorCode, name, ...none })),
      };
    }
    case 'FindCoordinator': {
      const keys = requestBody(request, 'FindCoordinator').coordinatorKeys;
      return { coordinators: keys.map((key) => ({ key, nodeId: -1, errorCode })) };
    }
    case 'JoinGroup':
      return joinError(errorCode, requestBody(request, 'JoinGroup').memberId);
    case 'SyncGroup':
      return syncError(errorCode);
    case 'Heartbeat':
      return heartbeatResponse(errorCode);
    case 'LeaveGroup':
      return { errorCode, members: [] };
    case 'OffsetCommit':
      return commitError(requestBody(request, 'OffsetCommit'), errorCode);
    case 'OffsetFetch': {
      const { groups } = requestBody(request, 'OffsetFetch');
      return { groups: groups.map(({ groupId }) => fetchErrorGroup(groupId, errorCode)) };
    }
    default:
      return undefined;
  }
}
