import { assignorNamed } from '../../assignor/assignor.js';
import {
  type Bytes,
  encodeSubscription,
  HIGHEST_SUBSCRIPTION_VERSION,
} from '../../protocol/consumer-protocol.js';
import type { ErrorName } from '../../protocol/errors.js';
import { type Envelope, responseBody } from '../../protocol/messages.js';
import { byTopic, compareTopicPartitions } from '../../protocol/topic-partition.js';
import type { InFlight } from '../network.js';
import type { ConsumerContext } from './context.js';
import { markCoordinatorUnknown } from './coordinator.js';
import { failJoin, JOIN_EXCEPTIONS, retryJoin } from './join-outcome.js';
import { leadOrWait } from './leader.js';
import { resetMember, startHeartbeats, stopHeartbeats } from './membership.js';
import { sendSyncGroup } from './sync.js';

/** Extra time that the client gives the coordinator to answer a JoinGroup (JOIN_GROUP_TIMEOUT_LAPSE). */
const JOIN_GROUP_LAPSE_MS = 5_000;

/** Topics the consumer asks for now: its list, or what its pattern matches. */
export function subscribedTopics(c: ConsumerContext): readonly string[] {
  const { subscription } = c.s;
  return subscription.kind === 'topics' || subscription.kind === 'pattern'
    ? subscription.topics
    : [];
}

/** Sends JoinGroup with one metadata per assignor (AbstractCoordinator.sendJoinGroupRequest). */
export function sendJoinGroup(c: ConsumerContext): void {
  const { s } = c;
  const m = s.membership;
  m.state = 'PREPARING_REBALANCE';
  stopHeartbeats(c);
  m.rejoinNeeded = false;
  m.join = { kind: 'in flight' };
  m.joinCorrelationId = c.request(
    s.coordinator.node,
    'JoinGroup',
    9,
    {
      groupId: c.group,
      sessionTimeoutMs: s.config.sessionTimeoutMs,
      rebalanceTimeoutMs: s.config.maxPollIntervalMs,
      memberId: m.memberId,
      groupInstanceId: s.config.groupInstanceId,
      protocolType: 'consumer',
      protocols: s.config.partitionAssignmentStrategy.map((name) => ({
        name,
        metadata: subscriptionFor(c, name),
      })),
      reason: m.rejoinReason,
    },
    0,
    Math.max(s.config.requestTimeoutMs, s.config.maxPollIntervalMs + JOIN_GROUP_LAPSE_MS),
  );
}

function subscriptionFor(c: ConsumerContext, name: string): Bytes {
  const { s } = c;
  const assignor = assignorNamed(name);
  const memory = assignor === undefined ? undefined : s.assignors.get(assignor.name);
  const userData = memory === undefined ? null : (assignor?.subscriptionUserData(memory) ?? null);
  return encodeSubscription({
    version: HIGHEST_SUBSCRIPTION_VERSION,
    topics: [...subscribedTopics(c)].sort(),
    ownedPartitions: byTopic(c.owned().sort(compareTopicPartitions)),
    generationId: s.membership.generationId,
    rackId: s.config.clientRack,
    userData,
  });
}

/** The answer to JoinGroup (JoinGroupResponseHandler): the leader assigns, everybody syncs. */
export function onJoined(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  const m = c.s.membership;
  if (m.joinCorrelationId !== request.correlationId) return;
  const response = responseBody(envelope, 'JoinGroup');
  if (response.errorCode !== 'NONE') {
    joinFailed(c, response.errorCode, response.memberId);
    return;
  }
  if (m.state !== 'PREPARING_REBALANCE') {
    retryJoin(c, 'UNJOINED', false); // it is out of the group meanwhile (UnjoinedGroupException)
    return;
  }
  m.state = 'COMPLETING_REBALANCE';
  m.generationId = response.generationId;
  m.memberId = response.memberId;
  m.protocolName = response.protocolName ?? '';
  startHeartbeats(c);
  m.isLeader = response.leader === response.memberId;
  if (m.isLeader) leadOrWait(c, response);
  else sendSyncGroup(c, []);
}

/** Reactions to JoinGroup errors (classic-group.md §22). */
function joinFailed(c: ConsumerContext, error: ErrorName, memberId: string): void {
  const m = c.s.membership;
  switch (error) {
    case 'MEMBER_ID_REQUIRED':
      m.memberId = memberId;
      m.generationId = -1;
      retryJoin(c, error, false);
      return;
    case 'UNKNOWN_MEMBER_ID':
      resetMember(c, 'join-group');
      retryJoin(c, error, false);
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      markCoordinatorUnknown(c);
      retryJoin(c, error, true);
      return;
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      retryJoin(c, error, true);
      return;
    case 'REBALANCE_IN_PROGRESS':
      retryJoin(c, error, false);
      return;
    default:
      failJoin(c, error, JOIN_EXCEPTIONS[error] ?? 'KafkaException', `JoinGroup failed: ${error}`);
  }
}

/** JoinGroup or SyncGroup got no answer. */
export function onJoinUnanswered(c: ConsumerContext, request: InFlight): void {
  if (c.s.membership.joinCorrelationId !== request.correlationId) return;
  markCoordinatorUnknown(c);
  retryJoin(c, 'DISCONNECT', true);
}
