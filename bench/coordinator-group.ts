import { COORDINATOR_DEFAULTS } from '../src/coordinator/config.js';
import type {
  AppendResult,
  CoordinatorApi,
  CoordinatorHost,
  CoordinatorRequest,
  CoordinatorRequests,
  CoordinatorResponseBody,
  CoordinatorResponses,
  VisitLog,
} from '../src/coordinator/host.js';
import {
  beginLoad,
  type CoordinatorState,
  endLoad,
  fireCoordinatorTimer,
  handleRequest,
  makeCoordinator,
  onHighWatermark,
  partitionFor,
} from '../src/coordinator/service.js';
import {
  appendAsLeader,
  makeLog,
  type PartitionLog,
  visitBatches,
} from '../src/log/partition-log.js';
import { encodeAssignment, encodeSubscription } from '../src/protocol/consumer-protocol.js';
import { LogRecord, NO_PRODUCER } from '../src/protocol/record-batch.js';
import type { CoordinatorRecord } from '../src/protocol/records.js';
import { invariant } from '../src/util/invariant.js';

export const BENCH_GROUP = 'bench';
const PARTITIONS_OF_TOPIC = 1_000;
const PARTITION = partitionFor(BENCH_GROUP, COORDINATOR_DEFAULTS.offsetsTopicNumPartitions);

/** The least a coordinator can live on: a log that is committed at once, and answers that are only kept. */
class TrivialHost implements CoordinatorHost {
  now = 0;
  log: PartitionLog = makeLog();
  readonly answers = new Map<number, CoordinatorResponseBody>();
  private memberIds = 0;

  append(_partition: number, records: readonly CoordinatorRecord[]): AppendResult {
    const batch = records.map((record) => new LogRecord(null, record, this.now));
    const { lastOffset } = appendAsLeader(this.log, batch, 0, NO_PRODUCER);
    return { error: 'NONE', lastOffset };
  }

  appendMarker(): AppendResult {
    return { error: 'UNKNOWN_SERVER_ERROR' };
  }

  readLog(_partition: number, visit: VisitLog): void {
    visitBatches(this.log, 0, (batch) => {
      batch.records.forEach((record, i) => {
        const { value } = record;
        if (value !== null && typeof value !== 'string')
          visit(value, batch.offsetAt(i), batch.producer, null);
      });
      return true;
    });
  }

  highWatermark(): number {
    return this.log.logEndOffset;
  }

  respond(token: number, body: CoordinatorResponseBody): void {
    this.answers.set(token, body);
  }

  newMemberId(prefix: string): string {
    this.memberIds += 1;
    return `${prefix}-${this.memberIds}`;
  }

  partitionsOf(): number {
    return PARTITIONS_OF_TOPIC;
  }

  topicName(topicId: string): string {
    return topicId;
  }

  topicId(topic: string): string {
    return topic;
  }

  note(): void {
    // no trace
  }
}

/** A coordinator with one classic group, driven by requests without network. */
export class BenchGroup {
  readonly host = new TrivialHost();
  readonly memberIds: string[] = [];
  generation = 0;
  private state: CoordinatorState;
  private token = 0;
  private readonly metadata = subscription();

  constructor(members: number) {
    this.state = loaded(this.host);
    const tokens = Array.from({ length: members }, () => this.join(''));
    while (fireCoordinatorTimer(this.state, this.host)) {
      // the initial delay of 0 ms, once more for those who came meanwhile
    }
    for (const token of tokens) this.memberIds.push(this.answer(token, 'JoinGroup').memberId);
    this.sync(tokens[0] ?? 0);
  }

  /** The log starts anew, so that a sample does not measure what the one before has kept. */
  forgetLog(): void {
    const { logEndOffset } = this.host.log;
    this.host.log = { ...makeLog(), logStartOffset: logEndOffset, logEndOffset };
    this.host.log.highWatermark = logEndOffset;
  }

  /** Sends a request and lets everything it wrote be committed; returns its token. */
  send<A extends CoordinatorApi>(api: A, version: number, body: CoordinatorRequests[A]): number {
    const token = ++this.token;
    const request = { token, api, version, clientId: 'c', clientHost: '/10.0.0.1', body };
    handleRequest(this.state, this.host, request as CoordinatorRequest); // api and body belong together
    onHighWatermark(this.state, this.host, PARTITION, this.host.log.logEndOffset);
    return token;
  }

  /** Takes the answer to a request, which must have come. */
  answer<A extends CoordinatorApi>(token: number, api: A): CoordinatorResponses[A] {
    const body = this.host.answers.get(token);
    invariant(body !== undefined, 'the request was answered', { api });
    this.host.answers.delete(token);
    return body as CoordinatorResponses[A]; // the caller knows what it asked
  }

  heartbeat(memberId: string): void {
    const token = this.send('Heartbeat', 4, {
      groupId: BENCH_GROUP,
      generationId: this.generation,
      memberId,
      groupInstanceId: null,
    });
    this.answer(token, 'Heartbeat');
  }

  /** Everybody joins and syncs, the leader first: it makes the group rebalance. */
  rebalance(): void {
    const tokens = this.memberIds.map((memberId) => this.join(memberId));
    for (const token of tokens.slice(1)) this.answer(token, 'JoinGroup');
    this.sync(tokens[0] ?? 0);
  }

  private join(memberId: string): number {
    return this.send('JoinGroup', 3, {
      groupId: BENCH_GROUP,
      sessionTimeoutMs: 45_000,
      rebalanceTimeoutMs: 300_000,
      memberId,
      groupInstanceId: null,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: this.metadata }],
      reason: null,
    });
  }

  private sync(leaderToken: number): void {
    const joined = this.host.answers.get(leaderToken);
    if (joined !== undefined) this.generation = this.answer(leaderToken, 'JoinGroup').generationId;
    else this.generation = 1; // taken by the constructor
    const assignments = this.memberIds.map((memberId, i) => ({
      memberId,
      assignment: encodeAssignment({
        version: 3,
        assignedPartitions: [{ topic: 'orders', partitions: [i] }],
        userData: null,
      }),
    }));
    const tokens = this.memberIds.map((memberId, i) =>
      this.send('SyncGroup', 3, {
        groupId: BENCH_GROUP,
        generationId: this.generation,
        memberId,
        groupInstanceId: null,
        protocolType: null,
        protocolName: null,
        assignments: i === 0 ? assignments : [],
      }),
    );
    for (const token of tokens)
      invariant(this.answer(token, 'SyncGroup').errorCode === 'NONE', 'the member is synced');
  }

  commit(memberId: string, partitions: number, offset: number): void {
    const list = Array.from({ length: partitions }, (_, partitionIndex) => ({
      partitionIndex,
      committedOffset: offset,
      committedLeaderEpoch: 0,
      committedMetadata: '',
    }));
    const token = this.send('OffsetCommit', 9, {
      groupId: BENCH_GROUP,
      generationIdOrMemberEpoch: this.generation,
      memberId,
      groupInstanceId: null,
      retentionTimeMs: -1,
      topics: [{ name: 'orders', topicId: '', partitions: list }],
    });
    this.answer(token, 'OffsetCommit');
  }

  /** Loses the shard's state and reads it back from the log. */
  reload(): void {
    this.state = loaded(this.host);
  }
}

function loaded(host: TrivialHost): CoordinatorState {
  const state = makeCoordinator({ ...COORDINATOR_DEFAULTS, groupInitialRebalanceDelayMs: 0 });
  beginLoad(state, host, PARTITION, 0);
  endLoad(state, host, PARTITION);
  return state;
}

function subscription(): string {
  return encodeSubscription({
    version: 3,
    topics: ['orders'],
    ownedPartitions: [],
    generationId: -1,
    rackId: null,
    userData: null,
  });
}
