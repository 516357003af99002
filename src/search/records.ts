import { visitBatches } from '../log/partition-log.js';
import type { LogRecord } from '../protocol/record-batch.js';
import { TopicPartition } from '../protocol/topic-partition.js';
import { leaderReplicaOf } from '../sim/observe.js';
import { controllerNode, type World } from '../sim/world.js';

/** The records of the last world, by what facts call them. */
export interface RecordReader {
  /** Undefined if it is no longer in the log of a live leader. */
  readonly read: (tp: TopicPartition, offset: number) => LogRecord | undefined;
  readonly keyOf: (topicId: string, partition: number, offset: number) => string | null;
}

export function recordReader(world: World): RecordReader {
  const read = (tp: TopicPartition, offset: number): LogRecord | undefined => {
    const log = leaderReplicaOf(world, tp)?.log;
    if (log === undefined) return undefined;
    let found: LogRecord | undefined;
    visitBatches(log, offset, (batch) => {
      found = batch.records.find((_, i) => batch.offsetAt(i) === offset);
      return false;
    });
    return found;
  };
  const keyOf = (topicId: string, partition: number, offset: number): string | null => {
    const topic = topicNamed(world, topicId);
    const key =
      topic === undefined ? null : read(new TopicPartition(topic, partition), offset)?.key;
    return typeof key === 'string' ? key : null;
  };
  return { read, keyOf };
}

function topicNamed(world: World, topicId: string): string | undefined {
  for (const [name, { metadata }] of controllerNode(world).state.image.topics) {
    if (metadata.topicId === topicId) return name;
  }
  return undefined;
}
