import { appendAsLeader } from '../../log/partition-log.js';
import { noteSequence } from '../../log/producer-states.js';
import type {
  ProduceBatch,
  ProduceRequest,
  ProduceResponse,
  ProduceResponsePartition,
} from '../../protocol/api/produce.js';
import { isCompacted, type TopicConfig } from '../../protocol/cluster-image.js';
import type { ErrorName } from '../../protocol/errors.js';
import { OFFSETS_TOPIC } from '../../protocol/internal-topics.js';
import { type Envelope, requestBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import { batchSizeInBytes, LogRecord } from '../../protocol/record-batch.js';
import { noteAppended } from '../disk.js';
import { advanceHighWatermark } from '../high-watermark.js';
import { keepLogInTrim } from '../log-tasks.js';
import { mustStayUnread, parkProduce } from '../parked-produces.js';
import { leaderReplica } from '../replicas.js';
import type { BrokerState, Replica } from '../state.js';

/** Produce (Kafka: ReplicaManager.appendRecords, DelayedProduce; log-and-replication.md §3). */
export function produce(broker: BrokerState, now: number, envelope: Envelope, out: Out): void {
  if (mustStayUnread(broker, envelope)) return;
  const request = requestBody(envelope, 'Produce');
  const partitions: ProduceResponsePartition[] = [];
  const appended: Replica[] = [];
  for (const batch of request.batches) {
    const replica = writableReplica(broker, batch, request);
    if (typeof replica === 'string') {
      partitions.push(refused(batch, replica));
      continue;
    }
    const answer = appendBatch(broker, replica, batch, now, envelope, out);
    partitions.push(answer);
    if (answer.errorCode !== 'NONE') continue;
    appended.push(replica);
  }
  for (const replica of appended) advanceHighWatermark(broker, replica, now, out);
  answerWhenReplicated(broker, now, envelope, { partitions }, out);
}

function answerWhenReplicated(
  broker: BrokerState,
  now: number,
  envelope: Envelope,
  answer: ProduceResponse,
  out: Out,
): void {
  const { acks } = requestBody(envelope, 'Produce');
  if (acks === 0) {
    // Nobody waits for an answer: the closed connection makes the producer ask for metadata (KafkaApis).
    if (answer.partitions.some((p) => p.errorCode !== 'NONE')) out.close(envelope);
    return;
  }
  const waits = acks === 1 ? null : notReplicated(broker, envelope, answer);
  if (waits === null) out.respond<'Produce'>(envelope, answer);
  else parkProduce(broker, now, envelope, answer, waits);
}

/** Partition key -> offset that its high watermark has still to reach; null if none is waited for. */
function notReplicated(
  broker: BrokerState,
  envelope: Envelope,
  answer: ProduceResponse,
): Map<string, number> | null {
  let waits: Map<string, number> | null = null;
  const { batches } = requestBody(envelope, 'Produce');
  for (let i = 0; i < batches.length; i++) {
    const { tp, records } = batches[i] as ProduceBatch; // i < length
    const { errorCode, baseOffset } = answer.partitions[i] as ProduceResponsePartition; // one a batch
    const offset = baseOffset + records.length;
    if (errorCode !== 'NONE') continue;
    if (broker.rules.isReplicated(broker.replicas.get(tp.key)?.log, offset)) continue;
    waits ??= new Map();
    waits.set(tp.key, offset);
  }
  return waits;
}

/** The leader's replica, or why nothing is appended. acks=all needs min.insync.replicas before the append (§3.2). */
function writableReplica(
  broker: BrokerState,
  batch: ProduceBatch,
  request: ProduceRequest,
): Replica | ErrorName {
  if (batch.tp.topic === OFFSETS_TOPIC) return 'INVALID_TOPIC_EXCEPTION';
  const replica = leaderReplica(broker, batch.tp);
  if (typeof replica === 'string') return replica;
  const short = replica.isr.length < broker.rules.minIsr(broker, replica);
  if (request.acks === -1 && short) return 'NOT_ENOUGH_REPLICAS';
  return replica;
}

function appendBatch(
  broker: BrokerState,
  replica: Replica,
  batch: ProduceBatch,
  now: number,
  envelope: Envelope,
  out: Out,
): ProduceResponsePartition {
  const sizeInBytes = batchSizeInBytes(batch.records);
  const error = invalidBatch(replica.log.config, batch, sizeInBytes);
  if (error !== null) return refused(batch, error);
  const check = broker.rules.checkSequence(replica.producers, batch.producer, batch.records.length);
  if (check.result === 'duplicate') {
    return stored(replica, batch, check.baseOffset, check.leaderEpoch);
  }
  if (check.result !== 'append') return refused(batch, check.result);
  const appended = appendAsLeader(
    replica.log,
    stamped(replica.log.config, batch, now),
    replica.leaderEpoch,
    batch.producer,
    sizeInBytes,
  );
  const { baseOffset } = appended;
  noteAppended(replica, baseOffset, now);
  keepLogInTrim(broker, replica, appended, now);
  noteSequence(
    replica.producers,
    batch.producer,
    batch.records.length,
    baseOffset,
    replica.leaderEpoch,
  );
  out.note({
    type: 'appended',
    clientId: envelope.clientId,
    records: {
      tp: replica.tp,
      topicId: replica.topicId,
      leaderEpoch: replica.leaderEpoch,
      from: baseOffset,
      to: baseOffset + batch.records.length - 1,
    },
  });
  return stored(replica, batch, baseOffset, replica.leaderEpoch);
}

/** Why the log does not take the batch at all (Kafka: UnifiedLog.analyzeAndValidateRecords, LogValidator). */
function invalidBatch(
  config: TopicConfig,
  { records }: ProduceBatch,
  sizeInBytes: number,
): ErrorName | null {
  if (sizeInBytes > config.maxMessageBytes) return 'MESSAGE_TOO_LARGE';
  if (isCompacted(config) && records.some(({ key }) => key === null)) return 'INVALID_RECORD';
  return sizeInBytes > config.segmentBytes ? 'RECORD_LIST_TOO_LARGE' : null;
}

/** Under LogAppendTime all records of a batch get the leader's clock (LR-3). */
function stamped(config: TopicConfig, batch: ProduceBatch, now: number): readonly LogRecord[] {
  if (config.messageTimestampType !== 'LogAppendTime') return batch.records;
  return batch.records.map((r) => new LogRecord(r.key, r.value, now));
}

function stored(
  replica: Replica,
  batch: ProduceBatch,
  baseOffset: number,
  leaderEpoch: number,
): ProduceResponsePartition {
  return {
    tp: batch.tp,
    errorCode: 'NONE',
    baseOffset,
    logStartOffset: replica.log.logStartOffset,
    leaderEpoch,
    topicId: replica.topicId,
  };
}

function refused(batch: ProduceBatch, errorCode: ErrorName): ProduceResponsePartition {
  return {
    tp: batch.tp,
    errorCode,
    baseOffset: -1,
    logStartOffset: -1,
    leaderEpoch: -1,
    topicId: '',
  };
}
