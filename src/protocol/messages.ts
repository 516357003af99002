import type { AlterPartitionRequest, AlterPartitionResponse } from './api/alter-partition.js';
import type {
  ConsumerGroupDescribeRequest,
  ConsumerGroupDescribeResponse,
} from './api/consumer-group-describe.js';
import type { DeleteGroupsRequest, DeleteGroupsResponse } from './api/delete-groups.js';
import type { DeleteRecordsRequest, DeleteRecordsResponse } from './api/delete-records.js';
import type { DescribeGroupsRequest, DescribeGroupsResponse } from './api/describe-groups.js';
import type { FetchRequest, FetchResponse } from './api/fetch.js';
import type { FindCoordinatorRequest, FindCoordinatorResponse } from './api/find-coordinator.js';
import type { HeartbeatRequest, HeartbeatResponse } from './api/heartbeat.js';
import type { JoinGroupRequest, JoinGroupResponse } from './api/join-group.js';
import type { LeaveGroupRequest, LeaveGroupResponse } from './api/leave-group.js';
import type { ListGroupsRequest, ListGroupsResponse } from './api/list-groups.js';
import type { ListOffsetsRequest, ListOffsetsResponse } from './api/list-offsets.js';
import type { MetadataRequest, MetadataResponse } from './api/metadata.js';
import type { OffsetCommitRequest, OffsetCommitResponse } from './api/offset-commit.js';
import type { OffsetDeleteRequest, OffsetDeleteResponse } from './api/offset-delete.js';
import type { OffsetFetchRequest, OffsetFetchResponse } from './api/offset-fetch.js';
import type {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from './api/offset-for-leader-epoch.js';
import type { ProduceRequest, ProduceResponse } from './api/produce.js';
import type { SyncGroupRequest, SyncGroupResponse } from './api/sync-group.js';
import type { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from './api/txn-offset-commit.js';
import type { ClusterImage } from './cluster-image.js';

/** Request and response of each API that travels over the simulated network. */
export interface Apis {
  Produce: [ProduceRequest, ProduceResponse];
  Fetch: [FetchRequest, FetchResponse];
  ListOffsets: [ListOffsetsRequest, ListOffsetsResponse];
  OffsetForLeaderEpoch: [OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse];
  Metadata: [MetadataRequest, MetadataResponse];
  DeleteRecords: [DeleteRecordsRequest, DeleteRecordsResponse];
  FindCoordinator: [FindCoordinatorRequest, FindCoordinatorResponse];
  JoinGroup: [JoinGroupRequest, JoinGroupResponse];
  SyncGroup: [SyncGroupRequest, SyncGroupResponse];
  Heartbeat: [HeartbeatRequest, HeartbeatResponse];
  LeaveGroup: [LeaveGroupRequest, LeaveGroupResponse];
  OffsetCommit: [OffsetCommitRequest, OffsetCommitResponse];
  TxnOffsetCommit: [TxnOffsetCommitRequest, TxnOffsetCommitResponse];
  OffsetFetch: [OffsetFetchRequest, OffsetFetchResponse];
  OffsetDelete: [OffsetDeleteRequest, OffsetDeleteResponse];
  DescribeGroups: [DescribeGroupsRequest, DescribeGroupsResponse];
  ConsumerGroupDescribe: [ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse];
  ListGroups: [ListGroupsRequest, ListGroupsResponse];
  DeleteGroups: [DeleteGroupsRequest, DeleteGroupsResponse];
  /** A leader asks the controller for another ISR. */
  AlterPartition: [AlterPartitionRequest, AlterPartitionResponse];
  /** The controller tells a broker the new metadata (in Kafka: the metadata log). Never answered. */
  UpdateMetadata: [ClusterImage, never];
}

export type ApiName = keyof Apis;
export type RequestBody<A extends ApiName = ApiName> = Apis[A][0];
export type ResponseBody<A extends ApiName = ApiName> = Apis[A][1];

/**
 * A message between two nodes, in flight or waiting to be answered. A class: immer never drafts it, nor anything
 * that is only reached through it, so a body is a plain literal that nobody may change once it is sent.
 */
export class Envelope {
  constructor(
    /** Its place in the order of events: see `sim/queue`. */
    readonly at: number,
    readonly seq: number,
    readonly kind: 'request' | 'response' | 'disconnect',
    /** Node numbers: 0 the controller, 1… the brokers by their ids, then clients. */
    readonly from: number,
    readonly to: number,
    /** A process that crashed and came back is another incarnation: connections of the old one are gone. */
    readonly fromIncarnation: number,
    readonly toIncarnation: number,
    readonly api: ApiName,
    readonly version: number,
    readonly correlationId: number,
    readonly clientId: string,
    readonly body: unknown,
  ) {}
}

/** The body of an envelope whose `api` the caller has checked. */
export function requestBody<A extends ApiName>(envelope: Envelope, _api: A): Apis[A][0] {
  return envelope.body as Apis[A][0]; // `api` and `body` are set together by whoever sends
}

/** The body of a response whose `api` the caller has checked. */
export function responseBody<A extends ApiName>(envelope: Envelope, _api: A): Apis[A][1] {
  return envelope.body as Apis[A][1]; // `api` and `body` are set together by whoever sends
}
