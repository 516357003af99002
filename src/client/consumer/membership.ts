import type { ErrorName } from '../../protocol/errors.js';
import { armTimer, cancelTimer } from '../../util/few-timers.js';
import type { ConsumerContext } from './context.js';

/** The next poll joins again, with the generation it has (AbstractCoordinator.requestRejoin). */
export function requestRejoin(c: ConsumerContext, reason: string): void {
  const m = c.s.membership;
  m.rejoinNeeded = true;
  m.rejoinReason = reason;
}

/** ILLEGAL_GENERATION: the generation is gone, the member id stays (resetStateOnResponseError). */
export function resetGeneration(c: ConsumerContext, cause: string): void {
  forget(c, cause);
}

/** UNKNOWN_MEMBER_ID: it joins as a new member. */
export function resetMember(c: ConsumerContext, cause: string): void {
  forget(c, cause);
  c.s.membership.memberId = '';
}

function forget(c: ConsumerContext, cause: string): void {
  const m = c.s.membership;
  m.state = 'UNJOINED';
  m.generationId = -1;
  m.protocolName = '';
  // It prepares once more, and finds that its partitions are lost (resetStateAndRejoin: needsJoinPrepare, KAFKA-12983).
  if (m.step === 'prepared') m.step = 'to prepare';
  stopHeartbeats(c);
  requestRejoin(c, `encountered an error from ${cause} response`);
}

/** An answer says that the coordinator does not know it by the ids that it has now. */
export function noteRefusal(
  c: ConsumerContext,
  api: 'Heartbeat' | 'SyncGroup' | 'OffsetCommit',
  error: ErrorName,
): void {
  if (error !== 'UNKNOWN_MEMBER_ID' && error !== 'ILLEGAL_GENERATION') return;
  const { memberId, generationId: generation } = c.s.membership;
  c.note({ type: 'membership refused', group: c.group, memberId, generation, api, error });
}

/** The member is outside the group: it left, or was never in (resetStateOnLeaveGroup). */
export function resetOnLeave(c: ConsumerContext): void {
  const m = c.s.membership;
  m.state = 'UNJOINED';
  m.generationId = -1;
  m.memberId = '';
  m.protocolName = '';
  m.join = { kind: 'none' };
  m.joinCorrelationId = 0;
  m.leading = null;
  m.step = 'to prepare';
  stopHeartbeats(c);
  requestRejoin(c, 'consumer left the group');
}

/** The heartbeat thread wakes up: JoinGroup was answered (Heartbeat.resetTimeouts). */
export function startHeartbeats(c: ConsumerContext): void {
  const { membership: m, config, timers } = c.s;
  m.heartbeatInFlight = false;
  m.lastHeartbeatOk = c.now;
  m.heartbeatAt = c.now + config.heartbeatIntervalMs;
  armTimer(timers, 'heartbeat', m.heartbeatAt, { kind: 'heartbeat' });
  armPollInterval(c);
}

export function stopHeartbeats(c: ConsumerContext): void {
  cancelTimer(c.s.timers, 'heartbeat');
  cancelTimer(c.s.timers, 'poll interval');
  c.s.membership.heartbeatInFlight = false;
}

/** Looks again when max.poll.interval.ms after the last poll has passed. */
export function armPollInterval(c: ConsumerContext): void {
  const { membership: m, config, timers } = c.s;
  const at = m.lastPollAt + config.maxPollIntervalMs;
  armTimer(timers, 'poll interval', Math.max(at, c.now), { kind: 'poll interval' });
}

/** The member is known to the group, or is becoming so: heartbeats run and answers are read without a poll. */
export function heartbeatsRun(c: ConsumerContext): boolean {
  const { state } = c.s.membership;
  return state === 'STABLE' || state === 'COMPLETING_REBALANCE';
}
