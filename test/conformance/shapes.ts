import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from '../../src/protocol/consumer-protocol.js';
import { isArray, isObject, type Json, type JsonObject } from './json.js';

/*
 * Kafka's messages as transcripts write them: fields at their default left out, `errorCode` as `error`, bytes of the
 * consumer protocol decoded, a field only at the versions that have it.
 */

/** type -> field -> default: defaults.json. */
export type Defaults = Readonly<Record<string, JsonObject>>;

interface Field {
  /** The type of a nested object, or of a list's items. */
  readonly of?: string;
  readonly bytes?: 'subscription' | 'assignment';
  readonly since?: number;
  readonly until?: number;
  readonly id?: 'topic';
}

const TOPIC_ID: Field = { id: 'topic', since: 10 };
const TOPIC_NAME: Field = { until: 9 };

/** What defaults.json does not say. Everything else is a plain field. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  JoinGroupRequestData: { protocols: { of: 'JoinGroupRequestData.JoinGroupRequestProtocol' } },
  'JoinGroupRequestData.JoinGroupRequestProtocol': { metadata: { bytes: 'subscription' } },
  JoinGroupResponseData: {
    members: { of: 'JoinGroupResponseData.JoinGroupResponseMember' },
    protocolType: { since: 7 },
    skipAssignment: { since: 9 },
  },
  'JoinGroupResponseData.JoinGroupResponseMember': {
    metadata: { bytes: 'subscription' },
    groupInstanceId: { since: 5 },
  },
  SyncGroupRequestData: { assignments: { of: 'SyncGroupRequestData.SyncGroupRequestAssignment' } },
  'SyncGroupRequestData.SyncGroupRequestAssignment': { assignment: { bytes: 'assignment' } },
  SyncGroupResponseData: {
    assignment: { bytes: 'assignment' },
    protocolType: { since: 5 },
    protocolName: { since: 5 },
  },
  LeaveGroupRequestData: { members: { of: 'LeaveGroupRequestData.MemberIdentity' } },
  LeaveGroupResponseData: { members: { of: 'LeaveGroupResponseData.MemberResponse' } },
  OffsetCommitRequestData: { topics: { of: 'OffsetCommitRequestData.OffsetCommitRequestTopic' } },
  'OffsetCommitRequestData.OffsetCommitRequestTopic': {
    topicId: { id: 'topic' },
    partitions: { of: 'OffsetCommitRequestData.OffsetCommitRequestPartition' },
  },
  OffsetCommitResponseData: {
    topics: { of: 'OffsetCommitResponseData.OffsetCommitResponseTopic' },
  },
  'OffsetCommitResponseData.OffsetCommitResponseTopic': {
    name: TOPIC_NAME,
    topicId: TOPIC_ID,
    partitions: { of: 'OffsetCommitResponseData.OffsetCommitResponsePartition' },
  },
  TxnOffsetCommitRequestData: {
    topics: { of: 'TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic' },
  },
  'TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic': {
    partitions: { of: 'TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition' },
  },
  TxnOffsetCommitResponseData: {
    topics: { of: 'TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic' },
  },
  'TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic': {
    partitions: { of: 'TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition' },
  },
  OffsetFetchRequestData: { groups: { of: 'OffsetFetchRequestData.OffsetFetchRequestGroup' } },
  'OffsetFetchRequestData.OffsetFetchRequestGroup': {
    topics: { of: 'OffsetFetchRequestData.OffsetFetchRequestTopics' },
  },
  'OffsetFetchRequestData.OffsetFetchRequestTopics': { topicId: { id: 'topic' } },
  OffsetFetchResponseData: { groups: { of: 'OffsetFetchResponseData.OffsetFetchResponseGroup' } },
  'OffsetFetchResponseData.OffsetFetchResponseGroup': {
    topics: { of: 'OffsetFetchResponseData.OffsetFetchResponseTopics' },
  },
  'OffsetFetchResponseData.OffsetFetchResponseTopics': {
    name: TOPIC_NAME,
    topicId: TOPIC_ID,
    partitions: { of: 'OffsetFetchResponseData.OffsetFetchResponsePartitions' },
  },
  OffsetDeleteRequestData: { topics: { of: 'OffsetDeleteRequestData.OffsetDeleteRequestTopic' } },
  'OffsetDeleteRequestData.OffsetDeleteRequestTopic': {
    partitions: { of: 'OffsetDeleteRequestData.OffsetDeleteRequestPartition' },
  },
  OffsetDeleteResponseData: {
    topics: { of: 'OffsetDeleteResponseData.OffsetDeleteResponseTopic' },
  },
  'OffsetDeleteResponseData.OffsetDeleteResponseTopic': {
    partitions: { of: 'OffsetDeleteResponseData.OffsetDeleteResponsePartition' },
  },
  DescribeGroupsResponseData: { groups: { of: 'DescribeGroupsResponseData.DescribedGroup' } },
  'DescribeGroupsResponseData.DescribedGroup': {
    members: { of: 'DescribeGroupsResponseData.DescribedGroupMember' },
  },
  'DescribeGroupsResponseData.DescribedGroupMember': {
    groupInstanceId: { since: 4 },
    memberMetadata: { bytes: 'subscription' },
    memberAssignment: { bytes: 'assignment' },
  },
  ListGroupsResponseData: { groups: { of: 'ListGroupsResponseData.ListedGroup' } },
  'ListGroupsResponseData.ListedGroup': { groupState: { since: 4 }, groupType: { since: 5 } },
  DeleteGroupsResponseData: { results: { of: 'DeleteGroupsResponseData.DeletableGroupResult' } },
  ConsumerGroupDescribeResponseData: {
    groups: { of: 'ConsumerGroupDescribeResponseData.DescribedGroup' },
  },
  GroupMetadataValue: { members: { of: 'GroupMetadataValue.MemberMetadata' } },
  'GroupMetadataValue.MemberMetadata': {
    subscription: { bytes: 'subscription' },
    assignment: { bytes: 'assignment' },
  },
  OffsetCommitValue: {
    topicId: { id: 'topic', since: 4 },
    leaderEpoch: { since: 3 },
    expireTimestamp: { since: 1, until: 1 },
  },
};

const NO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

/** What our messages do not carry, and texts that are not to be compared. */
const IGNORED = new Set(['throttleTimeMs', 'errorMessage', 'includeAuthorizedOperations']);

/** Our form of a message: every field there. */
export function fillIn(defaults: Defaults, type: string, json: JsonObject): JsonObject {
  const filled: Record<string, Json> = {};
  for (const [field, fallback] of Object.entries(defaults[type] ?? json)) {
    const value = json[field] ?? (field in json ? null : fallback);
    filled[field] = toOurs(defaults, FIELDS[type]?.[field] ?? {}, value, fallback);
  }
  return filled;
}

function toOurs(defaults: Defaults, field: Field, value: Json, fallback: Json): Json {
  if (field.bytes !== undefined) return encode(field.bytes, value);
  if (field.id === 'topic') return value === NO_TOPIC_ID ? '' : value;
  if (field.of !== undefined && isArray(value)) {
    const { of } = field;
    return value.map((item) => (isObject(item) ? fillIn(defaults, of, item) : item));
  }
  // Beyond 2^53: rounded, on both sides of a comparison.
  if (typeof fallback === 'number' && typeof value === 'string') return Number(value);
  return value;
}

/** The transcript's form of one of our messages; with the same defaults a recorded one comes out as it went in. */
export function leaveOut(
  defaults: Defaults,
  type: string,
  message: JsonObject,
  version: number,
): JsonObject {
  const known = defaults[type] ?? {};
  const left: Record<string, Json> = {};
  for (const [name, given] of Object.entries(message)) {
    const field = name === 'errorCode' ? 'error' : name;
    const { since = 0, until = 99, ...rest } = FIELDS[type]?.[field] ?? {};
    if (IGNORED.has(field) || version < since || version > until) continue;
    const value = toTheirs(defaults, rest, given, known[field] ?? null, version);
    if (!isDefault(value, known, field)) left[field] = value;
  }
  return left;
}

function isDefault(value: Json, known: JsonObject, field: string): boolean {
  if (field === 'error' && value === 'NONE') return true;
  if (!(field in known)) return false;
  const fallback = known[field];
  return isArray(fallback) ? isArray(value) && value.length === 0 : value === fallback;
}

function toTheirs(
  defaults: Defaults,
  field: Field,
  value: Json,
  fallback: Json,
  version: number,
): Json {
  if (field.bytes !== undefined) return decode(defaults, field.bytes, value);
  if (field.id === 'topic') return value === '' ? NO_TOPIC_ID : value;
  if (field.of !== undefined && isArray(value)) {
    const { of } = field;
    return value.map((item) => (isObject(item) ? leaveOut(defaults, of, item, version) : item));
  }
  if (typeof fallback === 'number' && typeof value === 'string') return Number(value);
  return value;
}

/** The consumer protocol's own fields, with their defaults. */
function encode(kind: 'subscription' | 'assignment', value: Json): string {
  if (typeof value === 'string') return value === '' ? '' : `base64:${value}`;
  if (!isObject(value)) return '';
  const { version, topics, ownedPartitions, generationId, rackId, userData } = value;
  // The recorded fields have the types of the schema.
  if (kind === 'assignment') {
    const assignedPartitions = value.assignedPartitions ?? [];
    return encodeAssignment({
      version,
      assignedPartitions,
      userData: userData ?? null,
    } as unknown as Parameters<typeof encodeAssignment>[0]);
  }
  return encodeSubscription({
    version,
    topics: topics ?? [],
    ownedPartitions: ownedPartitions ?? [],
    generationId: generationId ?? -1,
    rackId: rackId ?? null,
    userData: userData ?? null,
  } as unknown as Parameters<typeof encodeSubscription>[0]);
}

function decode(defaults: Defaults, kind: 'subscription' | 'assignment', value: Json): Json {
  if (typeof value !== 'string') return value; // recorded: decoded already
  if (value === '') return '';
  const decoded = kind === 'subscription' ? decodeSubscription(value) : decodeAssignment(value);
  if (decoded === undefined) return value.replace(/^base64:/, '');
  const { version, ...fields } = decoded as unknown as JsonObject; // plain data
  const type =
    kind === 'subscription' ? 'ConsumerProtocolSubscription' : 'ConsumerProtocolAssignment';
  return { version: version ?? 0, ...leaveOut(defaults, type, fields, 99) };
}
