import { endOffsetFor, latestEpoch } from '../log/leader-epochs.js';
import type { PartitionLog } from '../log/partition-log.js';
import type {
  FetchPartition,
  FetchRequest,
  FetchResponse,
  FetchResponsePartition,
} from '../protocol/api/fetch.js';
import type { ErrorName } from '../protocol/errors.js';
import { type Envelope, requestBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import type { RecordBatch } from '../protocol/record-batch.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { armTimer, cancelTimer } from '../util/timers.js';
import { leaderReplica } from './replicas.js';
import type { BrokerState, Replica } from './state.js';

/** What a Fetch would be answered now. */
export interface FetchResult {
  readonly response: FetchResponse;
  readonly bytes: number;
  /** An error or a divergence: answered at once, whatever minBytes says. */
  readonly urgent: boolean;
}

const NO_BATCHES: readonly RecordBatch[] = [];

/** What most followers are told most of the time. */
const NOTHING: FetchResult = { response: { partitions: [] }, bytes: 0, urgent: false };

/** Keeps a fetch waiting until there is enough for it, or its time is up. */
export function parkFetch(
  broker: BrokerState,
  now: number,
  envelope: Envelope,
  request: FetchRequest,
): void {
  const v = broker.volatile;
  const token = v.nextToken++;
  v.fetches.set(token, { request: envelope });
  if (request.replicaId >= 0) v.followerFetches.set(envelope.from, token);
  else {
    for (const { tp } of request.partitions) {
      broker.replicas.get(tp.key)?.fetchWaiters.set(envelope.from, token);
    }
  }
  armTimer(v.timers, token, now + request.maxWaitMs, { kind: 'fetch wait', token });
}

/** Something changed at `replica`: parked fetches that have enough now are answered. */
export function completeFetches(broker: BrokerState, replica: Replica, out: Out): void {
  for (const [client, token] of replica.fetchWaiters) {
    const parked = broker.volatile.fetches.get(token);
    if (parked === undefined) {
      replica.fetchWaiters.delete(client);
      continue;
    }
    const request = requestBody(parked.request, 'Fetch');
    const result = readForFetch(broker, request);
    if (result.bytes < request.minBytes && !result.urgent) continue;
    replica.fetchWaiters.delete(client);
    finishFetch(broker, token, result.response, out);
  }
}

/** There is something new for followers at `replica`, though not yet for clients. */
export function completeFollowerFetches(broker: BrokerState, replica: Replica, out: Out): void {
  const { followerFetches, fetches } = broker.volatile;
  if (followerFetches.size === 0) return;
  for (const id of replica.followers.keys()) {
    const token = followerFetches.get(id);
    const parked = token === undefined ? undefined : fetches.get(token);
    if (token === undefined || parked === undefined) continue;
    const request = requestBody(parked.request, 'Fetch');
    const wanted = wantedOf(request, replica.tp);
    if (wanted === undefined || isAtEnd(broker, replica, wanted)) continue;
    const result = readForFetch(broker, request);
    if (result.bytes > 0 || result.urgent) finishFetch(broker, token, result.response, out);
  }
}

/** What a fetch asks of this partition, undefined if nothing. */
function wantedOf(
  { partitions }: FetchRequest,
  { key }: TopicPartition,
): FetchPartition | undefined {
  for (const wanted of partitions) if (wanted.tp.key === key) return wanted;
  return undefined;
}

/** The longest wait of a fetch is over: it is answered with what there is. */
export function fetchWaitOver(broker: BrokerState, token: number, out: Out): void {
  const parked = broker.volatile.fetches.get(token);
  if (parked === undefined) return;
  const request = requestBody(parked.request, 'Fetch');
  finishFetch(broker, token, readForFetch(broker, request).response, out);
}

export function finishFetch(
  broker: BrokerState,
  token: number,
  response: FetchResponse,
  out: Out,
): void {
  const v = broker.volatile;
  const parked = v.fetches.get(token);
  if (parked === undefined) return;
  v.fetches.delete(token);
  v.followerFetches.delete(parked.request.from);
  cancelTimer(v.timers, token);
  out.respond<'Fetch'>(parked.request, response);
}

/** True if a fetch surely finds nothing: the reader of every partition is at its end. Else it has to be read. */
export function mustWait(broker: BrokerState, request: FetchRequest): boolean {
  if (request.maxWaitMs <= 0 || request.minBytes <= 0 || request.replicaId >= 0) return false;
  for (const wanted of request.partitions) {
    const replica = leaderReplica(broker, wanted.tp);
    if (typeof replica === 'string' || replica.topicId !== wanted.topicId) return false;
    if (replica.leaderEpoch !== wanted.currentLeaderEpoch || wanted.lastFetchedEpoch >= 0)
      return false;
    const { logEndOffset } = replica.log;
    if (
      wanted.fetchOffset < broker.rules.readableEnd(replica.log) ||
      wanted.fetchOffset > logEndOffset
    )
      return false;
  }
  return true;
}

export function readForFetch(broker: BrokerState, request: FetchRequest): FetchResult {
  let partitions: FetchResponsePartition[] | undefined;
  let bytes = 0;
  let urgent = false;
  for (const wanted of request.partitions) {
    if (request.replicaId >= 0 && hasNothingNew(broker, wanted)) continue;
    partitions ??= [];
    const answer = readPartition(broker, request, wanted, request.maxBytes - bytes, bytes === 0);
    for (const batch of answer.batches) bytes += batch.sizeInBytes;
    if (answer.errorCode !== 'NONE' || answer.divergingEpoch !== null) urgent = true;
    partitions.push(answer);
  }
  return partitions === undefined ? NOTHING : { response: { partitions }, bytes, urgent };
}

/** Of a partition of which a follower knows all, the answer is silent. */
function hasNothingNew(broker: BrokerState, wanted: FetchPartition): boolean {
  const replica = broker.replicas.get(wanted.tp.key);
  if (replica === undefined || replica.role !== 'leader') return false;
  const { log } = replica;
  return (
    wanted.highWatermark === log.highWatermark &&
    wanted.logStartOffset === log.logStartOffset &&
    isAtEnd(broker, replica, wanted)
  );
}

/** True if a follower has every record of the partition: its answer would have neither data nor an error. */
function isAtEnd(broker: BrokerState, replica: Replica, wanted: FetchPartition): boolean {
  return (
    wanted.fetchOffset === replica.log.logEndOffset &&
    wanted.currentLeaderEpoch === replica.leaderEpoch &&
    wanted.topicId === replica.topicId &&
    broker.rules.divergence(replica, wanted) === null
  );
}

function readPartition(
  broker: BrokerState,
  request: FetchRequest,
  wanted: FetchPartition,
  budget: number,
  firstData: boolean,
): FetchResponsePartition {
  const replica = leaderReplica(broker, wanted.tp);
  if (typeof replica === 'string') return failed(wanted, replica, -1, -1);
  const { log } = replica;
  if (replica.topicId !== wanted.topicId) return failed(wanted, 'UNKNOWN_TOPIC_ID', -1, -1);
  if (wanted.currentLeaderEpoch >= 0 && wanted.currentLeaderEpoch !== replica.leaderEpoch) {
    const older = wanted.currentLeaderEpoch < replica.leaderEpoch;
    return failed(wanted, older ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH', -1, -1);
  }
  // A fetch from below the log's start is out of range, whether or not the logs part (Partition.readRecords).
  const below = wanted.fetchOffset < log.logStartOffset;
  const diverging = below ? null : broker.rules.divergence(replica, wanted);
  if (diverging !== null) return answered(wanted, log, diverging, NO_BATCHES);
  if (below || wanted.fetchOffset > log.logEndOffset) {
    return failed(wanted, 'OFFSET_OUT_OF_RANGE', log.highWatermark, log.logStartOffset);
  }
  const upTo = request.replicaId >= 0 ? log.logEndOffset : broker.rules.readableEnd(log);
  const limit = Math.min(wanted.partitionMaxBytes, budget);
  const batches =
    wanted.fetchOffset >= upTo || (!firstData && limit <= 0)
      ? NO_BATCHES
      : withinBudget(broker.rules.read(log, wanted.fetchOffset, upTo, limit), limit, firstData);
  return answered(wanted, log, null, batches);
}

function answered(
  wanted: FetchPartition,
  log: PartitionLog,
  divergingEpoch: FetchResponsePartition['divergingEpoch'],
  batches: readonly RecordBatch[],
): FetchResponsePartition {
  return {
    tp: wanted.tp,
    errorCode: 'NONE',
    highWatermark: log.highWatermark,
    lastStableOffset: log.highWatermark,
    logStartOffset: log.logStartOffset,
    divergingEpoch,
    batches,
  };
}

/** An oversized first batch is returned only as the first data of the whole answer (LR-29). */
function withinBudget(
  batches: readonly RecordBatch[],
  limit: number,
  firstData: boolean,
): readonly RecordBatch[] {
  const first = batches[0];
  return !firstData && first !== undefined && first.sizeInBytes > limit ? NO_BATCHES : batches;
}

/** KIP-595: where the reader's log leaves this one, if its last epoch does not reach its fetch offset here. */
export function divergence(
  replica: Replica,
  wanted: FetchPartition,
): { epoch: number; endOffset: number } | null {
  if (wanted.lastFetchedEpoch < 0) return null;
  const { epochs, logEndOffset } = replica.log;
  if (wanted.lastFetchedEpoch === latestEpoch(epochs) && wanted.fetchOffset <= logEndOffset) {
    return null; // the usual case, without looking for where an epoch ends
  }
  const end = endOffsetFor(epochs, wanted.lastFetchedEpoch, logEndOffset);
  if (end === undefined) return null;
  const diverged = end.epoch < wanted.lastFetchedEpoch || end.endOffset < wanted.fetchOffset;
  return diverged ? end : null;
}

function failed(
  wanted: FetchPartition,
  errorCode: ErrorName,
  highWatermark: number,
  logStartOffset: number,
): FetchResponsePartition {
  return {
    tp: wanted.tp,
    errorCode,
    highWatermark,
    lastStableOffset: highWatermark,
    logStartOffset,
    divergingEpoch: null,
    batches: NO_BATCHES,
  };
}
