import { type Bytes, decodeAssignment } from '../../protocol/consumer-protocol.js';
import { TopicPartition } from '../../protocol/topic-partition.js';

/** Parsing would cost more than the rest of a rebalance, and members mostly get again what they had. */
const KNOWN = new Map<Bytes, readonly TopicPartition[]>();
const KNOWN_LIMIT = 4_096;

/** The partitions that an assignment gives, for the trace; none if it is not of the consumer protocol. */
export function partitionsIn(assignment: Bytes): readonly TopicPartition[] {
  let partitions = KNOWN.get(assignment);
  if (partitions === undefined) {
    partitions = decode(assignment);
    if (KNOWN.size >= KNOWN_LIMIT) KNOWN.clear();
    KNOWN.set(assignment, partitions);
  }
  return partitions;
}

function decode(assignment: Bytes): readonly TopicPartition[] {
  const topics = decodeAssignment(assignment)?.assignedPartitions ?? [];
  const partitions = topics.flatMap(({ topic, partitions: indexes }) =>
    indexes.map((index) => new TopicPartition(topic, index)),
  );
  return Object.freeze(partitions);
}
