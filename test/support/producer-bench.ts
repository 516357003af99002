import { enableMapSet, produce as immerProduce } from 'immer';
import {
  PRODUCER_DEFAULTS,
  type ProducerConfig,
  type ProducerLoad,
  type RecordToSend,
} from '../../src/client/producer/config.js';
import { makeProducer, type ProducerState } from '../../src/client/producer/state.js';
import {
  produceRecords,
  producerReceive,
  producerTimer,
  startProducer,
} from '../../src/client/producer/step.js';
import type { ProduceRequest } from '../../src/protocol/api/produce.js';
import type { ErrorName } from '../../src/protocol/errors.js';
import type { Fact } from '../../src/protocol/facts.js';
import { type ApiName, Envelope } from '../../src/protocol/messages.js';
import type { Out } from '../../src/protocol/out.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { nextDeadline } from '../../src/util/few-timers.js';

enableMapSet();

/** A Produce that left the producer and waits for the test's answer. */
export interface SentProduce {
  readonly id: number;
  readonly to: number;
  readonly at: number;
  readonly body: ProduceRequest;
}

/** One producer, alone: the test plays the brokers. Topic `t` is known as soon as `leaders` was called. */
export class ProducerBench {
  now = 0;
  readonly facts: Fact[] = [];
  /** Every Produce that was sent, answered or not. */
  readonly produces: SentProduce[] = [];
  /** Metadata requests that wait for an answer. */
  readonly metadata: { readonly id: number; readonly to: number }[] = [];
  /** What `choose` draws, in order; 0 when it is used up. */
  readonly draws: number[] = [];
  private state: ProducerState;
  private epoch = 0;

  constructor(
    private readonly mode: 'fast' | 'recorded',
    config: Partial<ProducerConfig> = {},
    load: ProducerLoad | null = null,
  ) {
    const all = { ...PRODUCER_DEFAULTS, lingerMs: 0, clientId: 'p', ...config };
    this.state = makeProducer(all, 7, load, [1, 2]);
    if (load !== null) this.step((p, out) => startProducer(p, this.now, out));
  }

  /** Sends records without a key to partition 0, or where they say. */
  send(...records: Partial<RecordToSend>[]): this {
    const full = records.map((r) => ({ key: null, value: 'v', partition: 0, ...r }));
    this.step((p, out) => produceRecords(p, 't', full, this.now, out));
    return this;
  }

  /** Answers the Metadata in flight, if any, with these leaders of t-0, t-1, …; −1 is none. */
  leaders(...leaders: number[]): this {
    this.epoch += 1;
    const partitions = leaders.map((leaderId, i) => ({
      tp: new TopicPartition('t', i),
      errorCode: leaderId < 0 ? 'LEADER_NOT_AVAILABLE' : 'NONE',
      partitionIndex: i,
      leaderId,
      leaderEpoch: this.epoch,
      replicaNodes: [1, 2],
      isrNodes: [1, 2],
      offlineReplicas: [],
    }));
    const topic = { errorCode: 'NONE', name: 't', topicId: 't.1', isInternal: false, partitions };
    const brokers = [1, 2].map((nodeId) => ({ nodeId, rack: null }));
    for (const { id, to } of this.metadata.splice(0)) {
      this.receive('response', to, 'Metadata', id, { brokers, topics: [topic] });
    }
    return this;
  }

  /** Answers one Produce: the same for each of its batches. */
  answer(sent: SentProduce | undefined, errorCode: ErrorName = 'NONE', baseOffset = 0): this {
    if (sent === undefined) throw new Error('no such request');
    const partitions = sent.body.batches.map(({ tp }) => ({
      tp,
      errorCode,
      baseOffset: errorCode === 'NONE' ? baseOffset : -1,
      logStartOffset: 0,
      leaderEpoch: 1,
      topicId: 't.1',
    }));
    this.receive('response', sent.to, 'Produce', sent.id, { partitions });
    return this;
  }

  /** The connection to a broker closes. */
  disconnect(broker: number): this {
    this.receive('disconnect', broker, 'Metadata', 0, null);
    return this;
  }

  /** Lets timers fire until `ms` later, those at that instant included. */
  sleep(ms: number): this {
    const until = this.now + ms;
    for (let fired = 0; ; fired++) {
      const due = nextDeadline(this.state.timers);
      if (due === undefined || due > until) break;
      if (fired > 10_000) throw new Error('timers fire for ever');
      this.now = Math.max(this.now, due);
      this.step((p, out) => producerTimer(p, this.now, out));
    }
    this.now = until;
    return this;
  }

  /** The records of each Produce from the given one on, as `value value@sequence/epoch`. */
  told(from = 0): string[] {
    return this.produces.slice(from).map(({ body }) =>
      body.batches
        .map(({ tp, records, producer }) => {
          const values = records.map((r) => r.value).join(' ');
          const number =
            producer.producerId < 0 ? '' : `@${producer.baseSequence}/${producer.producerEpoch}`;
          return `${tp.partition === 0 ? '' : `${tp.key}: `}${values}${number}`;
        })
        .join(', '),
    );
  }

  /** Exceptions of the records' callbacks. */
  failures(): string[] {
    return this.facts.flatMap((f) =>
      f.type === 'send failed' ? [`${f.count} ${f.exception}`] : [],
    );
  }

  private receive(
    kind: Envelope['kind'],
    from: number,
    api: ApiName,
    id: number,
    body: unknown,
  ): void {
    const message = new Envelope(0, 0, kind, from, 9, 0, 0, api, 0, id, 'p', body);
    this.step((p, out) => producerReceive(p, this.now, message, out));
  }

  private step(work: (p: ProducerState, out: Out) => void): void {
    if (this.mode === 'fast') work(this.state, this.out());
    else this.state = immerProduce(this.state, (draft) => work(draft as ProducerState, this.out()));
  }

  private out(): Out {
    return {
      request: (to, api, _version, id, body) => {
        if (api === 'Metadata') this.metadata.push({ id, to });
        // Produce is all else that a producer sends.
        else this.produces.push({ id, to, at: this.now, body: body as unknown as ProduceRequest });
      },
      respond: () => undefined,
      close: () => undefined,
      note: (fact) => {
        this.facts.push(fact);
      },
      choose: () => this.draws.shift() ?? 0,
      hangUp: () => undefined,
      refuses: () => false,
      newMemberId: (prefix) => prefix,
    };
  }
}
