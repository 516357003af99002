import { type Envelope, responseBody } from '../../protocol/messages.js';
import { armTimer } from '../../util/few-timers.js';
import { type InFlight, isReady } from '../network.js';
import { type ConsumerContext, exception } from './context.js';
import { ensureCoordinator, lookupCoordinator, markCoordinatorUnknown } from './coordinator.js';
import {
  armPollInterval,
  heartbeatsRun,
  noteRefusal,
  requestRejoin,
  resetGeneration,
  resetMember,
  resetOnLeave,
} from './membership.js';
import type { ConsumerTimer } from './state.js';

/** The heartbeat thread's turn (AbstractCoordinator.HeartbeatThread.run); `sent`: a heartbeat is on its way, no more. */
export function heartbeatTurn(c: ConsumerContext): 'sent' | 'other' {
  const { s, now } = c;
  const m = s.membership;
  if (!heartbeatsRun(c)) return 'other';
  if (s.coordinator.node === 0) {
    lookupCoordinator(c);
    wakeAt(c, now + s.config.retryBackoffMs);
    return 'other';
  }
  if (now - m.lastHeartbeatOk >= s.config.sessionTimeoutMs) {
    markCoordinatorUnknown(c);
    lookupCoordinator(c);
    wakeAt(c, now + s.config.retryBackoffMs);
    return 'other';
  }
  if (now < m.heartbeatAt || !isReady(s.connections, s.coordinator.node, now)) {
    wakeAt(c, Math.max(m.heartbeatAt, now + s.config.retryBackoffMs));
    return 'other';
  }
  m.heartbeatAt = now + s.config.heartbeatIntervalMs;
  if (!m.heartbeatInFlight) {
    m.heartbeatInFlight = true;
    c.request(s.coordinator.node, 'Heartbeat', 4, {
      groupId: c.group,
      generationId: m.generationId,
      memberId: m.memberId,
      groupInstanceId: s.config.groupInstanceId,
    });
  }
  wakeAt(c, m.heartbeatAt);
  return 'sent';
}

const HEARTBEAT: ConsumerTimer = Object.freeze({ kind: 'heartbeat' });

function wakeAt(c: ConsumerContext, at: number): void {
  armTimer(c.s.timers, 'heartbeat', at, HEARTBEAT);
}

/** The answer to a heartbeat (consumer-client.md §5). Errors about an older generation are ignored. */
export function onHeartbeat(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  const m = c.s.membership;
  m.heartbeatInFlight = false;
  const sent = request.body as { readonly generationId: number; readonly memberId: string }; // sent by heartbeatTurn
  const unchanged = sent.generationId === m.generationId && sent.memberId === m.memberId;
  const answered = responseBody(envelope, 'Heartbeat').errorCode;
  if (unchanged) noteRefusal(c, 'Heartbeat', answered);
  const errorCode = c.s.rules.heartbeatError(answered);
  switch (errorCode) {
    case 'NONE':
      m.lastHeartbeatOk = c.now;
      return;
    case 'REBALANCE_IN_PROGRESS':
      m.lastHeartbeatOk = c.now;
      if (m.state === 'STABLE') requestRejoin(c, 'group is already rebalancing');
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      markCoordinatorUnknown(c);
      retrySoon(c);
      return;
    case 'ILLEGAL_GENERATION':
      if (unchanged) resetGeneration(c, 'heartbeat');
      return;
    case 'UNKNOWN_MEMBER_ID':
      if (unchanged) resetMember(c, 'heartbeat');
      return;
    case 'FENCED_INSTANCE_ID':
      if (!unchanged) return;
      resetMember(c, 'heartbeat');
      m.failure = exception(
        'FencedInstanceIdException',
        `The group instance id ${c.s.config.groupInstanceId ?? ''} was taken over by another process.`,
      );
      return;
    default:
      m.failure = exception(
        'KafkaException',
        `Unexpected error in heartbeat response: ${errorCode}`,
      );
  }
}

/** The heartbeat got no answer. */
export function onHeartbeatFailed(c: ConsumerContext): void {
  c.s.membership.heartbeatInFlight = false;
  markCoordinatorUnknown(c);
  retrySoon(c);
}

/** After a failed heartbeat the next one comes after a retry backoff, not after the interval (Heartbeat.failHeartbeat). */
function retrySoon(c: ConsumerContext): void {
  const m = c.s.membership;
  if (!heartbeatsRun(c)) return;
  m.heartbeatAt = c.now + c.s.config.retryBackoffMs;
  wakeAt(c, m.heartbeatAt);
}

/**
 * max.poll.interval.ms after the last poll: a dynamic member leaves the group, a static one only stops its
 * heartbeats (consumer-client.md §6). The application is not interrupted, and learns of it at its next call.
 */
export function pollIntervalTurn(c: ConsumerContext): void {
  const { s, now } = c;
  const m = s.membership;
  if (!heartbeatsRun(c)) return;
  if (now - m.lastPollAt < s.config.maxPollIntervalMs) {
    armPollInterval(c);
    return;
  }
  // The thread looks for the coordinator first; it leaves, or stops, only when it has one that can be reached.
  if (!ensureCoordinator(c)) {
    const at = now + s.config.retryBackoffMs;
    armTimer(s.timers, 'poll interval', at, { kind: 'poll interval' });
    return;
  }
  c.note({ type: 'max poll interval exceeded', group: c.group, memberId: m.memberId });
  leaveGroup(c, 'consumer poll timeout has expired.', false);
}

/** Tells the coordinator, if this is a dynamic member (or `evenStatic`) that is in the group, and forgets the membership. */
export function leaveGroup(c: ConsumerContext, reason: string, evenStatic: boolean): number {
  const { s } = c;
  const m = s.membership;
  const dynamic = s.config.groupInstanceId === null;
  let correlationId = 0;
  if (
    (dynamic || evenStatic) &&
    s.coordinator.node !== 0 &&
    m.state !== 'UNJOINED' &&
    m.memberId !== ''
  ) {
    correlationId = c.request(s.coordinator.node, 'LeaveGroup', 5, {
      groupId: c.group,
      members: [{ memberId: m.memberId, groupInstanceId: s.config.groupInstanceId, reason }],
    });
  }
  resetOnLeave(c);
  return correlationId;
}
