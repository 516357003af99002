import { COORDINATOR_DEFAULTS, type CoordinatorConfig } from '../../src/coordinator/config.js';
import type {
  AppendResult,
  CoordinatorApi,
  CoordinatorHost,
  CoordinatorRequest,
  CoordinatorRequests,
  CoordinatorResponseBody,
  CoordinatorResponses,
} from '../../src/coordinator/host.js';
import type { ClassicGroup, Shard } from '../../src/coordinator/state.js';
import { encodeAssignment, encodeSubscription } from '../../src/protocol/consumer-protocol.js';
import type { CoordinatorFact } from '../../src/protocol/facts.js';
import type { ProducerState } from '../../src/protocol/record-batch.js';
import type { CoordinatorRecord } from '../../src/protocol/records.js';
import { Driver, type Mode } from '../conformance/driver.js';
import { MemoryLog } from '../conformance/memory-log.js';

export type { Mode } from '../conformance/driver.js';

export const MODES: readonly Mode[] = ['fast', 'recorded'];

/** The subscription to some topics, as bytes. */
export function subscription(...topics: string[]): string {
  const none = { ownedPartitions: [], generationId: -1, rackId: null, userData: null };
  return encodeSubscription({ version: 1, topics, ...none });
}

/** An assignment of partitions of one topic, as bytes. */
export function assignment(topic: string, ...partitions: number[]): string {
  return encodeAssignment({
    version: 1,
    assignedPartitions: [{ topic, partitions }],
    userData: null,
  });
}

/** What a request says if a test does not. */
export const BODIES: { readonly [A in CoordinatorApi]: CoordinatorRequests[A] } = {
  JoinGroup: {
    groupId: 'g',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 20_000,
    memberId: '',
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription('orders') }],
    reason: null,
  },
  SyncGroup: {
    groupId: 'g',
    generationId: 1,
    memberId: '',
    groupInstanceId: null,
    protocolType: 'consumer',
    protocolName: 'range',
    assignments: [],
  },
  Heartbeat: { groupId: 'g', generationId: 1, memberId: '', groupInstanceId: null },
  LeaveGroup: { groupId: 'g', members: [] },
  OffsetCommit: {
    groupId: 'g',
    generationIdOrMemberEpoch: -1,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1,
    topics: [],
  },
  TxnOffsetCommit: {
    transactionalId: 't',
    groupId: 'g',
    producerId: 1,
    producerEpoch: 0,
    generationId: -1,
    memberId: '',
    groupInstanceId: null,
    topics: [],
  },
  CompleteTransaction: {
    partition: 0,
    producerId: 1,
    producerEpoch: 0,
    committed: true,
    timeoutMs: 30_000,
  },
  OffsetFetch: { groups: [{ groupId: 'g', topics: null }], requireStable: false },
  OffsetDelete: { groupId: 'g', topics: [] },
  DescribeGroups: { groups: ['g'] },
  ListGroups: { statesFilter: [], typesFilter: [] },
  DeleteGroups: { groupsNames: ['g'] },
  ConsumerGroupDescribe: { groupIds: ['g'] },
};

/** The newest version of each request that a classic group knows. */
const VERSIONS: Readonly<Record<CoordinatorApi, number>> = {
  JoinGroup: 9,
  SyncGroup: 5,
  Heartbeat: 4,
  LeaveGroup: 5,
  OffsetCommit: 9,
  TxnOffsetCommit: 4,
  CompleteTransaction: 1,
  OffsetFetch: 9,
  OffsetDelete: 0,
  DescribeGroups: 6,
  ListGroups: 5,
  DeleteGroups: 2,
  ConsumerGroupDescribe: 1,
};

export interface SendOptions {
  readonly version?: number;
  readonly clientId?: string;
}

/** A request on its way: `answer` is what came back, undefined while it waits. */
export interface Sent<A extends CoordinatorApi> {
  readonly token: number;
  readonly answer: CoordinatorResponses[A] | undefined;
  /** When the answer left; −1 while it waits. */
  readonly answeredAt: number;
}

/** A coordinator on virtual time, with its log in memory: requests in, answers, records and facts out. */
export class CoordinatorBench implements CoordinatorHost {
  now = 0;
  readonly records: CoordinatorRecord[] = [];
  readonly facts: CoordinatorFact[] = [];
  readonly topics = new Map([
    ['orders', { topicId: 'orders-id', partitions: 4 }],
    ['emails', { topicId: 'emails-id', partitions: 2 }],
  ]);
  readonly #driver: Driver;
  readonly #config: CoordinatorConfig;
  readonly #logs = new Map<number, MemoryLog>();
  readonly #answers = new Map<number, { at: number; body: CoordinatorResponseBody }>();
  readonly #ids = new Map<string, number>();
  #nextToken = 1;
  #leaderEpoch = 0;

  constructor(mode: Mode, config: Partial<CoordinatorConfig> = {}) {
    this.#config = { ...COORDINATOR_DEFAULTS, offsetsTopicNumPartitions: 1, ...config };
    this.#driver = new Driver(mode, this, this.#config);
    this.load();
  }

  // --- requests ---

  /** Sends a request as a broker gets it; what the body leaves out is as in BODIES. */
  send<A extends CoordinatorApi>(
    api: A,
    body: Partial<CoordinatorRequests[A]> = {},
    options: SendOptions = {},
  ): Sent<A> {
    const token = this.#nextToken;
    this.#nextToken += 1;
    const request = {
      token,
      api,
      version: options.version ?? VERSIONS[api],
      clientId: options.clientId ?? 'c1',
      clientHost: '/127.0.0.1',
      body: { ...BODIES[api], ...body },
    };
    this.#driver.request(request as unknown as CoordinatorRequest); // api and body belong together
    this.settle();
    return new SentRequest<A>(this.#answers, token);
  }

  /** Sends a request that must be answered at once. */
  ask<A extends CoordinatorApi>(
    api: A,
    body: Partial<CoordinatorRequests[A]> = {},
    options: SendOptions = {},
  ): CoordinatorResponses[A] {
    const { answer } = this.send(api, body, options);
    if (answer === undefined) throw new Error(`${api} is not answered at ${this.now}`);
    return answer;
  }

  // --- members ---

  /** Joins as a dynamic member, going back with the id that it is told. The JoinGroup waits. */
  join(
    clientId: string,
    body: Partial<CoordinatorRequests['JoinGroup']> = {},
  ): Sent<'JoinGroup'> & { readonly memberId: string } {
    const first = this.ask('JoinGroup', body, { clientId });
    if (first.errorCode !== 'MEMBER_ID_REQUIRED') throw new Error(first.errorCode);
    const { memberId } = first;
    const sent = this.send('JoinGroup', { ...body, memberId }, { clientId });
    return Object.assign(sent, { memberId });
  }

  /** Joins as a static member. The JoinGroup waits. */
  joinStatic(
    groupInstanceId: string,
    body: Partial<CoordinatorRequests['JoinGroup']> = {},
    options: SendOptions = {},
  ): Sent<'JoinGroup'> {
    return this.send(
      'JoinGroup',
      { groupInstanceId, ...body },
      { clientId: groupInstanceId, ...options },
    );
  }

  /** A Stable group `g` of these clients, generation 1, each with one partition of `orders`; ids in order. */
  stable(...clients: string[]): string[] {
    const joins = clients.map((clientId) => this.join(clientId));
    this.sleep(this.#config.groupInitialRebalanceDelayMs * (joins.length > 1 ? 2 : 1));
    const ids = joins.map(({ memberId }) => memberId);
    this.syncAll(ids, joins[0]?.answer?.generationId ?? 0);
    return ids;
  }

  /** The first id is the leader's: it gives partition i to member i. */
  syncAll(ids: readonly string[], generationId: number): Sent<'SyncGroup'>[] {
    return ids.map((memberId, i) => {
      const assignments = ids.map((id, p) => ({
        memberId: id,
        assignment: assignment('orders', p),
      }));
      return this.send('SyncGroup', {
        generationId,
        memberId,
        assignments: i === 0 ? assignments : [],
      });
    });
  }

  /** Commits one offset of `orders`. */
  commit(
    partitionIndex: number,
    committedOffset: number,
    body: Partial<CoordinatorRequests['OffsetCommit']> = {},
    options: SendOptions = {},
  ): string {
    const sent = this.sendCommit(partitionIndex, committedOffset, body, options);
    return sent.answer?.topics[0]?.partitions[0]?.errorCode ?? 'waits';
  }

  sendCommit(
    partitionIndex: number,
    committedOffset: number,
    body: Partial<CoordinatorRequests['OffsetCommit']> = {},
    options: SendOptions = {},
  ): Sent<'OffsetCommit'> {
    const partition = {
      partitionIndex,
      committedOffset,
      committedLeaderEpoch: -1,
      committedMetadata: '',
    };
    const topics = [{ name: 'orders', topicId: '', partitions: [partition] }];
    return this.send('OffsetCommit', { topics, ...body }, options);
  }

  /** The offset of a partition of `orders` that a fetch gives now: −1 if there is none, or the error. */
  fetch(partition: number, requireStable = false): number | string {
    const topics = [{ name: 'orders', topicId: '', partitionIndexes: [partition] }];
    const groups = [{ groupId: 'g', topics }];
    const sent = this.send('OffsetFetch', { groups, requireStable });
    const found = sent.answer?.groups[0]?.topics[0]?.partitions[0];
    if (found === undefined) return sent.answer?.groups[0]?.errorCode ?? 'waits';
    return found.errorCode === 'NONE' ? found.committedOffset : found.errorCode;
  }

  // --- time ---

  /** Lets time pass, timers included. */
  sleep(ms: number): void {
    this.until(this.now + ms);
  }

  until(at: number): void {
    for (;;) {
      const next = this.#driver.nextDeadline;
      if (next === undefined || next > at) break;
      this.now = Math.max(this.now, next);
      this.#driver.fireTimer();
      this.settle();
    }
    this.now = at;
  }

  get nextDeadline(): number | undefined {
    return this.#driver.nextDeadline;
  }

  // --- the broker's events ---

  hold(): void {
    for (const log of this.#logs.values()) log.held = true;
  }

  release(): void {
    for (const log of this.#logs.values()) {
      log.held = false;
      log.highWatermark = log.endOffset;
    }
    this.settle();
    this.until(this.now);
  }

  failNextAppend(error: string): void {
    this.log(0).failNext = error;
  }

  load(partition = 0): void {
    this.beginLoad(partition);
    this.endLoad(partition);
  }

  beginLoad(partition = 0): void {
    this.#leaderEpoch += 1;
    this.#driver.beginLoad(partition, this.#leaderEpoch);
    const log = this.log(partition);
    log.highWatermark = log.endOffset;
  }

  endLoad(partition = 0): void {
    this.#driver.endLoad(partition);
    this.until(this.now);
  }

  unload(partition = 0): void {
    this.#leaderEpoch += 1;
    this.#driver.resign(partition, this.#leaderEpoch);
    this.until(this.now);
  }

  failover(partition = 0): void {
    this.unload(partition);
    this.load(partition);
  }

  deletePartitions(...partitions: { topic: string; partition: number }[]): void {
    this.#driver.deletePartitions(partitions);
    this.settle();
  }

  /** Tells the coordinator what has been committed, until nothing more comes of it. */
  settle(): void {
    let told: boolean;
    do {
      told = false;
      for (const [partition, log] of this.#logs) {
        const { highWatermark } = log;
        this.#driver.highWatermark(partition, highWatermark);
        told ||= log.highWatermark > highWatermark;
      }
    } while (told);
  }

  // --- looking ---

  log(partition = 0): MemoryLog {
    let log = this.#logs.get(partition);
    if (log === undefined) {
      log = new MemoryLog();
      this.#logs.set(partition, log);
    }
    return log;
  }

  shard(partition = 0): Shard {
    const shard = this.#driver.state.shards.get(partition);
    if (shard === undefined) throw new Error(`partition ${partition} is not loaded`);
    return shard;
  }

  /** Undefined while the partition is not loaded. */
  partitionState(partition = 0): Shard | undefined {
    return this.#driver.state.shards.get(partition);
  }

  /** Every answer that has left, by request. */
  allAnswers(): ReadonlyMap<
    number,
    { readonly at: number; readonly body: CoordinatorResponseBody }
  > {
    return this.#answers;
  }

  group(groupId = 'g'): ClassicGroup | undefined {
    return this.shard().groups.get(groupId);
  }

  /** `Stable 1 [c1-1 c2-1]`: state, generation, members. */
  get picture(): string {
    const group = this.group();
    if (group === undefined) return 'absent';
    return `${group.state} ${group.generationId} [${[...group.members.keys()].join(' ')}]`;
  }

  // --- the coordinator's host ---

  append(
    partition: number,
    records: readonly CoordinatorRecord[],
    producer: ProducerState | null,
  ): AppendResult {
    const result = this.log(partition).append(records, producer);
    if (result.error === 'NONE') this.records.push(...records);
    return result;
  }

  appendMarker(
    partition: number,
    producer: ProducerState,
    control: 'COMMIT' | 'ABORT',
  ): AppendResult {
    return this.log(partition).appendMarker(producer, control);
  }

  readLog(partition: number, visit: Parameters<CoordinatorHost['readLog']>[1]): void {
    this.log(partition).read(visit);
  }

  highWatermark(partition: number): number {
    return this.log(partition).highWatermark;
  }

  respond(token: number, body: CoordinatorResponseBody): void {
    if (this.#answers.has(token)) throw new Error(`request ${token} is answered twice`);
    this.#answers.set(token, { at: this.now, body });
  }

  newMemberId(prefix: string): string {
    const n = (this.#ids.get(prefix) ?? 0) + 1;
    this.#ids.set(prefix, n);
    return `${prefix}-${n}`;
  }

  partitionsOf(topic: string): number {
    return this.topics.get(topic)?.partitions ?? 0;
  }

  topicName(topicId: string): string {
    for (const [name, topic] of this.topics) if (topic.topicId === topicId) return name;
    return '';
  }

  topicId(topic: string): string {
    return this.topics.get(topic)?.topicId ?? '';
  }

  note(fact: CoordinatorFact): void {
    this.facts.push(fact);
  }
}

class SentRequest<A extends CoordinatorApi> implements Sent<A> {
  constructor(
    private readonly answers: ReadonlyMap<number, { at: number; body: CoordinatorResponseBody }>,
    readonly token: number,
  ) {}

  get answer(): CoordinatorResponses[A] | undefined {
    return this.answers.get(this.token)?.body as CoordinatorResponses[A] | undefined; // the token is this request's
  }

  get answeredAt(): number {
    return this.answers.get(this.token)?.at ?? -1;
  }
}
