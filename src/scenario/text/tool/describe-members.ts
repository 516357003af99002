import { byTopic, type TopicPartition } from '../../../protocol/topic-partition.js';
import type { GroupView, MemberView } from '../../../sim/observe.js';
import { compareStrings } from '../../../util/compare.js';
import { type Column, LEAST_WIDTH, MISSING, tableLines } from './table.js';

/**
 * `--describe --members`: every member in the coordinator's order, its `group.instance.id` if any member has one.
 * The header stands there without members too. Kafka: ConsumerGroupCommand.printMembers.
 */
export function membersTable(view: GroupView, verbose: boolean): string[] {
  const isStatic = view.members.some((member) => member.groupInstanceId !== null);
  const columns = [...memberColumns(view.group, isStatic), ...(verbose ? epochColumns() : [])];
  const lines = tableLines(view.members, columns);
  // Kafka's format ends in a blank, so that the verbose columns can follow.
  return verbose ? lines : lines.map((line) => `${line} `);
}

type MemberColumn = Column<MemberView>;

function memberColumns(group: string, isStatic: boolean): MemberColumn[] {
  const growing = (header: string, cell: (member: MemberView) => string): MemberColumn => {
    return { header, width: LEAST_WIDTH, grows: true, cell };
  };
  const instance = growing('GROUP-INSTANCE-ID', (member) => member.groupInstanceId ?? '');
  return [
    growing('GROUP', () => group),
    growing('CONSUMER-ID', (member) => member.memberId),
    ...(isStatic ? [{ ...instance, width: 17 }] : []),
    growing('HOST', (member) => member.clientHost),
    growing('CLIENT-ID', (member) => member.clientId),
    { ...growing('#PARTITIONS', (member) => `${member.assignment.length}`), grows: false },
  ];
}

/** A classic group has neither epochs nor a target assignment. */
function epochColumns(): MemberColumn[] {
  const column = (header: string, width: number, cell: (member: MemberView) => string) => {
    return { header, width, grows: true, cell };
  };
  return [
    column('CURRENT-EPOCH', 15, () => MISSING),
    column('CURRENT-ASSIGNMENT', 20, (member) => assignmentText(member.assignment)),
    column('TARGET-EPOCH', 15, () => MISSING),
    column('TARGET-ASSIGNMENT', 20, () => MISSING),
  ];
}

/** `orders:0,1;refunds:0`. */
function assignmentText(assignment: readonly TopicPartition[]): string {
  if (assignment.length === 0) return MISSING;
  const topics = byTopic(assignment).map(
    ({ topic, partitions }) => `${topic}:${partitions.toSorted((a, b) => a - b).join(',')}`,
  );
  return topics.sort(compareStrings).join(';');
}
