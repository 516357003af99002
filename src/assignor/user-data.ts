import type { Bytes } from '../protocol/consumer-protocol.js';
import { byTopic, TopicPartition, type TopicPartitions } from '../protocol/topic-partition.js';
import { javaComputeIfAbsentOrder } from '../util/java-hash-map.js';
import type { AssignorState, MemberSubscription } from './assignor.js';

/**
 * What a sticky assignor knows of a member's past. Generation null: the member did not say, which is not the same
 * as −1, "none yet". Kafka: AbstractStickyAssignor.MemberData.
 */
export interface MemberData {
  readonly partitions: readonly TopicPartition[];
  readonly generation: number | null;
}

/** StickyAssignor's user data, version 1; version 0 has no generation. */
interface StickyUserData {
  readonly previousAssignment: readonly TopicPartitions[];
  readonly generation?: number;
}

/** CooperativeStickyAssignor's user data. */
interface CooperativeUserData {
  readonly generation: number;
}

/**
 * The last assignment, topic by topic in the order of a Java map, and its generation; null before the first.
 * Kafka: StickyAssignor.subscriptionUserData.
 */
export function stickyUserData(state: AssignorState): Bytes | null {
  if (state.memberAssignment === null) return null;
  const topics = new Map(byTopic(state.memberAssignment).map((entry) => [entry.topic, entry]));
  const previousAssignment = javaComputeIfAbsentOrder(topics.keys()).flatMap(
    (topic) => topics.get(topic) ?? [],
  );
  return encodeStickyUserData({ previousAssignment, generation: state.generation });
}

export function encodeStickyUserData(data: StickyUserData): Bytes {
  const { previousAssignment, generation } = data;
  return JSON.stringify({ previousAssignment, generation });
}

/**
 * Kafka: CooperativeStickyAssignor.subscriptionUserData. Only the generation, for leaders that cannot read it from
 * the subscription itself (metadata before version 2).
 */
export function cooperativeUserData(state: AssignorState): Bytes {
  return encodeCooperativeUserData({ generation: state.generation });
}

export function encodeCooperativeUserData(data: CooperativeUserData): Bytes {
  return JSON.stringify({ generation: data.generation });
}

/**
 * An eager member owns nothing when it joins, so its past is in the user data alone.
 * Kafka: StickyAssignor.memberData.
 */
export function stickyMemberData(member: MemberSubscription): MemberData {
  const { userData } = member;
  if (userData === null || userData === '') return { partitions: [], generation: null };
  if (!userData.startsWith('{"previousAssignment":')) return { partitions: [], generation: -1 };
  const data = JSON.parse(userData) as StickyUserData; // written by encodeStickyUserData
  const partitions: TopicPartition[] = [];
  for (const { topic, partitions: numbers } of data.previousAssignment) {
    for (const partition of numbers) partitions.push(new TopicPartition(topic, partition));
  }
  return { partitions, generation: data.generation ?? null };
}

/** Kafka: CooperativeStickyAssignor.memberData. */
export function cooperativeMemberData(member: MemberSubscription): MemberData {
  const { ownedPartitions: partitions, generationId, userData } = member;
  if (generationId >= 0) return { partitions, generation: generationId };
  if (userData === null) return { partitions, generation: null };
  if (!userData.startsWith('{"generation":')) return { partitions, generation: -1 };
  const data = JSON.parse(userData) as CooperativeUserData; // written by encodeCooperativeUserData
  return { partitions, generation: data.generation };
}
