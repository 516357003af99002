import type { Bytes } from '../protocol/consumer-protocol.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { rangeAssignor } from './range.js';
import { roundRobinAssignor } from './round-robin.js';
import { cooperativeStickyAssignor, stickyAssignor } from './sticky.js';

/** What the group's leader reads of one member: its decoded subscription, and its instance id from JoinGroup. */
export interface MemberSubscription {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** 0 topics and user data; 1 adds owned partitions; 2 the generation; 3 the rack. */
  readonly metadataVersion: number;
  readonly topics: readonly string[];
  readonly ownedPartitions: readonly TopicPartition[];
  /** −1: none. */
  readonly generationId: number;
  /** Null or empty: no rack. */
  readonly rackId: string | null;
  readonly userData: Bytes | null;
}

/** What the leader's metadata says of one topic. */
export interface TopicMetadata {
  readonly partitions: number;
  /** Per partition the racks of its replicas (null: a broker without a rack); absent: no racks at all. */
  readonly racks?: readonly (readonly (string | null)[])[];
}

export type AssignorName = 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky';
export type RebalanceProtocol = 'EAGER' | 'COOPERATIVE';

/**
 * What one assignor instance of one consumer remembers between rebalances. It lives and dies with the consumer.
 * Kafka: the fields of AbstractStickyAssignor, StickyAssignor and CooperativeStickyAssignor.
 */
export interface AssignorState {
  /** The highest generation this instance has seen as a leader. It never decreases. */
  maxGeneration: number;
  /** The last assignment of this consumer; null before the first one. */
  memberAssignment: readonly TopicPartition[] | null;
  /** The generation of the last assignment; −1 before the first one. */
  generation: number;
}

export function makeAssignorState(): AssignorState {
  return { maxGeneration: -1, memberAssignment: null, generation: -1 };
}

/** A client-side assignor: what the leader of a classic group runs. Kafka: ConsumerPartitionAssignor. */
export interface Assignor {
  readonly name: AssignorName;
  readonly supportedProtocols: readonly RebalanceProtocol[];
  /**
   * Gives every partition of the subscribed topics to a member; one list per member, in Kafka's list order.
   * Iterates `members` and `topics` in the order given, which decides ties: Kafka's is that of its hash maps.
   * Changes nothing but `state.maxGeneration`. Throws AssignorError where Kafka's assignor throws.
   */
  assign(
    topics: ReadonlyMap<string, TopicMetadata>,
    members: readonly MemberSubscription[],
    state: AssignorState,
  ): Map<string, TopicPartition[]>;
  /** The user data of this consumer's next subscription: what it had, and in which generation. */
  subscriptionUserData(state: AssignorState): Bytes | null;
  /** Remembers the assignment that SyncGroup brought, for the next user data. */
  onAssignment(state: AssignorState, assigned: readonly TopicPartition[], generation: number): void;
}

const assignors: readonly Assignor[] = [
  rangeAssignor,
  roundRobinAssignor,
  stickyAssignor,
  cooperativeStickyAssignor,
];

/** The assignor that `partition.assignment.strategy` calls `name`, undefined if Kafka has none. */
export function assignorNamed(name: string): Assignor | undefined {
  return assignors.find((assignor) => assignor.name === name);
}
