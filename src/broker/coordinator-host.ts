import type {
  AppendResult,
  CoordinatorHost,
  CoordinatorResponseBody,
  VisitLog,
} from '../coordinator/host.js';
import { appendAsLeader, visitBatches } from '../log/partition-log.js';
import type { CoordinatorFact } from '../protocol/facts.js';
import { OFFSETS_TOPIC } from '../protocol/internal-topics.js';
import type { Envelope } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { LogRecord, NO_PRODUCER, type ProducerState } from '../protocol/record-batch.js';
import type { CoordinatorRecord } from '../protocol/records.js';
import { TopicPartition } from '../protocol/topic-partition.js';
import { noteAppended } from './disk.js';
import { effectiveMinIsr } from './in-sync.js';
import { keepLogInTrim } from './log-tasks.js';
import { leaderReplica } from './replicas.js';
import type { BrokerState, Replica } from './state.js';

/** What the coordinator sees of its broker during one step. Made for the step, never kept. */
export class BrokerCoordinatorHost implements CoordinatorHost {
  /** Partitions of `__consumer_offsets` appended to in this step: the broker moves their high watermark afterwards. */
  readonly appended: Replica[] = [];
  private token = 0;
  private request: Envelope | undefined = undefined;

  constructor(
    private readonly broker: BrokerState,
    readonly now: number,
    private readonly out: Out,
  ) {}

  append(
    partition: number,
    records: readonly CoordinatorRecord[],
    producer: ProducerState | null,
  ): AppendResult {
    const batch = records.map((record) => new LogRecord(null, record, this.now));
    return this.appendBatch(partition, batch, producer ?? NO_PRODUCER);
  }

  appendMarker(
    partition: number,
    producer: ProducerState,
    control: 'COMMIT' | 'ABORT',
  ): AppendResult {
    return this.appendBatch(partition, [], { ...producer, control });
  }

  private appendBatch(
    partition: number,
    records: readonly LogRecord[],
    producer: ProducerState,
  ): AppendResult {
    const replica = leaderReplica(this.broker, offsetsPartition(this.broker, partition));
    if (typeof replica === 'string') return { error: 'NOT_LEADER_OR_FOLLOWER' };
    if (replica.isr.length < effectiveMinIsr(this.broker, replica)) {
      return { error: 'NOT_ENOUGH_REPLICAS' };
    }
    const { log, leaderEpoch } = replica;
    const batch = appendAsLeader(log, records, leaderEpoch, producer, undefined, this.now);
    noteAppended(replica, batch.baseOffset, this.now);
    keepLogInTrim(this.broker, replica, batch, this.now);
    this.appended.push(replica);
    return { error: 'NONE', lastOffset: batch.lastOffset };
  }

  readLog(partition: number, visit: VisitLog): void {
    const replica = this.broker.replicas.get(offsetsPartition(this.broker, partition).key);
    if (replica === undefined) return;
    visitBatches(replica.log, replica.log.logStartOffset, (batch) => {
      const { producer } = batch;
      if (producer.control !== null) visit(null, batch.baseOffset, producer, producer.control);
      batch.records.forEach((record, i) => {
        if (record.value === null || typeof record.value === 'string') return;
        visit(record.value, batch.offsetAt(i), producer, null);
      });
      return true;
    });
  }

  highWatermark(partition: number): number {
    const key = offsetsPartition(this.broker, partition).key;
    return this.broker.replicas.get(key)?.log.highWatermark ?? 0;
  }

  respond(token: number, body: CoordinatorResponseBody): void {
    const request = this.take(token);
    if (request !== undefined) this.out.respond(request, body as never); // `body` answers its api
  }

  private take(token: number): Envelope | undefined {
    if (token === this.token) {
      const { request } = this;
      this.request = undefined;
      return request;
    }
    const { coordinated } = this.broker.volatile;
    const request = coordinated.get(token);
    coordinated.delete(token);
    return request;
  }

  /** The request of this step is handed to the coordinator under `token`: mostly it is answered at once. */
  begin(token: number, request: Envelope): void {
    this.token = token;
    this.request = request;
  }

  /** The step is over: a request without answer waits. */
  end(): void {
    if (this.request !== undefined) this.broker.volatile.coordinated.set(this.token, this.request);
  }

  newMemberId(prefix: string): string {
    return this.out.newMemberId(prefix);
  }

  partitionsOf(topic: string): number {
    return this.broker.image.topics.get(topic)?.metadata.partitions.length ?? 0;
  }

  topicName(topicId: string): string {
    return this.broker.image.topicNames.get(topicId) ?? '';
  }

  topicId(topic: string): string {
    return this.broker.image.topics.get(topic)?.metadata.topicId ?? '';
  }

  note(fact: CoordinatorFact): void {
    this.out.note(fact);
  }
}

export function coordinatorHost(broker: BrokerState, now: number, out: Out): BrokerCoordinatorHost {
  return new BrokerCoordinatorHost(broker, now, out);
}

/** `__consumer_offsets-n`, the instance of its replica if there is one: keys are built once. */
export function offsetsPartition(broker: BrokerState, partition: number): TopicPartition {
  let tp = broker.offsetsPartitions.get(partition);
  if (tp === undefined) {
    tp = new TopicPartition(OFFSETS_TOPIC, partition);
    broker.offsetsPartitions.set(partition, tp);
  }
  return tp;
}
