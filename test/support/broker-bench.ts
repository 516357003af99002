import { enableMapSet, produce as immerProduce } from 'immer';
import { BrokerRules } from '../../src/broker/rules.js';
import {
  BROKER_DEFAULTS,
  type BrokerState,
  forgetVolatile,
  makeBroker,
} from '../../src/broker/state.js';
import { brokerDeadline, brokerReceive, brokerTimer } from '../../src/broker/step.js';
import { alterPartition } from '../../src/controller/alter-partition.js';
import { brokerHeard, brokerSilent, controllerTimer } from '../../src/controller/brokers.js';
import { makeController } from '../../src/controller/state.js';
import { createTopic } from '../../src/controller/topics.js';
import { COORDINATOR_DEFAULTS } from '../../src/coordinator/config.js';
import type {
  AlterPartitionRequest,
  AlterPartitionResponse,
} from '../../src/protocol/api/alter-partition.js';
import type { FetchPartition, FetchRequest } from '../../src/protocol/api/fetch.js';
import { ProduceBatch } from '../../src/protocol/api/produce.js';
import { DEFAULT_TOPIC_CONFIG, type TopicConfig } from '../../src/protocol/cluster-image.js';
import type { ErrorName } from '../../src/protocol/errors.js';
import type { Fact } from '../../src/protocol/facts.js';
import { type ApiName, type Apis, Envelope } from '../../src/protocol/messages.js';
import type { Out } from '../../src/protocol/out.js';
import { LogRecord, NO_PRODUCER, RecordBatch } from '../../src/protocol/record-batch.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';

enableMapSet();

function fail(why: string): never {
  throw new Error(why);
}

function envelope(
  kind: Envelope['kind'],
  from: number,
  to: number,
  api: ApiName,
  id: number,
  body: unknown,
): Envelope {
  return new Envelope(0, 0, kind, from, to, 0, 0, api, 0, id, `client-${from}`, body);
}

export type Mode = 'fast' | 'recorded';

export interface Sent {
  readonly to: number;
  readonly api: ApiName;
  readonly id: number;
  readonly body: unknown;
}

/** What a leader answers a follower. */
export interface LeaderAnswer {
  readonly highWatermark: number;
  readonly errorCode?: ErrorName;
  readonly logStartOffset?: number;
  readonly divergingEpoch?: { readonly epoch: number; readonly endOffset: number };
  readonly batches?: readonly [baseOffset: number, epoch: number, count: number][];
}

/** A request of an api that is known. */
export interface Asked<A extends ApiName> extends Sent {
  readonly body: Apis[A][0];
}

/** Broker 1, alone with its tester: requests in, answers, requests and facts out. Brokers 2… are played by the test. */
export class BrokerBench {
  now = 0;
  readonly answers = new Map<number, unknown>();
  readonly requests: Sent[] = [];
  /** Clients whose connection the broker closed. */
  readonly closed: number[] = [];
  readonly facts: Fact[] = [];
  private state: BrokerState;
  private nextId = 1;

  constructor(
    private readonly mode: Mode,
    brokers = 1,
    readonly controller = makeController(
      Array.from({ length: brokers }, (_, i) => ({ nodeId: i + 1, rack: null })),
    ),
  ) {
    const config = { ...BROKER_DEFAULTS, coordinator: COORDINATOR_DEFAULTS };
    this.state = makeBroker(1, config, new BrokerRules());
  }

  topic(
    name: string,
    partitions: number,
    replicationFactor = 1,
    minInsyncReplicas = 1,
    settings: Partial<TopicConfig> = {},
  ): this {
    const config = { ...DEFAULT_TOPIC_CONFIG, minInsyncReplicas, ...settings };
    createTopic(this.controller, { name, partitions, replicationFactor, config }, this.out());
    this.requests.length = 0;
    return this.tell();
  }

  /** The broker hears of the controller's current image. */
  tell(): this {
    this.send('UpdateMetadata', this.controller.image, 0);
    return this;
  }

  /** Sends a request; the answer, if it has come by now or comes later, is `answer(id)`. */
  send<A extends ApiName>(api: A, body: Apis[A][0], from = 10): number {
    const id = this.nextId++;
    this.deliver('request', api, id, body, from);
    return id;
  }

  /** Answers a request that the broker has sent. */
  reply<A extends ApiName>(_api: A, { api, id, to }: Sent, body: Apis[A][1]): void {
    this.deliver('response', api, id, body, to);
  }

  /** The last request of this api that the broker has sent. */
  asked<A extends ApiName>(api: A): Asked<A> | undefined {
    return this.requests.findLast((r) => r.api === api) as Asked<A> | undefined; // sent with this api
  }

  /** Its process dies, and a new one begins: it knows what is on its disk, and no metadata yet. */
  restart(): this {
    this.step((broker) => forgetVolatile(broker));
    return this;
  }

  /** The others take the lead from the broker: its session ends, and it comes back as a follower of broker 2. */
  depose(): this {
    const { controller } = this;
    const out = this.controllerOut();
    brokerSilent(controller, 0, 1);
    controllerTimer(controller, controller.config.brokerSessionTimeoutMs, out);
    brokerHeard(controller, 0, 1, { incarnation: 0, cleanShutdown: true }, out);
    return this.tell();
  }

  /** A follower fetches orders-0 from its log end, which the request tells (LR-10). */
  follow(replicaId: number, fetchOffset: number, over: Partial<FetchPartition> = {}): number {
    const epoch = this.controller.image.topics.get('orders')?.metadata.partitions[0]?.leaderEpoch;
    const wanted: FetchPartition = {
      tp: new TopicPartition('orders', 0),
      topicId: this.controller.image.topics.get('orders')?.metadata.topicId ?? '',
      fetchOffset,
      currentLeaderEpoch: epoch ?? 0,
      lastFetchedEpoch: -1,
      logStartOffset: 0,
      highWatermark: -1,
      partitionMaxBytes: 1_000_000,
      ...over,
    };
    const body: FetchRequest = {
      replicaId,
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: 10_000_000,
      isolationLevel: 'read_uncommitted',
      rackId: '',
      partitions: [wanted],
    };
    return this.send('Fetch', body, replicaId);
  }

  /** As the leader that the broker follows: answers its last fetch, for orders-0. */
  leads(answer: LeaderAnswer): void {
    const asked = this.asked('Fetch') ?? fail('the broker has fetched nothing');
    const { tp } = asked.body.partitions[0] ?? fail('it has asked for no partition');
    const batches = (answer.batches ?? []).map(
      ([baseOffset, epoch, count]) =>
        new RecordBatch(
          baseOffset,
          epoch,
          this.now,
          NO_PRODUCER,
          Array.from({ length: count }, () => new LogRecord(null, null, this.now)),
          100,
        ),
    );
    const { errorCode = 'NONE', highWatermark, logStartOffset = 0, divergingEpoch = null } = answer;
    const partition = { tp, errorCode, highWatermark, lastStableOffset: highWatermark };
    const partitions = [{ ...partition, logStartOffset, divergingEpoch, batches }];
    this.reply('Fetch', asked, { partitions });
  }

  /** What it asked of orders-0 in its last fetch. */
  wanted(): FetchPartition | undefined {
    return this.asked('Fetch')?.body.partitions[0];
  }

  logStart(key: string): number {
    return this.state.replicas.get(key)?.log.logStartOffset ?? 0;
  }

  /** The epochs of the log and where each begins. */
  epochs(key: string): [epoch: number, startOffset: number][] {
    const { epochs } = this.state.replicas.get(key)?.log ?? fail(`there is no ${key}`);
    return epochs.map(({ epoch, startOffset }) => [epoch, startOffset]);
  }

  /** The controller answers what the broker asked last; the image that follows is told by `tell`. */
  controllerAnswers(): void {
    const asked = this.asked('AlterPartition');
    if (asked === undefined) throw new Error('the broker has asked for no ISR');
    const answer = this.alter(1, asked.body);
    this.reply('AlterPartition', asked, answer);
  }

  /** The leader has asked the controller for another ISR of orders-0, which is granted; who is told is up to the test. */
  grantIsr(leader: number, newIsr: readonly number[]): this {
    const topic = this.controller.image.topics.get('orders')?.metadata;
    const { tp, leaderEpoch, partitionEpoch } =
      topic?.partitions[0] ?? fail('there is no orders-0');
    const { topicId } = topic ?? fail('there is no topic orders');
    const partitions = [{ tp, topicId, leaderEpoch, partitionEpoch, newIsr }];
    const [answer] = this.alter(leader, { partitions }).partitions;
    if (answer?.errorCode !== 'NONE') fail(`refused: ${answer?.errorCode}`);
    return this;
  }

  private alter(leader: number, body: AlterPartitionRequest): AlterPartitionResponse {
    const answers: AlterPartitionResponse[] = [];
    alterPartition(this.controller, envelope('request', leader, 0, 'AlterPartition', 1, body), {
      ...this.controllerOut(),
      respond: (_, answer) => answers.push(answer as AlterPartitionResponse),
    });
    return answers[0] ?? fail('the controller has answered nothing');
  }

  private deliver(
    kind: Envelope['kind'],
    api: ApiName,
    id: number,
    body: unknown,
    from: number,
  ): void {
    this.step((broker, out) => {
      brokerReceive(broker, this.now, envelope(kind, from, 1, api, id, body), out);
    });
  }

  produce(tp: string, count: number, acks = -1, from = 10): number {
    const [topic, partition] = [tp.slice(0, tp.lastIndexOf('-')), Number(tp.split('-').at(-1))];
    const records = Array.from({ length: count }, () => new LogRecord(null, null, this.now));
    const batch = new ProduceBatch(new TopicPartition(topic, partition), NO_PRODUCER, records);
    return this.send('Produce', { acks, timeoutMs: 30_000, batches: [batch] }, from);
  }

  answer<A extends ApiName>(_api: A, id: number): Apis[A][1] | undefined {
    return this.answers.get(id) as Apis[A][1] | undefined; // sent with this api
  }

  /** Lets timers fire until `ms` later. */
  sleep(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = this.deadline();
      if (due === undefined || due > until) break;
      this.now = Math.max(this.now, due); // what is overdue fires now
      this.step((broker, out) => brokerTimer(broker, this.now, out));
    }
    this.now = until;
  }

  /** When the broker has something to do by itself. */
  deadline(): number | undefined {
    let due: number | undefined;
    this.step((broker) => {
      due = brokerDeadline(broker); // it forgets cancelled timers on the way
    });
    return due;
  }

  logEnd(key: string): number {
    return this.state.replicas.get(key)?.log.logEndOffset ?? 0;
  }

  highWatermark(key: string): number {
    return this.state.replicas.get(key)?.log.highWatermark ?? 0;
  }

  /** For what the test makes the controller do: its facts are kept, its requests are not. */
  controllerOut(): Out {
    return { ...this.out(), request: () => undefined };
  }

  private step(work: (broker: BrokerState, out: Out) => void): void {
    if (this.mode === 'fast') work(this.state, this.out());
    else this.state = immerProduce(this.state, (draft) => work(draft, this.out()));
  }

  private out(): Out {
    return {
      request: (to, api, _version, id, body) => {
        this.requests.push({ to, api, id, body });
      },
      respond: (request, body) => {
        this.answers.set(request.correlationId, body);
      },
      close: (request) => {
        this.closed.push(request.from);
      },
      note: (fact) => {
        this.facts.push(fact);
      },
      choose: () => 0,
      hangUp: () => undefined,
      refuses: () => false,
      newMemberId: (prefix) => `${prefix}-1`,
    };
  }
}
