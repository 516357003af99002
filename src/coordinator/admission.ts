import type { OffsetFetchPartition, OffsetFetchResponse } from '../protocol/api/offset-fetch.js';
import type { ErrorName } from '../protocol/errors.js';
import { syncError } from './classic/respond.js';
import type {
  CoordinatorHost,
  CoordinatorRequest,
  CoordinatorRequestOf,
  CoordinatorResponseBody,
} from './host.js';
import { Admitted, type CoordinatorState, type RefusedPartition } from './state.js';

/*
 * What a broker does with a request before the coordinator sees it, and with the answer after. Kafka: KafkaApis and
 * the constructors of the request classes. A recording of the coordinator itself enters behind it.
 */

/** The request as the coordinator gets it, or null if it has been answered here. */
export function admit(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequest,
): CoordinatorRequest | null {
  switch (request.api) {
    case 'JoinGroup':
      // Version 0 has no rebalance timeout of its own (JoinGroupRequest.maybeOverrideRebalanceTimeout).
      if (request.version > 0) return request;
      return {
        ...request,
        body: { ...request.body, rebalanceTimeoutMs: request.body.sessionTimeoutMs },
      };
    case 'SyncGroup':
      return admitSync(host, request);
    case 'OffsetCommit':
    case 'TxnOffsetCommit':
      return admitCommit(state, host, request);
    case 'OffsetDelete':
      return admitOffsetDelete(state, host, request);
    case 'OffsetFetch':
      return request.version < 10 ? request : admitFetchById(state, host, request);
    case 'DeleteGroups':
      return { ...request, body: { groupsNames: [...new Set(request.body.groupsNames)] } };
    default:
      return request;
  }
}

function admitSync(
  host: CoordinatorHost,
  request: CoordinatorRequestOf<'SyncGroup'>,
): CoordinatorRequest | null {
  const { protocolType, protocolName } = request.body;
  if (request.version < 5 || (protocolType !== null && protocolName !== null)) return request;
  host.respond(request.token, syncError('INCONSISTENT_GROUP_PROTOCOL'));
  return null;
}

type Refusal = RefusedPartition['error'] | 'NONE';

/** Only offsets of partitions that exist reach the coordinator. Nothing left: the group is not looked at at all. */
function admitCommit(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequestOf<'OffsetCommit'> | CoordinatorRequestOf<'TxnOffsetCommit'>,
): CoordinatorRequest | null {
  const { body, version, api, token } = request;
  const byId = api === 'OffsetCommit' && version >= 10;
  const old = api === 'TxnOffsetCommit' && version < 2;
  if (!byId && !old && allKnown(host, body.topics)) return request;
  const refused: RefusedPartition[] = [];
  const topics = [];
  for (const topic of body.topics) {
    const topicId = 'topicId' in topic ? topic.topicId : '';
    const name = byId ? host.topicName(topicId) : topic.name;
    const count = name === '' ? 0 : host.partitionsOf(name);
    const partitions = topic.partitions.filter(({ partitionIndex: partition }) => {
      const error = refusal(byId, name, count, partition);
      if (error === 'NONE') return true;
      refused.push({ group: body.groupId, topic: name, topicId, partition, error });
      return false;
    });
    if (partitions.length > 0) topics.push({ name, topicId, partitions });
  }
  if (refused.length > 0 || old) state.admitted.set(token, new Admitted(api, version, refused));
  if (topics.length === 0 && refused.length > 0) {
    host.respond(token, completeAnswer(state, host, token, { topics: [] }));
    return null;
  }
  return { ...request, body: { ...body, topics } } as CoordinatorRequest; // api and body stay together
}

/** The common case, without a copy. */
function allKnown(
  host: CoordinatorHost,
  topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly partitionIndex: number }[];
  }[],
): boolean {
  for (const { name, partitions } of topics) {
    const count = host.partitionsOf(name);
    for (const { partitionIndex } of partitions) {
      if (partitionIndex < 0 || partitionIndex >= count) return false;
    }
  }
  return true;
}

function refusal(byId: boolean, name: string, count: number, partition: number): Refusal {
  if (byId && name === '') return 'UNKNOWN_TOPIC_ID';
  return partition >= 0 && partition < count ? 'NONE' : 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** The coordinator is asked even if no topic is left: errors of the group still show. */
function admitOffsetDelete(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequestOf<'OffsetDelete'>,
): CoordinatorRequest {
  const { body, version, token } = request;
  const refused: RefusedPartition[] = [];
  const topics = [];
  for (const { name, partitions } of body.topics) {
    const count = host.partitionsOf(name);
    const known = partitions.filter(({ partitionIndex: partition }) => {
      const error = refusal(false, name, count, partition);
      if (error === 'NONE') return true;
      refused.push({ group: body.groupId, topic: name, topicId: '', partition, error });
      return false;
    });
    if (known.length > 0) topics.push({ name, partitions: known });
  }
  if (refused.length === 0) return request;
  state.admitted.set(token, new Admitted('OffsetDelete', version, refused));
  return { ...request, body: { ...body, topics } };
}

/** Topics given by id get their name. */
function admitFetchById(
  state: CoordinatorState,
  host: CoordinatorHost,
  request: CoordinatorRequestOf<'OffsetFetch'>,
): CoordinatorRequest {
  const { body, version, token } = request;
  const refused: RefusedPartition[] = [];
  const groups = body.groups.map(({ groupId, topics: asked }) => {
    if (asked === null) return { groupId, topics: null };
    const topics = [];
    for (const { topicId, partitionIndexes } of asked) {
      const name = host.topicName(topicId);
      if (name !== '') topics.push({ name, topicId, partitionIndexes });
      else
        for (const partition of partitionIndexes) {
          const error = 'UNKNOWN_TOPIC_ID';
          refused.push({ group: groupId, topic: '', topicId, partition, error });
        }
    }
    return { groupId, topics };
  });
  state.admitted.set(token, new Admitted('OffsetFetch', version, refused));
  return { ...request, body: { ...body, groups } };
}

/** The answer as it leaves the broker. */
export function completeAnswer(
  state: CoordinatorState,
  host: CoordinatorHost,
  token: number,
  body: CoordinatorResponseBody,
): CoordinatorResponseBody {
  const admitted = state.admitted.get(token);
  if (admitted === undefined) return body;
  state.admitted.delete(token);
  if (admitted.api === 'OffsetFetch')
    return completeFetch(host, body as OffsetFetchResponse, admitted.refused); // the token names an OffsetFetch
  const { topics } = body as TopicsAnswer; // the other three answer by topic
  if ('errorCode' in body && body.errorCode !== 'NONE') return body;
  const old = admitted.api === 'TxnOffsetCommit' && admitted.version < 2;
  const merged = mergeRefused(admitted.refused, topics, old);
  return { ...body, topics: merged } as CoordinatorResponseBody; // as it came, with more partitions
}

interface TopicsAnswer {
  readonly topics: readonly TopicAnswer[];
}

interface TopicAnswer {
  readonly name: string;
  readonly topicId?: string;
  readonly partitions: readonly {
    readonly partitionIndex: number;
    readonly errorCode: ErrorName;
  }[];
}

/** What was refused comes first. Producers before 2.0 do not know that a coordinator may be loading. */
function mergeRefused(
  refused: readonly RefusedPartition[],
  answered: readonly TopicAnswer[],
  old: boolean,
): TopicAnswer[] {
  const topics = new Map<
    string,
    { topic: TopicAnswer; partitions: TopicAnswer['partitions'][number][] }
  >();
  const of = (topic: TopicAnswer) => {
    const key = `${topic.topicId ?? ''} ${topic.name}`;
    const known = topics.get(key) ?? { topic, partitions: [] };
    topics.set(key, known);
    return known.partitions;
  };
  for (const { topic, topicId, partition, error } of refused) {
    const partitions = of({ name: topic, topicId, partitions: [] });
    partitions.push({ partitionIndex: partition, errorCode: error });
  }
  for (const topic of answered) {
    const partitions = of(topic);
    for (const { partitionIndex, errorCode } of topic.partitions) {
      const loading = old && errorCode === 'COORDINATOR_LOAD_IN_PROGRESS';
      partitions.push({
        partitionIndex,
        errorCode: loading ? 'COORDINATOR_NOT_AVAILABLE' : errorCode,
      });
    }
  }
  return [...topics.values()].map(({ topic, partitions }) => ({ ...topic, partitions }));
}

/** Names topics by id where the request did, and adds those whose id nobody knows. */
function completeFetch(
  host: CoordinatorHost,
  body: OffsetFetchResponse,
  refused: readonly RefusedPartition[],
): OffsetFetchResponse {
  const groups = body.groups.map((group) => {
    if (group.errorCode !== 'NONE') return group;
    const topics = group.topics.flatMap((topic) => {
      const topicId = topic.topicId === '' ? host.topicId(topic.name) : topic.topicId;
      return topicId === '' ? [] : [{ ...topic, topicId }];
    });
    const unknown = new Map<string, OffsetFetchPartition[]>();
    for (const { group: groupId, topicId, partition, error } of refused) {
      if (groupId !== group.groupId) continue;
      const partitions = unknown.get(topicId) ?? [];
      partitions.push(notFetched(partition, error));
      unknown.set(topicId, partitions);
    }
    for (const [topicId, partitions] of unknown) topics.push({ name: '', topicId, partitions });
    return { ...group, topics };
  });
  return { groups };
}

function notFetched(partitionIndex: number, errorCode: ErrorName): OffsetFetchPartition {
  const nothing = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '' };
  return { partitionIndex, ...nothing, errorCode };
}
