import type { ErrorName } from '../protocol/errors.js';
import { javaStringHash, kafkaAbs } from '../util/java-hash.js';
import type { CoordinatorState, Shard } from './state.js';

/** The partition of `__consumer_offsets` that holds a group. Kafka: partitionFor. */
export function partitionFor(groupId: string, numPartitions: number): number {
  return kafkaAbs(javaStringHash(groupId)) % numPartitions;
}

/** The shard if it is active here, else the error. Kafka: withActiveContextOrThrow. */
export function shardOf(state: CoordinatorState, partition: number): Shard | ErrorName {
  const shard = state.shards.get(partition);
  if (shard === undefined) return 'NOT_COORDINATOR';
  return shard.status === 'Active' ? shard : 'COORDINATOR_LOAD_IN_PROGRESS';
}

/** The same for the shard that holds a group. */
export function shardOfGroup(state: CoordinatorState, groupId: string): Shard | ErrorName {
  return shardOf(state, partitionFor(groupId, state.config.value.offsetsTopicNumPartitions));
}
