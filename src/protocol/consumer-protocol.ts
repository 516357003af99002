import type { TopicPartitions } from './topic-partition.js';

/**
 * Bytes that the coordinator passes on without reading: the metadata and assignments of a group's members.
 * In memory they are text, so that "equal bytes" is `===` and no draft can hide in a message: the JSON of a
 * Subscription or Assignment in schema order, or `base64:...` for anything else. `''` is no bytes at all.
 */
export type Bytes = string;

/** Kafka's ConsumerProtocolSubscription: what a member tells the leader's assignor. */
export interface Subscription {
  /** 0 topics and user data; 1 adds owned partitions; 2 the generation; 3 the rack. */
  readonly version: number;
  readonly topics: readonly string[];
  readonly ownedPartitions: readonly TopicPartitions[];
  /** −1: none. */
  readonly generationId: number;
  readonly rackId: string | null;
  readonly userData: Bytes | null;
}

/** Kafka's ConsumerProtocolAssignment: what the leader's assignor gives one member. */
export interface Assignment {
  readonly version: number;
  readonly assignedPartitions: readonly TopicPartitions[];
  readonly userData: Bytes | null;
}

/** The version that Kafka 4.2 clients write (ConsumerProtocolSubscription.HIGHEST_SUPPORTED_VERSION). */
export const HIGHEST_SUBSCRIPTION_VERSION = 3;

export function encodeSubscription(s: Subscription): Bytes {
  const { version, topics, ownedPartitions, generationId, rackId, userData } = s;
  return JSON.stringify({ version, topics, ownedPartitions, generationId, rackId, userData });
}

/** The subscription in `bytes`, undefined if they hold none. */
export function decodeSubscription(bytes: Bytes): Subscription | undefined {
  return bytes.startsWith('{') ? (JSON.parse(bytes) as Subscription) : undefined; // written by encodeSubscription
}

export function encodeAssignment(a: Assignment): Bytes {
  const { version, assignedPartitions, userData } = a;
  return JSON.stringify({ version, assignedPartitions, userData });
}

/** The assignment in `bytes`, undefined if they hold none. */
export function decodeAssignment(bytes: Bytes): Assignment | undefined {
  return bytes.startsWith('{') ? (JSON.parse(bytes) as Assignment) : undefined; // written by encodeAssignment
}
