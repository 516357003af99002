import type { JoinGroupResponseMember } from '../../protocol/api/join-group.js';
import { type Bytes, decodeSubscription } from '../../protocol/consumer-protocol.js';
import type { GroupMetadataValue } from '../../protocol/records.js';
import { invariant } from '../../util/invariant.js';
import { type ClassicGroup, type ClassicMember, SupportedProtocols } from '../state.js';
import { sessionTimer } from '../timer.js';

/** The only protocol type whose metadata the coordinator reads. */
export const CONSUMER_PROTOCOL_TYPE = 'consumer';

/** A group without members. Kafka: the constructor of ClassicGroup. */
export function makeGroup(groupId: string, now: number, incarnation: number): ClassicGroup {
  return {
    groupId,
    incarnation,
    state: 'Empty',
    previousState: 'Dead',
    currentStateTimestamp: now,
    protocolType: null,
    protocolName: null,
    generationId: 0,
    leaderId: null,
    members: new Map(),
    staticMembers: new Map(),
    pendingJoinMembers: new Map(),
    numAwaitingJoin: 0,
    supportedProtocols: new Map(),
    pendingSyncMembers: new Map(),
    subscribedTopics: null,
    newMemberAdded: false,
  };
}

/** The live group that a record stands for. Kafka: GroupMetadataManager.replay of a GroupMetadataValue. */
export function groupFromRecord(
  groupId: string,
  value: GroupMetadataValue,
  partition: number,
  incarnation: number,
): ClassicGroup {
  const group = makeGroup(groupId, value.currentStateTimestamp, incarnation);
  group.state = value.members.length === 0 ? 'Empty' : 'Stable';
  group.protocolType = value.protocolType === '' ? null : value.protocolType;
  group.protocolName = value.protocol;
  group.generationId = value.generation;
  group.leaderId = value.leader;
  for (const m of value.members) {
    const protocols = [{ name: value.protocol ?? '', metadata: m.subscription }];
    addMember(group, {
      memberId: m.memberId,
      groupInstanceId: m.groupInstanceId,
      clientId: m.clientId,
      clientHost: m.clientHost,
      rebalanceTimeoutMs: m.rebalanceTimeout === -1 ? m.sessionTimeout : m.rebalanceTimeout,
      sessionTimeoutMs: m.sessionTimeout,
      protocols: new SupportedProtocols(protocols),
      assignment: m.assignment,
      isNew: false,
      joinToken: 0,
      syncToken: 0,
      sessionTimer: sessionTimer(partition, groupId, m.memberId),
    });
  }
  group.subscribedTopics = computeSubscribedTopics(group);
  return group;
}

/** Kafka: ClassicGroup.add, but for the protocol type, which the caller sets. */
export function addMember(group: ClassicGroup, member: ClassicMember): void {
  const { memberId, groupInstanceId } = member;
  if (groupInstanceId !== null) group.staticMembers.set(groupInstanceId, memberId);
  group.leaderId ??= memberId;
  group.members.set(memberId, member);
  countProtocols(group, member.protocols, 1);
  if (member.joinToken !== 0) group.numAwaitingJoin += 1;
  group.pendingJoinMembers.delete(memberId);
}

/** Forgets a member, or a pending one; its parked requests are the caller's. Kafka: ClassicGroup.remove. */
export function removeMember(group: ClassicGroup, memberId: string): void {
  const member = group.members.get(memberId);
  if (member !== undefined) {
    group.members.delete(memberId);
    countProtocols(group, member.protocols, -1);
    if (member.joinToken !== 0) group.numAwaitingJoin -= 1;
    if (member.groupInstanceId !== null) group.staticMembers.delete(member.groupInstanceId);
  }
  if (group.leaderId === memberId) group.leaderId = firstKey(group.members);
  group.pendingJoinMembers.delete(memberId);
  group.pendingSyncMembers.delete(memberId);
}

function firstKey(map: ReadonlyMap<string, unknown>): string | null {
  for (const key of map.keys()) return key;
  return null;
}

/** Counts what a member offers; a protocol that it lists twice counts twice, as in Kafka. */
export function countProtocols(
  group: ClassicGroup,
  protocols: SupportedProtocols,
  by: 1 | -1,
): void {
  for (const { name } of protocols.list) {
    group.supportedProtocols.set(name, (group.supportedProtocols.get(name) ?? 0) + by);
  }
}

/** True if the group can take a member that offers this. Kafka: ClassicGroup.supportsProtocols. */
export function supportsProtocols(
  group: ClassicGroup,
  protocolType: string,
  protocols: readonly { readonly name: string }[],
): boolean {
  if (group.state === 'Empty') return protocolType !== '' && protocols.length > 0;
  if (group.protocolType !== protocolType) return false;
  const all = group.members.size;
  for (const { name } of protocols) {
    if ((group.supportedProtocols.get(name) ?? 0) === all) return true;
  }
  return false;
}

/** True if a member offers the very same, bytes and order included. Kafka: ClassicGroupMember.matches. */
export function sameProtocols(
  member: ClassicMember,
  protocols: readonly { readonly name: string; readonly metadata: Bytes }[],
): boolean {
  const { list } = member.protocols;
  if (list.length !== protocols.length) return false;
  return list.every((own, i) => {
    const other = protocols[i];
    return own.name === other?.name && own.metadata === other.metadata;
  });
}

/** What a member offers under a protocol. Kafka: ClassicGroupMember.metadata. */
export function metadataOf(member: ClassicMember, protocol: string | null): Bytes {
  for (const { name, metadata } of member.protocols.list) {
    if (name === (protocol ?? '')) return metadata;
  }
  invariant(false, 'a member lacks the elected protocol', { protocol });
}

/** Everybody known is here. True for a group of nobody. Kafka: ClassicGroup.hasAllMembersJoined. */
export function hasAllMembersJoined(group: ClassicGroup): boolean {
  return group.members.size === group.numAwaitingJoin && group.pendingJoinMembers.size === 0;
}

/** The longest of all members, 0 without any. Kafka: ClassicGroup.rebalanceTimeoutMs. */
export function maxRebalanceTimeoutMs(group: ClassicGroup): number {
  let max = 0;
  for (const { rebalanceTimeoutMs } of group.members.values()) {
    if (rebalanceTimeoutMs > max) max = rebalanceTimeoutMs;
  }
  return max;
}

/** The list that the leader's answer carries. Kafka: ClassicGroup.currentClassicGroupMembers. */
export function joinResponseMembers(group: ClassicGroup): JoinGroupResponseMember[] {
  const members: JoinGroupResponseMember[] = [];
  for (const member of group.members.values()) {
    members.push({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      metadata: metadataOf(member, group.protocolName),
    });
  }
  return members;
}

/**
 * The topics of all members, null if nobody can tell: not a consumer group, or metadata that is no subscription.
 * Kafka: ClassicGroup.computeSubscribedTopics.
 */
export function computeSubscribedTopics(group: ClassicGroup): Map<string, true> | null {
  if (group.protocolType !== CONSUMER_PROTOCOL_TYPE) return null;
  const topics = new Map<string, true>();
  if (group.members.size === 0) return topics;
  if (group.protocolName === null) return null;
  let last: Bytes | null = null; // members mostly offer the same
  for (const member of group.members.values()) {
    const metadata = metadataOf(member, group.protocolName);
    if (metadata === last) continue;
    last = metadata;
    const subscription = decodeSubscription(metadata);
    if (subscription === undefined) return null;
    for (const topic of subscription.topics) topics.set(topic, true);
  }
  return topics;
}

/** Kafka: ClassicGroup.isSubscribedToTopic: a consumer group whose topics are unknown may read any. */
export function isSubscribedTo(group: ClassicGroup, topic: string): boolean {
  if (group.subscribedTopics === null) return group.protocolType === CONSUMER_PROTOCOL_TYPE;
  return group.subscribedTopics.has(topic);
}
