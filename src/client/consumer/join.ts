import {
  assignorNamed,
  type MemberSubscription,
  type TopicMetadata,
} from '../../assignor/assignor.js';
import { AssignorError } from '../../assignor/assignor-error.js';
import { membersInLeaderOrder, topicsInLeaderOrder } from '../../assignor/leader-order.js';
import type { JoinGroupResponse } from '../../protocol/api/join-group.js';
import {
  type Bytes,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  HIGHEST_SUBSCRIPTION_VERSION,
} from '../../protocol/consumer-protocol.js';
import type { ErrorName } from '../../protocol/errors.js';
import { type Envelope, responseBody } from '../../protocol/messages.js';
import { byTopic, compareTopicPartitions, TopicPartition } from '../../protocol/topic-partition.js';
import { partitionInView, topicInView } from '../cluster-view.js';
import type { InFlight } from '../network.js';
import { type ConsumerContext, exception } from './context.js';
import { markCoordinatorUnknown } from './coordinator.js';
import {
  requestRejoin,
  resetGeneration,
  resetMember,
  startHeartbeats,
  stopHeartbeats,
} from './membership.js';
import { requestMetadata } from './metadata.js';
import { LeaderTask } from './state.js';

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
  if (m.state !== 'PREPARING_REBALANCE') return; // it left meanwhile
  m.state = 'COMPLETING_REBALANCE';
  m.generationId = response.generationId;
  m.memberId = response.memberId;
  m.protocolName = response.protocolName ?? '';
  startHeartbeats(c);
  m.isLeader = response.leader === response.memberId;
  if (m.isLeader) leadOrWait(c, response);
  else sendSyncGroup(c, []);
}

/** Assigns, if metadata of all the group's topics is at hand; otherwise asks for it first. */
function leadOrWait(c: ConsumerContext, response: JoinGroupResponse): void {
  const m = c.s.membership;
  const topics = new Set<string>();
  let last = ''; // members mostly say the same
  for (const { metadata } of response.members) {
    if (metadata === last) continue;
    last = metadata;
    for (const topic of decodeSubscription(metadata)?.topics ?? []) topics.add(topic);
  }
  m.groupTopics = [...topics];
  if (m.leading === null && m.groupTopics.some((t) => topicInView(c.s.view, t) === undefined)) {
    m.leading = new LeaderTask(response);
    requestMetadata(c);
    return;
  }
  m.leading = null;
  m.assignmentSnapshot = partitionCounts(c);
  // A static leader that came back: its assignment stands, it only watches the metadata again (KIP-814).
  if (response.skipAssignment) sendSyncGroup(c, []);
  else assign(c, response);
}

/** Fresh metadata came: an elected leader that waited for it assigns now. */
export function leadNow(c: ConsumerContext): void {
  const m = c.s.membership;
  if (m.leading === null) return;
  const { response } = m.leading;
  if (m.state === 'COMPLETING_REBALANCE') leadOrWait(c, response);
  m.leading = null;
}

function assign(c: ConsumerContext, response: JoinGroupResponse): void {
  const { s } = c;
  const assignor = assignorNamed(response.protocolName ?? '');
  const memory = assignor === undefined ? undefined : s.assignors.get(assignor.name);
  if (assignor === undefined || memory === undefined) {
    fail(
      c,
      'INCONSISTENT_GROUP_PROTOCOL',
      'IllegalStateException',
      'Coordinator selected an unknown assignor',
    );
    return;
  }
  const members = membersInLeaderOrder(
    response.members.map((m) => memberSubscription(c, m.memberId, m.groupInstanceId, m.metadata)),
  );
  try {
    const assignment = assignor.assign(
      topicsInLeaderOrder(topicMetadata(c), members),
      members,
      memory,
    );
    sendSyncGroup(
      c,
      [...assignment].map(([memberId, partitions]) => ({
        memberId,
        assignment: encodeAssignment({
          version: HIGHEST_SUBSCRIPTION_VERSION,
          assignedPartitions: byTopic(partitions),
          userData: null,
        }),
      })),
    );
  } catch (error) {
    // Kafka's assignors throw on claims of partitions that do not exist; poll() passes it on (assignors.md §3.8).
    if (!(error instanceof AssignorError)) throw error;
    fail(c, 'UNKNOWN_SERVER_ERROR', error.javaException, error.message);
  }
}

function memberSubscription(
  c: ConsumerContext,
  memberId: string,
  groupInstanceId: string | null,
  metadata: Bytes,
): MemberSubscription {
  const subscription = decodeSubscription(metadata);
  const owned: TopicPartition[] = [];
  for (const { topic, partitions } of subscription?.ownedPartitions ?? []) {
    for (const p of partitions) owned.push(sharedPartition(c, topic, p));
  }
  return {
    memberId,
    groupInstanceId,
    metadataVersion: subscription?.version ?? 0,
    topics: subscription?.topics ?? [],
    ownedPartitions: owned,
    generationId: subscription?.generationId ?? -1,
    rackId: subscription?.rackId ?? null,
    userData: subscription?.userData ?? null,
  };
}

/** The one instance of a partition that metadata knows, so that keys are built once. */
export function sharedPartition(
  c: ConsumerContext,
  topic: string,
  partition: number,
): TopicPartition {
  const known = topicInView(c.s.view, topic)?.partitions[partition]?.tp;
  return known ?? new TopicPartition(topic, partition);
}

function topicMetadata(c: ConsumerContext): Map<string, TopicMetadata> {
  const { view, membership } = c.s;
  const result = new Map<string, TopicMetadata>();
  const anyRack = [...view.racks.values()].some((rack) => rack !== null);
  for (const name of membership.groupTopics) {
    const topic = topicInView(view, name);
    if (topic === undefined) continue;
    const partitions = topic.partitions.length;
    result.set(
      name,
      anyRack
        ? {
            partitions,
            racks: topic.partitions.map((p) =>
              p.replicaNodes.map((n) => view.racks.get(n) ?? null),
            ),
          }
        : { partitions },
    );
  }
  return result;
}

function sendSyncGroup(
  c: ConsumerContext,
  assignments: readonly { readonly memberId: string; readonly assignment: Bytes }[],
): void {
  const { s } = c;
  const m = s.membership;
  if (s.coordinator.node === 0) {
    retry(c, 'COORDINATOR_NOT_AVAILABLE', true); // it was lost meanwhile
    return;
  }
  m.joinCorrelationId = c.request(s.coordinator.node, 'SyncGroup', 5, {
    groupId: c.group,
    generationId: m.generationId,
    memberId: m.memberId,
    groupInstanceId: s.config.groupInstanceId,
    protocolType: 'consumer',
    protocolName: m.protocolName,
    assignments,
  });
}

/** The answer to SyncGroup (SyncGroupResponseHandler). */
export function onSynced(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  const m = c.s.membership;
  if (m.joinCorrelationId !== request.correlationId) return;
  const response = responseBody(envelope, 'SyncGroup');
  if (response.errorCode !== 'NONE') {
    syncFailed(c, response.errorCode);
    return;
  }
  if (m.state !== 'COMPLETING_REBALANCE') return;
  m.state = 'STABLE';
  m.attempts = 0;
  m.rejoinNeeded = false;
  m.join = { kind: 'succeeded', assignment: response.assignment };
}

/** Reactions to JoinGroup errors (classic-group.md §22). */
function joinFailed(c: ConsumerContext, error: ErrorName, memberId: string): void {
  const m = c.s.membership;
  switch (error) {
    case 'MEMBER_ID_REQUIRED':
      m.memberId = memberId;
      m.generationId = -1;
      retry(c, error, false);
      return;
    case 'UNKNOWN_MEMBER_ID':
      resetMember(c, 'join-group');
      retry(c, error, false);
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      markCoordinatorUnknown(c);
      retry(c, error, true);
      return;
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      retry(c, error, true);
      return;
    case 'REBALANCE_IN_PROGRESS':
      retry(c, error, false);
      return;
    default:
      fail(c, error, JOIN_EXCEPTIONS[error] ?? 'KafkaException', `JoinGroup failed: ${error}`);
  }
}

/** Java's class for each error that JoinGroup and SyncGroup do not recover from. */
const JOIN_EXCEPTIONS: Partial<Record<ErrorName, string>> = {
  FENCED_INSTANCE_ID: 'FencedInstanceIdException',
  INCONSISTENT_GROUP_PROTOCOL: 'InconsistentGroupProtocolException',
  INVALID_SESSION_TIMEOUT: 'InvalidSessionTimeoutException',
  INVALID_GROUP_ID: 'InvalidGroupIdException',
  GROUP_AUTHORIZATION_FAILED: 'GroupAuthorizationException',
  GROUP_MAX_SIZE_REACHED: 'GroupMaxSizeReachedException',
};

function syncFailed(c: ConsumerContext, error: ErrorName): void {
  switch (error) {
    case 'REBALANCE_IN_PROGRESS':
      retry(c, error, false);
      return;
    case 'UNKNOWN_MEMBER_ID':
      resetMember(c, 'sync-group');
      retry(c, error, false);
      return;
    case 'ILLEGAL_GENERATION':
      resetGeneration(c, 'sync-group');
      retry(c, error, false);
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      markCoordinatorUnknown(c);
      retry(c, error, true);
      return;
    default: // COORDINATOR_LOAD_IN_PROGRESS too: the Java client does not handle it here
      fail(c, error, JOIN_EXCEPTIONS[error] ?? 'KafkaException', `SyncGroup failed: ${error}`);
  }
}

function retry(c: ConsumerContext, error: string, backoff: boolean): void {
  const m = c.s.membership;
  m.joinCorrelationId = 0;
  m.join = { kind: 'failed', error, fatal: null, backoff };
  requestRejoin(c, `rebalance failed due to ${error}`);
}

function fail(c: ConsumerContext, error: string, name: string, message: string): void {
  const m = c.s.membership;
  m.joinCorrelationId = 0;
  m.join = { kind: 'failed', error, fatal: exception(name, message), backoff: false };
  requestRejoin(c, `rebalance failed due to ${error}`);
}

/** JoinGroup or SyncGroup got no answer. */
export function onJoinUnanswered(c: ConsumerContext, request: InFlight): void {
  if (c.s.membership.joinCorrelationId !== request.correlationId) return;
  markCoordinatorUnknown(c);
  retry(c, 'DISCONNECT', true);
}

/** topic -> number of partitions, of all topics the group reads. */
function partitionCounts(c: ConsumerContext): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of c.s.membership.groupTopics) {
    counts.set(name, topicInView(c.s.view, name)?.partitions.length ?? 0);
  }
  return counts;
}

/** Only the leader watches the metadata: a topic that came, grew or went makes it rejoin (CC-29). */
export function watchMetadata(c: ConsumerContext, vanished: readonly string[]): void {
  const m = c.s.membership;
  if (!m.isLeader || m.state !== 'STABLE' || m.rejoinNeeded) return;
  for (const [topic, before] of m.assignmentSnapshot) {
    const now = topicInView(c.s.view, topic)?.partitions.length ?? 0;
    if (now === before && !vanished.includes(topic)) continue;
    requestRejoin(c, `cached metadata has changed: ${topic} had ${before} partitions, now ${now}`);
    return;
  }
}

/** True if metadata has the partition. */
export function partitionExists(c: ConsumerContext, tp: TopicPartition): boolean {
  return partitionInView(c.s.view, tp) !== undefined;
}
