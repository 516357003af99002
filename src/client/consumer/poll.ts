import { deadlineOf } from '../../util/few-timers.js';
import { maybeAutoCommit, runCommitCallbacks } from './commit.js';
import type { ConsumerContext } from './context.js';
import { ensureCoordinator } from './coordinator.js';
import { collectFetch, hasAvailableFetches, sendFetches } from './fetcher.js';
import { updateFetchPositions } from './positions.js';
import { ensureActiveGroup } from './rebalance.js';
import { returns, throws, waitUntil } from './returning.js';
import type { ActiveCall } from './state.js';
import { validatePositions } from './validation.js';

/**
 * One look at a running poll() (ClassicKafkaConsumer.poll): the group first, then interval auto-commit, then positions,
 * then the buffer. It is looked at again whenever something arrives or is due, until it has something to return.
 */
export function progressPoll(c: ConsumerContext, call: ActiveCall): void {
  const { s } = c;
  const m = s.membership;
  if (isOver(c, call)) {
    const records = s.buffer.queue.length > 0 ? collectFetch(c) : [];
    if (records.length === 0 && s.positionError !== null) throwPositionError(c, call);
    else returns(c, { kind: 'polled', records });
    return;
  }
  if (runCommitCallbacks(c)) return;
  call.phase = 'waiting';
  const subscribed = s.subscription.kind === 'topics' || s.subscription.kind === 'pattern';
  if (subscribed) {
    m.lastPollAt = c.now;
    if (m.failure !== null) {
      const failure = m.failure;
      m.failure = null;
      throws(c, call, failure);
      return;
    }
    if (!ensureCoordinator(c)) {
      waitOrReturn(c, call);
      return;
    }
    const progress = ensureActiveGroup(c);
    if (progress === 'listener') return;
    if (typeof progress === 'object') {
      throws(c, call, progress.thrown);
      return;
    }
    if (progress === 'active') maybeAutoCommit(c);
  } else {
    maybeAutoCommit(c);
  }
  validatePositions(c);
  const positioned = updateFetchPositions(c);
  if (s.positionError !== null && !hasAvailableFetches(c)) {
    throwPositionError(c, call);
    return;
  }
  pollForFetches(c, call, positioned);
}

/**
 * True if the running call is a poll() that waits for something else than what has just happened: nothing is due, and
 * whatever else changed was looked at when it did. A look of the poll thread all the same, as far as its interval goes.
 */
export function pollGoesOn(c: ConsumerContext): boolean {
  const { calls, timers, membership } = c.s;
  if (calls[calls.length - 1]?.kind !== 'poll') return false;
  const due = deadlineOf(timers, 'call');
  if (due === undefined || due <= c.now) return false;
  membership.lastPollAt = c.now;
  return true;
}

/**
 * The time is up, after it was looked at at least once: only the buffer is looked at again, and max.poll.interval.ms
 * runs since the last turn of the loop. A rebalance step that a listener interrupted is finished first.
 */
function isOver(c: ConsumerContext, call: ActiveCall): boolean {
  const { step } = c.s.membership;
  if (call.phase === 'start' || c.now < call.deadline) return false;
  return step === 'to prepare' || step === 'committing' || step === 'prepared';
}

function pollForFetches(c: ConsumerContext, call: ActiveCall, positioned: boolean): void {
  const { s } = c;
  const buffered = s.buffer.queue.length;
  const polled = buffered > 0 ? collectFetch(c) : [];
  if (polled.length === 0 && s.positionError !== null) {
    throwPositionError(c, call);
    return;
  }
  // What came was an error or stale: the loop turns at once, and asks for positions that are to be reset.
  if (polled.length === 0 && s.buffer.queue.length < buffered) updateFetchPositions(c);
  if (positioned || polled.length > 0 || s.partitions.size > 0) sendFetches(c);
  if (polled.length > 0) {
    returns(c, { kind: 'polled', records: polled });
    return;
  }
  waitOrReturn(c, call);
}

function throwPositionError(c: ConsumerContext, call: ActiveCall): void {
  const error = c.s.positionError;
  if (error === null) return;
  c.s.positionError = null;
  throws(c, call, error);
}

/** Nothing to hand out: at its deadline poll returns empty, before that it waits for what comes next. */
function waitOrReturn(c: ConsumerContext, call: ActiveCall): void {
  if (c.now >= call.deadline) {
    returns(c, { kind: 'polled', records: [] });
    return;
  }
  waitUntil(c, nextInterest(c, call));
}

/** The next moment at which a waiting poll has something to do by itself. */
function nextInterest(c: ConsumerContext, call: ActiveCall): number {
  const { s, now } = c;
  let at = call.deadline;
  if (s.config.enableAutoCommit && s.config.groupId !== null)
    at = sooner(at, s.commits.autoCommitAt, now);
  at = sooner(at, s.membership.retryAt, now);
  at = sooner(at, s.coordinator.retryAt, now);
  at = sooner(at, s.offsetFetch.retryAt, now);
  at = sooner(at, s.commits.prepareRetryAt, now);
  if (s.connections.trouble.size > 0) {
    for (const { downUntil } of s.connections.trouble.values()) at = sooner(at, downUntil, now);
  }
  for (const p of s.partitions.values()) {
    const asks =
      p.state === 'AWAIT_RESET' ? s.listOffsets.size > 0 : p.state === 'AWAIT_VALIDATION';
    if (asks) at = sooner(at, p.retryAt, now);
  }
  return at;
}

/** The earlier of `at` and `when`, if `when` is still to come. */
function sooner(at: number, when: number, now: number): number {
  return when > now && when < at ? when : at;
}
