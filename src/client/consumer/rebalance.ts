import { assignorNamed } from '../../assignor/assignor.js';
import { type Bytes, decodeAssignment } from '../../protocol/consumer-protocol.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { LONG_AGO } from '../../util/time.js';
import { partitionInView, sharedPartition, topicInView } from '../cluster-view.js';
import { activeCall } from './active-call.js';
import { allConsumed, attemptOf, sendCommit } from './commit.js';
import { type ConsumerContext, exception } from './context.js';
import { ensureCoordinator } from './coordinator.js';
import { sendJoinGroup, subscribedTopics } from './join.js';
import { requestRejoin, resetOnLeave } from './membership.js';
import { requestMetadata } from './metadata.js';
import type { PartitionState } from './state.js';

/** How far ensureActiveGroup came. */
export type GroupProgress =
  /** The member is active: nothing is to be done. */
  | 'active'
  /** A join is under way or must wait: poll goes on with what it owns. */
  | 'joining'
  /** A listener was called: poll goes on when it returns. */
  | 'listener'
  /** Thrown out of poll: in `events`. */
  | { readonly thrown: ReturnType<typeof exception> };

/** Takes the membership as far as it gets without waiting (AbstractCoordinator.joinGroupIfNeeded). */
export function ensureActiveGroup(c: ConsumerContext): GroupProgress {
  const m = c.s.membership;
  for (;;) {
    if (m.step === 'assigning' || m.step === 'giving up') {
      const after = completeJoin(c);
      if (after !== 'active') return after;
      continue;
    }
    if (!m.rejoinNeeded && m.join.kind === 'none') return 'active';
    if (m.join.kind === 'succeeded') {
      const started = startCompletion(c, m.join.assignment);
      if (started !== 'active') return started;
      continue;
    }
    if (m.join.kind === 'in flight') return 'joining';
    if (m.join.kind === 'failed') {
      const { fatal, backoff } = m.join;
      m.join = { kind: 'none' };
      if (fatal !== null) return { thrown: fatal };
      if (backoff) m.retryAt = c.now + c.backoff(m.attempts++);
      continue;
    }
    if (c.now < m.retryAt || !ensureCoordinator(c)) return 'joining';
    if (!patternReady(c)) return 'joining';
    const prepared = prepareJoin(c);
    if (prepared !== 'active') return prepared;
    sendJoinGroup(c);
    return 'joining';
  }
}

/** A pattern is matched against metadata: the first join waits for it. */
function patternReady(c: ConsumerContext): boolean {
  if (c.s.subscription.kind !== 'pattern' || c.s.view.version > 0) return true;
  requestMetadata(c);
  return false;
}

/** onJoinPrepare: auto-commit, then the listener for what is given up or lost (assignors.md §4.3). */
function prepareJoin(c: ConsumerContext): GroupProgress {
  const m = c.s.membership;
  switch (m.step) {
    case 'to prepare':
      if (c.s.rebalanceProtocol === 'EAGER') {
        for (const p of c.s.partitions.values()) p.pendingRevocation = true;
      }
      startPrepareCommit(c);
      m.step = 'committing';
      return prepareJoin(c);
    case 'committing':
      return prepareCommitDone(c) ? callPrepareListener(c) : 'joining';
    case 'revoking':
      afterPrepareListener(c);
      return throwListenerError(c);
    default:
      return 'active';
  }
}

function startPrepareCommit(c: ConsumerContext): void {
  const { commits, config } = c.s;
  commits.prepareId = 0;
  commits.prepareDeadline = c.now + config.maxPollIntervalMs;
  commits.prepareRetryAt = LONG_AGO;
  if (!config.enableAutoCommit) return;
  const offsets = allConsumed(c);
  if (offsets.length > 0) commits.prepareId = sendCommit(c, 'auto before rebalance', offsets);
}

/** Retriable failures are repeated, any other is only logged; the rebalance goes on when the time is up (§3). */
function prepareCommitDone(c: ConsumerContext): boolean {
  const { commits, config } = c.s;
  if (commits.prepareId === 0) return true;
  if (c.now >= commits.prepareDeadline) return true;
  if (c.now < commits.prepareRetryAt) return false;
  if (commits.prepareRetryAt !== LONG_AGO) {
    commits.prepareRetryAt = LONG_AGO;
    commits.prepareId = sendCommit(c, 'auto before rebalance', allConsumed(c));
  }
  const attempt = attemptOf(c, commits.prepareId);
  if (attempt.kind === 'waiting') return false;
  if (attempt.kind === 'retry') {
    commits.prepareRetryAt = c.now + config.retryBackoffMs;
    return false;
  }
  commits.prepareId = 0;
  return true;
}

/** Whether the membership was reset: then what it owned is lost, not revoked. */
function isReset(c: ConsumerContext): boolean {
  return c.s.membership.generationId === -1 || c.s.membership.memberId === '';
}

function callPrepareListener(c: ConsumerContext): GroupProgress {
  const m = c.s.membership;
  m.step = 'revoking';
  const owned = c.owned();
  if (isReset(c)) {
    if (owned.length > 0) return callListener(c, 'lost', owned);
  } else if (c.s.rebalanceProtocol === 'EAGER') {
    return callListener(c, 'revoked', owned);
  } else {
    const topics = subscribedTopics(c);
    const dropped = owned.filter((tp) => !topics.includes(tp.topic));
    if (dropped.length > 0) return callListener(c, 'revoked', dropped);
  }
  afterPrepareListener(c);
  return 'active';
}

function afterPrepareListener(c: ConsumerContext): void {
  const { s } = c;
  if (s.rules.dropsAllToJoin(c, isReset(c))) s.partitions.clear();
  else {
    const topics = subscribedTopics(c);
    for (const [key, p] of s.partitions) if (!topics.includes(p.tp.topic)) s.partitions.delete(key);
  }
  s.membership.step = 'prepared';
}

/** Calls the application's rebalance listener; the running call goes on when it returns. */
export function callListener(
  c: ConsumerContext,
  listener: 'assigned' | 'revoked' | 'lost',
  partitions: readonly TopicPartition[],
): 'listener' {
  const { generationId, memberId } = c.s.membership;
  const common = { group: c.group, memberId, generation: generationId, partitions };
  if (listener === 'assigned') c.note({ type: listener, ...common, owned: c.owned() });
  else c.note({ type: listener, ...common });
  c.s.calls.push(activeCall('callback', 0, { listener }));
  // The application asks groupMetadata(): a member that lost its generation still sees the old one there.
  const generation = c.s.membership.metadataGenerationId;
  c.events.push({ kind: 'callback', listener, partitions, generation });
  return 'listener';
}

/** A listener's exception comes out of poll once the step it interrupted is done. */
function throwListenerError(c: ConsumerContext): GroupProgress {
  const m = c.s.membership;
  if (m.listenerError === null) return 'active';
  const message = m.listenerError;
  m.listenerError = null;
  return {
    thrown: exception(
      'KafkaException',
      'User rebalance callback throws an error',
      `IllegalStateException: ${message}`,
    ),
  };
}

/** onJoinComplete (assignors.md §4.5): what changes hands is revoked first, then the new partitions are assigned. */
function startCompletion(c: ConsumerContext, bytes: Bytes): GroupProgress {
  const { s } = c;
  const m = s.membership;
  m.join = { kind: 'none' };
  if (m.state !== 'STABLE' || m.generationId === -1) {
    resetOnLeave(c); // the heartbeat thread took the member out meanwhile
    return 'active';
  }
  m.metadataGenerationId = m.generationId;
  const assigned: TopicPartition[] = [];
  for (const { topic, partitions } of decodeAssignment(bytes)?.assignedPartitions ?? []) {
    for (const p of partitions) assigned.push(sharedPartition(c.s.view, topic, p));
  }
  const topics = subscribedTopics(c);
  if (assigned.some((tp) => !topics.includes(tp.topic))) {
    m.step = 'to prepare';
    requestRejoin(c, 'received assignment does not match the current subscription');
    return 'active';
  }
  const keys = new Set(assigned.map((tp) => tp.key));
  const gone = c.owned().filter((tp) => !keys.has(tp.key));
  m.added = assigned;
  m.gaveUp = s.rules.givesUp(c, gone);
  m.step = 'giving up';
  return m.gaveUp ? callListener(c, 'revoked', gone) : 'active';
}

function completeJoin(c: ConsumerContext): GroupProgress {
  const m = c.s.membership;
  if (m.step === 'giving up') {
    if (m.gaveUp) requestRejoin(c, 'need to revoke partitions and re-join');
    const added = takeAssignment(c, m.added);
    m.added = [];
    m.step = 'assigning';
    return callListener(c, 'assigned', added);
  }
  m.step = 'to prepare';
  return throwListenerError(c);
}

/** The new assignment: partitions that stay keep their state (CC-7). Returns what was added. */
function takeAssignment(c: ConsumerContext, assigned: readonly TopicPartition[]): TopicPartition[] {
  const { s } = c;
  const m = s.membership;
  const assignor = assignorNamed(m.protocolName);
  const memory = assignor === undefined ? undefined : s.assignors.get(assignor.name);
  if (memory !== undefined) assignor?.onAssignment(memory, [...assigned], m.generationId);
  const before = new Map(s.partitions);
  const added: TopicPartition[] = [];
  const owns = s.rules.ownsAfter(c, assigned);
  s.partitions.clear();
  for (const tp of owns) {
    const kept = before.get(tp.key);
    if (kept === undefined) added.push(tp);
    s.partitions.set(tp.key, kept ?? newPartition(c, tp));
  }
  s.commits.autoCommitAt = c.now + s.config.autoCommitIntervalMs;
  if (assigned.some((tp) => partitionInView(c.s.view, tp) === undefined)) requestMetadata(c);
  return added;
}

/** A partition that has just been assigned: its position is still to be found. */
export function newPartition(c: ConsumerContext, tp: TopicPartition): PartitionState {
  return {
    tp,
    topicId: topicInView(c.s.view, tp.topic)?.topicId ?? '',
    state: 'INITIALIZING',
    position: -1,
    positionEpoch: -1,
    leaderEpoch: -1,
    reset: null,
    paused: false,
    pendingRevocation: false,
    retryAt: LONG_AGO,
    highWatermark: -1,
    logEndAsked: false,
  };
}
