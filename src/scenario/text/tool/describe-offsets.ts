import { compareTopicPartitions, type TopicPartition } from '../../../protocol/topic-partition.js';
import type { CommittedView, GroupView, MemberView } from '../../../sim/observe.js';
import { type Column, LEAST_WIDTH, MISSING, tableLines } from './table.js';

interface Row {
  readonly group: string;
  readonly tp: TopicPartition;
  readonly committed: CommittedView | undefined;
  readonly logEnd: number | undefined;
  /** undefined: nobody owns it. */
  readonly member: MemberView | undefined;
}

/**
 * `--describe --offsets`: each partition of each member, members with more partitions first, then what is committed
 * and nobody owns. A member without partitions has no row; no row at all, no table.
 * Kafka: ConsumerGroupCommand.collectGroupsOffsets, printOffsets.
 */
export function offsetsTable(
  view: GroupView,
  logEnd: (tp: TopicPartition) => number | undefined,
  verbose: boolean,
): string[] {
  const rows = rowsOf(view, logEnd);
  return rows.length === 0 ? [] : tableLines(rows, columns(verbose));
}

function rowsOf(view: GroupView, logEnd: (tp: TopicPartition) => number | undefined): Row[] {
  const { group } = view;
  const committed = new Map(view.committed.map((entry) => [entry.tp.key, entry]));
  const row = (tp: TopicPartition, member: MemberView | undefined): Row => {
    return { group, tp, committed: committed.get(tp.key), logEnd: logEnd(tp), member };
  };
  // The sort is stable: of two that own as many, the one that the coordinator names first comes first.
  const owners = view.members.toSorted((a, b) => b.assignment.length - a.assignment.length);
  const rows = owners.flatMap((member) =>
    member.assignment.toSorted(compareTopicPartitions).map((tp) => row(tp, member)),
  );
  const owned = new Set(rows.map(({ tp }) => tp.key));
  const orphans = view.committed.filter(({ tp }) => !owned.has(tp.key)).map(({ tp }) => tp);
  return [...rows, ...orphans.toSorted(compareTopicPartitions).map((tp) => row(tp, undefined))];
}

function columns(verbose: boolean): Column<Row>[] {
  const fixed = (header: string, cell: (row: Row) => string): Column<Row> => {
    return { header, width: LEAST_WIDTH, grows: false, cell };
  };
  const epoch = fixed('LEADER-EPOCH', ({ committed }) =>
    committed === undefined || committed.leaderEpoch < 0 ? MISSING : `${committed.leaderEpoch}`,
  );
  return [
    { ...fixed('GROUP', (row) => row.group), grows: true },
    { ...fixed('TOPIC', (row) => row.tp.topic), grows: true },
    { ...fixed('PARTITION', (row) => `${row.tp.partition}`), width: 10 },
    ...(verbose ? [epoch] : []),
    fixed('CURRENT-OFFSET', (row) => `${row.committed?.offset ?? MISSING}`),
    fixed('LOG-END-OFFSET', (row) => `${row.logEnd ?? MISSING}`),
    fixed('LAG', lag),
    { ...fixed('CONSUMER-ID', (row) => row.member?.memberId ?? MISSING), grows: true },
    { ...fixed('HOST', (row) => row.member?.clientHost ?? MISSING), grows: true },
    { ...fixed('CLIENT-ID', (row) => row.member?.clientId ?? MISSING), width: 0 },
  ];
}

/** Never clamped: negative after a truncation, or a commit beyond the end. */
function lag({ committed, logEnd }: Row): string {
  if (committed === undefined || logEnd === undefined) return MISSING;
  return `${logEnd - committed.offset}`;
}
