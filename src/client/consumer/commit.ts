import type { OffsetCommitResponse } from '../../protocol/api/offset-commit.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { CommitKind, PartitionOffset } from '../../protocol/facts.js';
import { type Envelope, responseBody } from '../../protocol/messages.js';
import { type InFlight, isReady } from '../network.js';
import { activeCall } from './active-call.js';
import type { AppEvent, ConsumerException } from './calls.js';
import { type ConsumerContext, exception } from './context.js';
import { ensureCoordinator, lookupCoordinator, markCoordinatorUnknown } from './coordinator.js';
import { noteRefusal, requestRejoin, resetGeneration, resetMember } from './membership.js';
import { FinishedCommit, PendingCommit } from './state.js';

/** SubscriptionState.allConsumed: every partition with a valid position, consumed or not, paused or not (CC-5). */
export function allConsumed(c: ConsumerContext): PartitionOffset[] {
  const offsets: PartitionOffset[] = [];
  for (const p of c.s.partitions.values()) {
    if (p.state === 'FETCHING') offsets.push({ tp: p.tp, offset: p.position });
  }
  return offsets;
}

/**
 * Sends an OffsetCommit and returns its number. Its end comes to `finish`, at once if the client refuses it itself:
 * a member outside a stable generation sends nothing (§4.2 rows 1 and 2).
 */
export function sendCommit(
  c: ConsumerContext,
  kind: CommitKind,
  offsets: readonly PartitionOffset[],
  tag = '',
  answers = false,
): number {
  const { s } = c;
  const id = s.commits.nextId++;
  const commit = withIds(c, new PendingCommit(id, kind, offsets, tag, -1, '', answers));
  const isKnown = s.coordinator.node !== 0 && isReady(s.connections, s.coordinator.node, c.now);
  if (isKnown) leave(c, commit);
  else if (kind === 'async' || kind === 'auto') {
    s.commits.pending.set(id, commit);
    s.commits.queued.push(commit);
    lookupCoordinator(c);
  } else if (isOutside(c)) leave(c, commit);
  else finish(c, commit, coordinatorUnavailable(), true);
  return id;
}

/** Who it is when the commit leaves: one that waited for the coordinator goes by what has become of it meanwhile. */
function withIds(c: ConsumerContext, commit: PendingCommit): PendingCommit {
  const { id, kind, offsets, tag, answers } = commit;
  const { generationId, memberId } = isSubscribed(c)
    ? c.s.membership
    : { generationId: -1, memberId: '' };
  return new PendingCommit(id, kind, offsets, tag, generationId, memberId, answers);
}

function isSubscribed({ s }: ConsumerContext): boolean {
  return s.subscription.kind === 'topics' || s.subscription.kind === 'pattern';
}

function isOutside(c: ConsumerContext): boolean {
  return isSubscribed(c) && c.s.membership.state !== 'STABLE';
}

/** To the coordinator, unless the client is in no generation (ConsumerCoordinator.sendOffsetCommitRequest). */
function leave(c: ConsumerContext, commit: PendingCommit): void {
  const { pending } = c.s.commits;
  if (isOutside(c)) {
    pending.delete(commit.id);
    finish(c, commit, outsideGeneration(c.s.membership.state !== 'UNJOINED'), false);
    return;
  }
  pending.set(commit.id, commit);
  transmit(c, commit);
}

function transmit(c: ConsumerContext, commit: PendingCommit): void {
  const { s } = c;
  const topics = new Map<string, OffsetCommitTopic>();
  for (const { tp, offset, metadata = '' } of commit.offsets) {
    const partition = {
      partitionIndex: tp.partition,
      committedOffset: offset,
      committedLeaderEpoch: s.partitions.get(tp.key)?.positionEpoch ?? -1,
      committedMetadata: metadata,
    };
    const topic = topics.get(tp.topic);
    if (topic === undefined) {
      topics.set(tp.topic, { name: tp.topic, topicId: '', partitions: [partition] });
    } else topic.partitions.push(partition);
  }
  c.note({
    type: 'commit sent',
    group: c.group,
    memberId: commit.memberId,
    generation: commit.generationId,
    commit: commit.id,
    kind: commit.kind,
    offsets: commit.offsets,
  });
  c.request(
    s.coordinator.node,
    'OffsetCommit',
    9,
    {
      groupId: c.group,
      generationIdOrMemberEpoch: commit.generationId,
      memberId: commit.memberId,
      groupInstanceId: commit.memberId === '' ? null : s.config.groupInstanceId,
      retentionTimeMs: -1,
      topics: [...topics.values()],
    },
    commit.id,
  );
}

interface OffsetCommitTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: {
    partitionIndex: number;
    committedOffset: number;
    committedLeaderEpoch: number;
    committedMetadata: string;
  }[];
}

/** commitAsyncs that waited for the coordinator to be found leave now, in order (CC-22). */
export function sendQueuedCommits(c: ConsumerContext): void {
  const queued = c.s.commits.queued;
  if (queued.length === 0) return;
  c.s.commits.queued = [];
  for (const commit of queued) leave(c, withIds(c, commit));
}

/** The lookup failed: commitAsyncs that waited for it fail, and may be tried again by the application. */
export function failQueuedCommits(c: ConsumerContext): void {
  const queued = c.s.commits.queued;
  c.s.commits.queued = [];
  for (const commit of queued) {
    c.s.commits.pending.delete(commit.id);
    finish(c, commit, coordinatorUnavailable(), true);
  }
}

/** The answer to an OffsetCommit (ConsumerCoordinator.OffsetCommitResponseHandler). */
export function onCommitted(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  const commit = c.s.commits.pending.get(request.tag);
  if (commit === undefined) return;
  c.s.commits.pending.delete(commit.id);
  const { error, partition } = firstError(responseBody(envelope, 'OffsetCommit'));
  if (error === 'NONE') {
    finish(c, commit, null, false);
    return;
  }
  c.note({ type: 'commit error', group: c.group, commit: commit.id, error });
  const { failure, retriable } = react(c, commit, error, partition);
  finish(c, commit, failure, retriable);
}

function firstError(response: OffsetCommitResponse): { error: ErrorName; partition: string } {
  for (const topic of response.topics) {
    for (const p of topic.partitions) {
      if (p.errorCode !== 'NONE') {
        return { error: p.errorCode, partition: `${topic.name}-${p.partitionIndex}` };
      }
    }
  }
  return { error: 'NONE', partition: '' };
}

/** What an error does to the client, and which exception it becomes (consumer-client.md §4.2). */
function react(
  c: ConsumerContext,
  commit: PendingCommit,
  error: ErrorName,
  partition: string,
): { failure: ConsumerException; retriable: boolean } {
  const m = c.s.membership;
  const unchanged = m.generationId === commit.generationId && m.memberId === commit.memberId;
  const rejoining = m.state === 'PREPARING_REBALANCE' || m.state === 'COMPLETING_REBALANCE';
  switch (error) {
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
    case 'REQUEST_TIMED_OUT':
      markCoordinatorUnknown(c);
      return { failure: coordinatorUnavailable(), retriable: true };
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      return {
        failure: exception('CoordinatorLoadInProgressException', 'The coordinator is loading.'),
        retriable: true,
      };
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return {
        failure: exception('UnknownTopicOrPartitionException', `${partition} does not exist.`),
        retriable: true,
      };
    case 'REBALANCE_IN_PROGRESS':
      requestRejoin(c, 'offset commit failed since group is already rebalancing');
      return { failure: outsideGeneration(true), retriable: false };
    case 'ILLEGAL_GENERATION':
    case 'UNKNOWN_MEMBER_ID':
      if (!unchanged) return { failure: outsideGeneration(rejoining), retriable: false };
      noteRefusal(c, 'OffsetCommit', error);
      if (error === 'ILLEGAL_GENERATION') resetGeneration(c, 'offset commit');
      else resetMember(c, 'offset commit');
      return { failure: outsideGeneration(false), retriable: false };
    case 'FENCED_INSTANCE_ID':
      if (!unchanged) return { failure: outsideGeneration(rejoining), retriable: false };
      m.failure = fenced(c);
      return { failure: fenced(c), retriable: false };
    case 'OFFSET_METADATA_TOO_LARGE':
      return { failure: exception('OffsetMetadataTooLarge', partition), retriable: false };
    default:
      return {
        failure: exception('KafkaException', `Unexpected error in commit: ${error}`),
        retriable: false,
      };
  }
}

function fenced(c: ConsumerContext): ConsumerException {
  return exception(
    'FencedInstanceIdException',
    `The group instance id ${c.s.config.groupInstanceId ?? ''} was taken over by another process.`,
  );
}

/** RebalanceInProgress: may still succeed after a poll. CommitFailed: it is not in the group any more (CC-24). */
function outsideGeneration(rejoining: boolean): ConsumerException {
  return rejoining
    ? exception(
        'RebalanceInProgressException',
        'Offset commit cannot be completed since the consumer is undergoing a rebalance for auto partition assignment. You can try completing the rebalance by calling poll() and then retry the operation.',
      )
    : exception(
        'CommitFailedException',
        'Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group.',
      );
}

function coordinatorUnavailable(): ConsumerException {
  return exception('CoordinatorNotAvailableException', 'The coordinator is not available.');
}

/** The commit will never be answered: its outcome is unknown, the client treats it as retriable (CC-25). */
export function onCommitFailed(c: ConsumerContext, request: InFlight): void {
  const commit = c.s.commits.pending.get(request.tag);
  if (commit === undefined) return;
  c.s.commits.pending.delete(commit.id);
  markCoordinatorUnknown(c);
  finish(
    c,
    commit,
    exception('DisconnectException', 'The connection to the coordinator was lost.'),
    true,
  );
}

function finish(
  c: ConsumerContext,
  commit: PendingCommit,
  failure: ConsumerException | null,
  retriable: boolean,
): void {
  const { commits } = c.s;
  const { id, kind, offsets } = commit;
  const wrapped =
    failure !== null && retriable && kind === 'async'
      ? exception('RetriableCommitFailedException', failure.message, failure.name)
      : failure;
  if (wrapped === null) {
    c.note({ type: 'commit succeeded', group: c.group, commit: id, kind, offsets });
  } else if (!retriable || kind === 'async' || kind === 'auto') {
    // A synchronous commit that is tried again has not failed: nobody hears of it but the network.
    const { name } = wrapped;
    c.note({ type: 'commit failed', group: c.group, commit: id, kind, offsets, exception: name });
  }
  if (kind === 'async') {
    commits.finished.push(new FinishedCommit(commit, wrapped));
    return;
  }
  if (kind !== 'auto') {
    commits.outcome = { id, exception: failure, retriable };
    return;
  }
  if (failure !== null && retriable) commits.autoCommitAt = c.now + c.s.config.retryBackoffMs;
}

/**
 * Runs the callbacks of finished commitAsyncs, in the order in which they finished; true if the running call has to
 * wait for one of them, which may throw: the rest is run after it.
 * Kafka: ConsumerCoordinator.invokeCompletedOffsetCommitCallbacks.
 */
export function runCommitCallbacks(c: ConsumerContext): boolean {
  for (;;) {
    const finished = takeFinished(c);
    if (finished === undefined) return false;
    const awaited = finished.commit.answers;
    c.events.push(committedEvent(finished, awaited));
    if (!awaited) continue;
    c.s.calls.push(activeCall('callback', 0));
    return true;
  }
}

/** The first commitAsync whose callback waits to be run. */
export function takeFinished(c: ConsumerContext): FinishedCommit | undefined {
  const { commits } = c.s;
  const [first, ...rest] = commits.finished;
  if (first !== undefined) commits.finished = rest;
  return first;
}

/** Its callback is called. */
export function committedEvent(finished: FinishedCommit, awaited: boolean): AppEvent {
  const { commit, exception: failure } = finished;
  const { tag, offsets } = commit;
  return { kind: 'committed', tag, offsets, exception: failure, awaited };
}

/** The interval auto-commit: due inside poll only, with the positions of its entry (§3). */
export function maybeAutoCommit(c: ConsumerContext): void {
  const { config, commits } = c.s;
  if (
    !config.enableAutoCommit ||
    config.groupId === null ||
    !c.s.rules.isAutoCommitDue(c.now, commits.autoCommitAt)
  )
    return;
  commits.autoCommitAt = c.now + config.autoCommitIntervalMs;
  const offsets = c.s.rules.autoCommitOffsets(c);
  if (offsets.length > 0) sendCommit(c, 'auto', offsets);
}

/** How a synchronous attempt stands: still under way, done, to be repeated, or failed for good. */
export type Attempt =
  | { readonly kind: 'waiting' | 'done' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'failed'; readonly exception: ConsumerException };

/** Looks at the commit `id` of a synchronous caller. */
export function attemptOf(c: ConsumerContext, id: number): Attempt {
  const { commits } = c.s;
  if (commits.pending.has(id)) return { kind: 'waiting' };
  const { outcome } = commits;
  if (outcome === null || outcome.id !== id) return { kind: 'done' };
  commits.outcome = null;
  if (outcome.exception === null) return { kind: 'done' };
  return outcome.retriable ? { kind: 'retry' } : { kind: 'failed', exception: outcome.exception };
}

/** True if a synchronous commit could be sent now; otherwise the coordinator is being looked for. */
export function canCommitNow(c: ConsumerContext): boolean {
  return ensureCoordinator(c);
}
