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
  HIGHEST_SUBSCRIPTION_VERSION,
} from '../../protocol/consumer-protocol.js';
import { byTopic, type TopicPartition } from '../../protocol/topic-partition.js';
import { sharedPartition, topicInView } from '../cluster-view.js';
import type { ConsumerContext } from './context.js';
import { failJoin, retryJoin } from './join-outcome.js';
import { requestRejoin } from './membership.js';
import { requestMetadata } from './metadata.js';
import { LeaderTask } from './state.js';
import { sendSyncGroup } from './sync.js';

/* What the elected leader of a group does: assign, and watch the metadata of what it assigned. */

/** Assigns, if metadata of all the group's topics is at hand; otherwise asks for it first. */
export function leadOrWait(c: ConsumerContext, response: JoinGroupResponse): void {
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
  else retryJoin(c, 'ILLEGAL_GENERATION', false); // a heartbeat's answer has ended the generation meanwhile
  m.leading = null;
}

function assign(c: ConsumerContext, response: JoinGroupResponse): void {
  const { s } = c;
  const assignor = assignorNamed(response.protocolName ?? '');
  const memory = assignor === undefined ? undefined : s.assignors.get(assignor.name);
  if (assignor === undefined || memory === undefined) {
    failJoin(
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
    const assignment = s.rules.assign(
      assignor,
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
    failJoin(c, 'UNKNOWN_SERVER_ERROR', error.javaException, error.message);
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
    for (const p of partitions) owned.push(sharedPartition(c.s.view, topic, p));
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
