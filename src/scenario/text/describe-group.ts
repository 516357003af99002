import type { TopicPartition } from '../../protocol/topic-partition.js';
import type { Coordinated, GroupView } from '../../sim/observe.js';
import { membersTable } from './tool/describe-members.js';
import { offsetsTable } from './tool/describe-offsets.js';
import { stateTable } from './tool/describe-state.js';
import type { ToolOutput } from './tool/table.js';

export interface DescribeOptions {
  /** `--offsets`, `--members` or `--state`; offsets if left out. */
  readonly view?: 'offsets' | 'members' | 'state';
  readonly verbose?: boolean;
  /** Who answered the tool; the group's coordinator if left out. */
  readonly answered?: Coordinated;
}

/**
 * What `kafka-consumer-groups --describe --group` of Kafka 4.2 prints. `view` is undefined if no coordinator knows
 * the group: then the tool complains on standard output and exits 0 all the same; its stack trace is left out, and so are
 * the numbers of a call that timed out.
 */
export function describeGroup(
  view: GroupView | undefined,
  groupName: string,
  logEnd: (tp: TopicPartition) => number | undefined,
  options: DescribeOptions = {},
): ToolOutput {
  const answered = options.answered ?? 'coordinator';
  if (answered !== 'coordinator') return { out: ['', timedOut(answered)], err: [] };
  if (view === undefined) return { out: ['', notFound(groupName)], err: [] };
  const verbose = options.verbose === true;
  const table = tableOf(view, logEnd, options.view ?? 'offsets', verbose);
  return { out: table.length === 0 ? [] : ['', ...table], err: remark(view) };
}

function tableOf(
  view: GroupView,
  logEnd: (tp: TopicPartition) => number | undefined,
  which: 'offsets' | 'members' | 'state',
  verbose: boolean,
): string[] {
  switch (which) {
    case 'offsets':
      return offsetsTable(view, logEnd, verbose);
    case 'members':
      return membersTable(view, verbose);
    case 'state':
      return stateTable(view, verbose);
  }
}

function notFound(group: string): string {
  return failed('GroupIdNotFoundException', `Group ${group} not found.`);
}

/** After --timeout, 5 s: KafkaAdminClient finds no node for its call, or no coordinator however often it asks. */
function timedOut(answered: Exclude<Coordinated, 'coordinator'>): string {
  const call = 'describeGroups(api=FIND_COORDINATOR)';
  return answered === 'no broker'
    ? failed('TimeoutException', `Timed out waiting for a node assignment. Call: ${call}`)
    : failed('TimeoutException', `Call(callName=${call}, ...) timed out`);
}

function failed(exception: string, message: string): string {
  const cause = `org.apache.kafka.common.errors.${exception}: ${message}`;
  return `Error: Executing consumer group command failed due to ${cause}`;
}

/** What the tool says of the group's state, on standard error. */
function remark({ group, state }: GroupView): string[] {
  switch (state) {
    case 'Empty':
      return ['', `Consumer group '${group}' has no active members.`];
    case 'PreparingRebalance':
    case 'CompletingRebalance':
      return ['', `Warning: Consumer group '${group}' is rebalancing.`];
    default:
      return [];
  }
}
