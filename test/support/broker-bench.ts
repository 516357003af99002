import { enableMapSet, produce as immerProduce } from 'immer';
import { BrokerRules } from '../../src/broker/rules.js';
import { BROKER_DEFAULTS, type BrokerState, makeBroker } from '../../src/broker/state.js';
import { brokerDeadline, brokerReceive, brokerTimer } from '../../src/broker/step.js';
import { makeController } from '../../src/controller/state.js';
import { createTopic } from '../../src/controller/topics.js';
import { COORDINATOR_DEFAULTS } from '../../src/coordinator/config.js';
import { ProduceBatch } from '../../src/protocol/api/produce.js';
import { DEFAULT_TOPIC_CONFIG, type TopicConfig } from '../../src/protocol/cluster-image.js';
import type { Fact } from '../../src/protocol/facts.js';
import { type ApiName, type Apis, Envelope } from '../../src/protocol/messages.js';
import type { Out } from '../../src/protocol/out.js';
import { LogRecord, NO_PRODUCER } from '../../src/protocol/record-batch.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';

enableMapSet();

export type Mode = 'fast' | 'recorded';

export interface Sent {
  readonly to: number;
  readonly api: ApiName;
  readonly body: unknown;
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
    this.step((broker, out) => {
      const message = new Envelope(
        0,
        0,
        'request',
        from,
        1,
        0,
        0,
        api,
        0,
        id,
        `client-${from}`,
        body,
      );
      brokerReceive(broker, this.now, message, out);
    });
    return id;
  }

  produce(tp: string, count: number, acks = -1): number {
    const [topic, partition] = [tp.slice(0, tp.lastIndexOf('-')), Number(tp.split('-').at(-1))];
    const records = Array.from({ length: count }, () => new LogRecord(null, null, this.now));
    const batch = new ProduceBatch(new TopicPartition(topic, partition), NO_PRODUCER, records);
    return this.send('Produce', { acks, timeoutMs: 30_000, batches: [batch] });
  }

  answer<A extends ApiName>(_api: A, id: number): Apis[A][1] | undefined {
    return this.answers.get(id) as Apis[A][1] | undefined; // sent with this api
  }

  /** Lets timers fire until `ms` later. */
  sleep(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = brokerDeadline(this.state);
      if (due === undefined || due > until) break;
      this.now = Math.max(this.now, due); // what is overdue fires now
      this.step((broker, out) => brokerTimer(broker, this.now, out));
    }
    this.now = until;
  }

  /** When the broker has something to do by itself. */
  deadline(): number | undefined {
    return brokerDeadline(this.state);
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
      request: (to, api, _version, _id, body) => {
        this.requests.push({ to, api, body });
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
