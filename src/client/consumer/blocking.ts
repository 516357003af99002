import type { PartitionOffset } from '../../protocol/facts.js';
import { nextRequestDeadline } from '../network.js';
import { allConsumed, attemptOf, canCommitNow, runCommitCallbacks, sendCommit } from './commit.js';
import { type ConsumerContext, exception } from './context.js';
import { ensureCoordinator } from './coordinator.js';
import { leaveGroup } from './heartbeat.js';
import { updateFetchPositions } from './positions.js';
import { callListener } from './rebalance.js';
import { returns, throws, waitUntil } from './returning.js';
import type { ActiveCall } from './state.js';
import { validatePositions } from './validation.js';

/** One look at a running commitSync (ConsumerCoordinator.commitOffsetsSync): retriable errors are repeated. */
export function progressCommitSync(c: ConsumerContext, call: ActiveCall): void {
  const outcome = commitAttempt(c, call, 'sync', call.offsets);
  if (outcome === 'waiting') return;
  if (outcome === 'done') {
    returns(c, { kind: 'returned', call: 'commitSync' });
    return;
  }
  throws(c, call, outcome);
}

/** Drives a synchronous commit: sends, waits, repeats. */
function commitAttempt(
  c: ConsumerContext,
  call: ActiveCall,
  kind: 'sync' | 'auto on close',
  offsets: readonly PartitionOffset[],
): 'waiting' | 'done' | ReturnType<typeof exception> {
  if (runCommitCallbacks(c)) return 'waiting';
  if (offsets.length === 0) {
    // An empty commitSync waits for the outstanding asynchronous ones (CC-21).
    return c.s.commits.pending.size === 0 ? 'done' : wait(c, call);
  }
  if (call.commitId !== 0) {
    const attempt = attemptOf(c, call.commitId);
    if (attempt.kind === 'waiting') return wait(c, call);
    call.commitId = 0;
    if (attempt.kind === 'done') return 'done';
    if (attempt.kind === 'failed') return attempt.exception;
    call.retryAt = c.now + c.backoff(call.attempts++);
  }
  if (c.now >= call.deadline) return timedOut(c, call, kind);
  if (c.now < call.retryAt || !canCommitNow(c)) return wait(c, call);
  // A copy: the list is part of the call, and so of the state.
  const list = offsets.map((one) => ({ ...one }));
  call.commitId = sendCommit(c, kind, list);
  return commitAttempt(c, call, kind, offsets);
}

/** Its attempts were all retriable, and now the time is up. */
function timedOut(
  c: ConsumerContext,
  call: ActiveCall,
  kind: 'sync' | 'auto on close',
): ReturnType<typeof exception> {
  const offsets = call.offsets.map((one) => ({ ...one }));
  const list = offsets.map((o) => `${o.tp.key}=${o.offset}`).join(', ');
  const commit = c.s.commits.nextId - 1;
  c.note({
    type: 'commit failed',
    group: c.group,
    commit,
    kind,
    offsets,
    exception: 'TimeoutException',
  });
  const ms = c.s.config.defaultApiTimeoutMs;
  return exception(
    'TimeoutException',
    `Timeout of ${ms}ms expired before successfully committing offsets {${list}}`,
  );
}

function wait(c: ConsumerContext, call: ActiveCall): 'waiting' {
  if (c.now >= call.deadline) return 'waiting';
  const { coordinator, connections } = c.s;
  let at = call.deadline;
  for (const when of [call.retryAt, coordinator.retryAt]) if (when > c.now && when < at) at = when;
  for (const { downUntil } of connections.trouble.values()) {
    if (downUntil > c.now && downUntil < at) at = downUntil;
  }
  waitUntil(c, at);
  return 'waiting';
}

/** One look at a running position(): finds the position as poll would. */
export function progressPosition(c: ConsumerContext, call: ActiveCall): void {
  const p = call.tp === null ? undefined : c.s.partitions.get(call.tp.key);
  if (p === undefined || call.tp === null) {
    throws(
      c,
      call,
      exception(
        'IllegalStateException',
        'You can only check the position for partitions assigned to this consumer.',
      ),
    );
    return;
  }
  ensureCoordinator(c);
  validatePositions(c);
  updateFetchPositions(c);
  if (c.s.positionError !== null) {
    const error = c.s.positionError;
    c.s.positionError = null;
    throws(c, call, error);
    return;
  }
  if (p.state === 'FETCHING') {
    returns(c, { kind: 'position', tp: call.tp, offset: p.position });
    return;
  }
  if (c.now >= call.deadline) {
    const message = `Timeout of ${c.s.config.defaultApiTimeoutMs}ms expired before the position for partition ${call.tp.key} could be determined`;
    throws(c, call, exception('TimeoutException', message));
    return;
  }
  wait(c, call);
}

/** unsubscribe(): the listener, LeaveGroup, and nothing is committed (CC-36). */
export function progressUnsubscribe(c: ConsumerContext, call: ActiveCall): void {
  const { s } = c;
  if (call.phase === 'start') {
    call.phase = 'leaving';
    if (callLeaveListener(c)) return;
  }
  leaveGroup(c, 'the consumer unsubscribed from all topics', false);
  s.subscription = { kind: 'none' };
  s.partitions.clear();
  c.note({ type: 'unsubscribed', group: c.group });
  returns(c, { kind: 'returned', call: 'unsubscribe' });
}

/** onLeavePrepare: revoked, or lost if the generation is reset or a rebalance is in progress (§7.4). */
function callLeaveListener(c: ConsumerContext): boolean {
  const { s } = c;
  const m = s.membership;
  const subscribed = s.subscription.kind === 'topics' || s.subscription.kind === 'pattern';
  const owned = c.owned();
  if (!subscribed || owned.length === 0) return false;
  const rebalancing = m.state === 'PREPARING_REBALANCE' || m.state === 'COMPLETING_REBALANCE';
  const lost = m.generationId === -1 || m.memberId === '' || rebalancing;
  callListener(c, lost ? 'lost' : 'revoked', owned);
  return true;
}

/** One look at a running close() (consumer-client.md §8): auto-commit, pending asyncs, listener, LeaveGroup, drain. */
export function progressClose(c: ConsumerContext, call: ActiveCall): void {
  const { s } = c;
  if (call.phase === 'start') call.phase = 'committing';
  if (call.phase === 'committing') {
    const wanted = s.config.enableAutoCommit && s.config.groupId !== null ? call.offsets : [];
    if (wanted.length > 0 && commitAttempt(c, call, 'auto on close', wanted) === 'waiting') {
      const inCallback = s.calls[s.calls.length - 1] !== call;
      if (c.now < call.deadline || inCallback) return; // a failure is only logged
    }
    call.phase = 'draining';
  }
  if (call.phase === 'draining') {
    if (s.commits.queued.length > 0 && c.now < call.deadline) {
      ensureCoordinator(c);
      wait(c, call);
      return;
    }
    call.phase = 'leaving';
    if (callLeaveListener(c)) return;
  }
  if (call.phase === 'leaving') {
    if (call.closeOption !== 'remain-in-group') {
      leaveGroup(c, 'the consumer is being closed', call.closeOption === 'leave-group');
    }
    s.partitions.clear();
    call.phase = 'waiting';
  }
  if (pendingAtCoordinator(c) && c.now < call.deadline) {
    waitUntil(c, Math.min(call.deadline, nextRequestDeadline(s.connections) ?? call.deadline));
    return;
  }
  s.closed = true;
  c.note({ type: 'closed' });
  returns(c, { kind: 'returned', call: 'close' });
}

/** close() waits for what is in flight to the coordinator, a fetch included (AbstractCoordinator.close). */
function pendingAtCoordinator(c: ConsumerContext): boolean {
  for (const r of c.s.connections.inFlight) if (r.node === c.s.coordinator.node) return true;
  return false;
}

/** What close() commits: the positions at its call. */
export function offsetsToClose(c: ConsumerContext): PartitionOffset[] {
  return allConsumed(c);
}
