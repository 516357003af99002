import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  type ListOffsetsResponsePartition,
} from '../../protocol/api/list-offsets.js';
import { type Envelope, responseBody } from '../../protocol/messages.js';
import { byTopic, type TopicPartition } from '../../protocol/topic-partition.js';
import { LONG_AGO } from '../../util/time.js';
import { partitionInView, topicInView } from '../cluster-view.js';
import { type InFlight, isReady } from '../network.js';
import type { ConsumerException } from './calls.js';
import { type ResetPolicy, resetPolicyText } from './config.js';
import { type ConsumerContext, exception } from './context.js';
import { ensureCoordinator, markCoordinatorUnknown } from './coordinator.js';
import { requestMetadata } from './metadata.js';
import type { PartitionState } from './state.js';

/*
 * Where each partition is read from (consumer-client.md §9): the committed offset, else the reset policy; a position
 * that turns out to be out of range is reset by the policy too.
 */

/**
 * Works on positions that are missing. False: the running call has to wait for the committed offsets; an exception
 * that poll() must throw is left in `positionError`.
 */
export function updateFetchPositions(c: ConsumerContext): boolean {
  const { s } = c;
  let initializing = false;
  let resetting = false;
  for (const p of s.partitions.values()) {
    if (p.state === 'INITIALIZING') initializing = true;
    else if (p.state === 'AWAIT_RESET') resetting = true;
  }
  if (initializing) {
    if (s.config.groupId === null) resetInitializing(c);
    else if (!fetchCommitted(c)) return false;
  }
  if (initializing || resetting) sendListOffsets(c);
  return true;
}

/** Sends the OffsetFetch for partitions without position; true if none is needed any more. */
function fetchCommitted(c: ConsumerContext): boolean {
  const { s } = c;
  if (s.offsetFetch.inFlight !== 0) return false;
  const missing = [...s.partitions.values()].filter((p) => p.state === 'INITIALIZING');
  if (missing.length === 0) return true;
  // A consumer with assign() meets its coordinator here for the first time.
  if (!ensureCoordinator(c) || c.now < s.offsetFetch.retryAt) return false;
  const topics = byTopic(missing.map((p) => p.tp)).map(({ topic, partitions }) => ({
    name: topic,
    topicId: '',
    partitionIndexes: partitions,
  }));
  s.offsetFetch.inFlight = c.request(s.coordinator.node, 'OffsetFetch', 9, {
    groups: [{ groupId: c.group, topics }],
    requireStable: true,
  });
  return false;
}

/** Committed offsets become positions; what has none is reset. */
export function onOffsetsFetched(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  const { s } = c;
  if (s.offsetFetch.inFlight !== request.correlationId) return;
  s.offsetFetch.inFlight = 0;
  const group = responseBody(envelope, 'OffsetFetch').groups[0];
  if (group === undefined) return;
  if (group.errorCode !== 'NONE') {
    if (group.errorCode !== 'COORDINATOR_LOAD_IN_PROGRESS') markCoordinatorUnknown(c);
    retryOffsetFetch(c);
    return;
  }
  let unstable = false;
  for (const topic of group.topics) {
    for (const answer of topic.partitions) {
      if (answer.errorCode === 'UNSTABLE_OFFSET_COMMIT') unstable = true;
      const p = s.partitions.get(`${topic.name}-${answer.partitionIndex}`);
      if (p?.state !== 'INITIALIZING' || answer.errorCode !== 'NONE') continue;
      if (answer.committedOffset < 0) continue;
      setPosition(c, p, s.rules.positionFrom(answer.committedOffset), 'committed', '');
      p.positionEpoch = answer.committedLeaderEpoch;
      p.leaderEpoch = -1; // to be checked: CC-42
    }
  }
  if (unstable) {
    retryOffsetFetch(c);
    return;
  }
  s.offsetFetch.attempts = 0;
  resetInitializing(c);
}

/** The OffsetFetch got no answer. */
export function onOffsetFetchFailed(c: ConsumerContext, request: InFlight): void {
  if (c.s.offsetFetch.inFlight !== request.correlationId) return;
  c.s.offsetFetch.inFlight = 0;
  retryOffsetFetch(c);
}

function retryOffsetFetch(c: ConsumerContext): void {
  const { offsetFetch } = c.s;
  offsetFetch.retryAt = c.now + c.backoff(offsetFetch.attempts);
  offsetFetch.attempts += 1;
}

/** Partitions without a committed offset: the policy, or NoOffsetForPartitionException listing all of them. */
function resetInitializing(c: ConsumerContext): void {
  const policy = c.s.rules.resetPolicy(c.s.config.autoOffsetReset);
  const without = [...c.s.partitions.values()].filter((p) => p.state === 'INITIALIZING');
  if (policy.kind !== 'none') {
    for (const p of without) awaitReset(p, policy);
    return;
  }
  if (without.length === 0) return;
  const names = without.map((p) => p.tp.key).join(', ');
  c.s.positionError = exception(
    'NoOffsetForPartitionException',
    `Undefined offset with no reset policy for partitions: [${names}]`,
  );
}

export function awaitReset(p: PartitionState, policy: ResetPolicy): void {
  p.state = 'AWAIT_RESET';
  p.reset = policy;
  p.retryAt = LONG_AGO;
}

/** The position is below the log's start or beyond its end (§9.5). */
export function resetOutOfRange(c: ConsumerContext, p: PartitionState, fetchOffset: number): void {
  if (p.position !== fetchOffset) return;
  const policy = c.s.config.autoOffsetReset;
  if (policy.kind === 'none') c.s.positionError = outOfRange(p);
  else awaitReset(p, policy);
}

/** What poll() throws if it finds this position out of range and has no policy. */
function outOfRange(p: PartitionState): ConsumerException {
  return exception(
    'OffsetOutOfRangeException',
    `Fetch position ${p.position} is out of range for partition ${p.tp.key}`,
  );
}

/** seekToBeginning and seekToEnd are lazy: the question goes out with the next poll. */
export function seekLazily(p: PartitionState, kind: 'earliest' | 'latest'): void {
  awaitReset(p, { kind });
}

function sendListOffsets(c: ConsumerContext): void {
  const { s } = c;
  const byLeader = new Map<
    number,
    { tp: TopicPartition; currentLeaderEpoch: number; timestamp: number }[]
  >();
  for (const p of s.partitions.values()) {
    if (p.state !== 'AWAIT_RESET' || p.reset === null || c.now < p.retryAt) continue;
    const meta = partitionInView(s.view, p.tp);
    if (meta === undefined || meta.leaderId < 0) {
      requestMetadata(c);
      continue;
    }
    if (!isReady(s.connections, meta.leaderId, c.now)) continue;
    p.retryAt = c.now + s.config.requestTimeoutMs; // asks again only then if no answer settles it (CC-39)
    const list = byLeader.get(meta.leaderId) ?? [];
    byLeader.set(meta.leaderId, list);
    const timestamp = timestampFor(p.reset, c.now);
    list.push({ tp: p.tp, currentLeaderEpoch: meta.leaderEpoch, timestamp });
  }
  for (const [leader, partitions] of byLeader) {
    s.listOffsets.add(c.request(leader, 'ListOffsets', 10, { replicaId: -1, partitions }));
  }
}

function timestampFor(policy: ResetPolicy, now: number): number {
  switch (policy.kind) {
    case 'earliest':
      return EARLIEST_TIMESTAMP;
    case 'by_duration':
      return momentBefore(now, policy.durationMs);
    default:
      return LATEST_TIMESTAMP;
  }
}

/** ListOffsets has names for the negative times just before 0: what is older than the run is older than these. */
function momentBefore(now: number, durationMs: number): number {
  const at = now - durationMs;
  return at < 0 && at >= OLDEST_NAME ? OLDEST_NAME - 1 : at;
}

/** ListOffsetsRequest.LATEST_TIERED_TIMESTAMP, EARLIEST_LOCAL_…, MAX_…, EARLIEST_…, LATEST_TIMESTAMP: −5 to −1. */
const OLDEST_NAME = -5;

/** Of a ListOffsets that only asks for the log's end: it resets nothing. */
const FOR_LAG = 1;

/** Asks where the log ends, unless that is under way. */
export function askLogEnd(c: ConsumerContext, p: PartitionState): void {
  const { s } = c;
  const meta = partitionInView(s.view, p.tp);
  if (meta === undefined || meta.leaderId < 0) {
    requestMetadata(c);
    return;
  }
  if (p.logEndAsked || !isReady(s.connections, meta.leaderId, c.now)) return;
  p.logEndAsked = true;
  const question = { tp: p.tp, currentLeaderEpoch: meta.leaderEpoch, timestamp: LATEST_TIMESTAMP };
  const body = { replicaId: -1, partitions: [question] };
  c.request(meta.leaderId, 'ListOffsets', 10, body, FOR_LAG);
}

/** The answer to a reset: a position, or a reason to ask again. */
export function onListedOffsets(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  c.s.listOffsets.delete(request.correlationId);
  if (request.tag === FOR_LAG) {
    for (const { tp, errorCode, offset } of responseBody(envelope, 'ListOffsets').partitions) {
      const p = c.s.partitions.get(tp.key);
      if (p === undefined) continue;
      p.logEndAsked = false;
      if (errorCode === 'NONE') p.highWatermark = offset;
    }
    return;
  }
  for (const answer of responseBody(envelope, 'ListOffsets').partitions) {
    const p = c.s.partitions.get(answer.tp.key);
    if (p?.state === 'AWAIT_RESET') applyReset(c, p, answer);
  }
}

function applyReset(
  c: ConsumerContext,
  p: PartitionState,
  answer: ListOffsetsResponsePartition,
): void {
  if (answer.errorCode !== 'NONE') {
    p.retryAt = c.now + c.backoff(0);
    requestMetadata(c);
    return;
  }
  if (answer.offset < 0 || p.reset === null) return; // nothing so young: asked again after request.timeout.ms
  const policy = resetPolicyText(p.reset);
  setPosition(c, p, answer.offset, 'reset', policy); // without an epoch, so that it is not checked: CC-41
}

/** ListOffsets got no answer: ask again after a backoff. */
export function onListOffsetsFailed(c: ConsumerContext, request: InFlight): void {
  c.s.listOffsets.delete(request.correlationId);
  for (const p of c.s.partitions.values()) {
    p.logEndAsked = false;
    if (p.state === 'AWAIT_RESET')
      p.retryAt = Math.min(p.retryAt, c.now + c.s.config.retryBackoffMs);
  }
  requestMetadata(c);
}

/** Gives a partition a valid position, and tells the trace how it came by it. */
export function setPosition(
  c: ConsumerContext,
  p: PartitionState,
  offset: number,
  cause: 'committed' | 'reset' | 'seek' | 'truncated',
  policy: string,
): void {
  const previous = p.position;
  if (p.topicId === '') p.topicId = topicInView(c.s.view, p.tp.topic)?.topicId ?? '';
  p.state = 'FETCHING';
  p.retryAt = LONG_AGO;
  p.position = offset;
  p.positionEpoch = -1;
  p.leaderEpoch = partitionInView(c.s.view, p.tp)?.leaderEpoch ?? -1;
  p.reset = null;
  const { tp, topicId } = p;
  c.note({ type: 'position', group: c.group, tp, topicId, offset, cause, policy, previous });
}
