import type {
  ConsumerGroupDescribeRequest,
  ConsumerGroupDescribeResponse,
} from '../protocol/api/consumer-group-describe.js';
import type { DeleteGroupsRequest, DeleteGroupsResponse } from '../protocol/api/delete-groups.js';
import type {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
} from '../protocol/api/describe-groups.js';
import type { HeartbeatRequest, HeartbeatResponse } from '../protocol/api/heartbeat.js';
import type { JoinGroupRequest, JoinGroupResponse } from '../protocol/api/join-group.js';
import type { LeaveGroupRequest, LeaveGroupResponse } from '../protocol/api/leave-group.js';
import type { ListGroupsRequest, ListGroupsResponse } from '../protocol/api/list-groups.js';
import type { OffsetCommitRequest, OffsetCommitResponse } from '../protocol/api/offset-commit.js';
import type { OffsetDeleteRequest, OffsetDeleteResponse } from '../protocol/api/offset-delete.js';
import type { OffsetFetchRequest, OffsetFetchResponse } from '../protocol/api/offset-fetch.js';
import type { SyncGroupRequest, SyncGroupResponse } from '../protocol/api/sync-group.js';
import type {
  CompleteTransactionRequest,
  CompleteTransactionResponse,
  TxnOffsetCommitRequest,
  TxnOffsetCommitResponse,
} from '../protocol/api/txn-offset-commit.js';
import type { ErrorName } from '../protocol/errors.js';
import type { CoordinatorFact } from '../protocol/facts.js';
import type { ProducerState } from '../protocol/record-batch.js';
import type { CoordinatorRecord } from '../protocol/records.js';

/** What the group coordinator answers: its requests by Kafka's name. */
export interface CoordinatorRequests {
  JoinGroup: JoinGroupRequest;
  SyncGroup: SyncGroupRequest;
  Heartbeat: HeartbeatRequest;
  LeaveGroup: LeaveGroupRequest;
  OffsetCommit: OffsetCommitRequest;
  TxnOffsetCommit: TxnOffsetCommitRequest;
  CompleteTransaction: CompleteTransactionRequest;
  OffsetFetch: OffsetFetchRequest;
  OffsetDelete: OffsetDeleteRequest;
  DescribeGroups: DescribeGroupsRequest;
  ListGroups: ListGroupsRequest;
  DeleteGroups: DeleteGroupsRequest;
  ConsumerGroupDescribe: ConsumerGroupDescribeRequest;
}

export interface CoordinatorResponses {
  JoinGroup: JoinGroupResponse;
  SyncGroup: SyncGroupResponse;
  Heartbeat: HeartbeatResponse;
  LeaveGroup: LeaveGroupResponse;
  OffsetCommit: OffsetCommitResponse;
  TxnOffsetCommit: TxnOffsetCommitResponse;
  CompleteTransaction: CompleteTransactionResponse;
  OffsetFetch: OffsetFetchResponse;
  OffsetDelete: OffsetDeleteResponse;
  DescribeGroups: DescribeGroupsResponse;
  ListGroups: ListGroupsResponse;
  DeleteGroups: DeleteGroupsResponse;
  ConsumerGroupDescribe: ConsumerGroupDescribeResponse;
}

export type CoordinatorApi = keyof CoordinatorRequests;
export type CoordinatorRequestBody = CoordinatorRequests[CoordinatorApi];
export type CoordinatorResponseBody = CoordinatorResponses[CoordinatorApi];

/** A request of one api as the coordinator takes it. `token` names it in `respond`, and is never 0. */
export interface CoordinatorRequestOf<A extends CoordinatorApi> {
  readonly token: number;
  readonly api: A;
  readonly version: number;
  readonly clientId: string;
  /** The textual Java address: `/10.0.0.5`. */
  readonly clientHost: string;
  readonly body: CoordinatorRequests[A];
}

export type CoordinatorRequest = {
  [A in CoordinatorApi]: CoordinatorRequestOf<A>;
}[CoordinatorApi];

export type AppendResult =
  | { readonly error: Exclude<ErrorName, 'NONE'> }
  | { readonly error: 'NONE'; readonly lastOffset: number };

/** One entry of a partition of `__consumer_offsets`: a record, or (record null) a transaction marker. */
export type VisitLog = (
  record: CoordinatorRecord | null,
  offset: number,
  producer: ProducerState,
  control: 'COMMIT' | 'ABORT' | null,
) => void;

/**
 * What a coordinator needs of the broker that runs it. No call may re-enter the coordinator: after each entry point
 * the broker tells it with `onHighWatermark` what has been committed meanwhile.
 */
export interface CoordinatorHost {
  /** Virtual ms. */
  readonly now: number;
  /** Appends one batch to a partition of `__consumer_offsets` as its leader. null: not transactional. */
  append(
    partition: number,
    records: readonly CoordinatorRecord[],
    producer: ProducerState | null,
  ): AppendResult;
  /** Appends a transaction marker. */
  appendMarker(
    partition: number,
    producer: ProducerState,
    control: 'COMMIT' | 'ABORT',
  ): AppendResult;
  /** Every record of the partition's log, in log order, above the high watermark too: for loading. */
  readLog(partition: number, visit: VisitLog): void;
  /** Offsets below it are committed. Asked when a partition has been loaded. */
  highWatermark(partition: number): number;
  /** The answer to a waiting request leaves. */
  respond(token: number, body: CoordinatorResponseBody): void;
  /** A fresh member id `<prefix>-<n>`; n counts per prefix. */
  newMemberId(prefix: string): string;
  /** 0: no such topic. */
  partitionsOf(topic: string): number;
  /** The topic's name, '' if no topic has this id. */
  topicName(topicId: string): string;
  /** The topic's id, '' if there is no such topic. */
  topicId(topic: string): string;
  note(fact: CoordinatorFact): void;
}
