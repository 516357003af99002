import type { GroupHistory, History, PartitionHistory } from './history.js';
import type { CheckOptions } from './verdict.js';
import { groupsToJudge } from './verdicts.js';

/**
 * The partitions that a check of logs is asked about: all, or those that the given groups read. Their anomalies
 * concern every reader.
 */
export function partitionsToJudge(
  history: History,
  options: CheckOptions,
): readonly PartitionHistory[] {
  if (options.groups === undefined) return history.partitions;
  const groups = groupsToJudge(history, options);
  return history.partitions.filter((p) => groups.some((group) => reads(group, p)));
}

function reads(group: GroupHistory, partition: PartitionHistory): boolean {
  return (
    group.topics.has(partition.tp.topic) ||
    group.manual.has(partition) ||
    (group.partitions.get(partition)?.delivered.length ?? 0) > 0
  );
}
