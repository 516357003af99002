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

/** What StickyAssignor says of a member's past; version 0 of its user data has no generation. */
interface StickyUserData {
  readonly previousAssignment: readonly TopicPartitions[];
  readonly generation?: number;
}

/**
 * The text of StickyUserData: `{"previousAssignment":["orders",0,3,"users",1],"generation":4}`. Each topic is
 * followed by its partitions: a leader reads this of every member, and a flat list is twice as fast as objects.
 */
interface StickyText {
  readonly previousAssignment: readonly (string | number)[];
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
  const flat = data.previousAssignment.flatMap(({ topic, partitions }) => [topic, ...partitions]);
  return JSON.stringify({ previousAssignment: flat, generation: data.generation });
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
  const data = JSON.parse(userData) as StickyText; // written by encodeStickyUserData
  const partitions: TopicPartition[] = [];
  let topic = '';
  for (const item of data.previousAssignment) {
    if (typeof item === 'string') topic = item;
    else partitions.push(new TopicPartition(topic, item));
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
