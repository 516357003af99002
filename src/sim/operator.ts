import { type AdminRequest, AdminTask, operatorCommit, runTask } from '../client/admin/admin.js';
import type { PartitionOffset } from '../protocol/facts.js';
import { byTopic, type TopicPartition } from '../protocol/topic-partition.js';
import type { Dispatch } from './dispatch.js';
import { coordinatorOf, leaderOf, viewGroup } from './observe.js';
import { rearm } from './wakeups.js';
import { operatorNode, type World } from './world.js';

/* What an operator does with Kafka's tools: requests like any other, over the same network (offsets.md §11). */

/** The tools give up after default.api.timeout.ms. */
const API_TIMEOUT_MS = 60_000;

/** The broker that a task concerns now, −1 if there is none. */
export function targetOf(world: World, task: AdminTask): number {
  return task.target.kind === 'coordinator'
    ? coordinatorOf(world, task.group)
    : (leaderOf(world, task.target.tp) ?? -1);
}

function run(
  world: World,
  out: Dispatch,
  action: AdminTask['action'],
  group: string,
  request: AdminRequest,
  offsets: readonly PartitionOffset[],
  target: AdminTask['target'] = { kind: 'coordinator' },
): void {
  const node = operatorNode(world);
  const task = new AdminTask(action, group, request, offsets, target, world.now + API_TIMEOUT_MS);
  out.node = node;
  runTask(node.state, task, targetOf(world, task), world.now, out);
  rearm(world, node);
}

/**
 * `--reset-offsets --execute` and alterConsumerGroupOffsets. The tool looks at the group's state first: it resets only
 * an inactive one. alterConsumerGroupOffsets leaves that to the coordinator, which refuses it with UNKNOWN_MEMBER_ID.
 */
export function commitAsOperator(
  world: World,
  out: Dispatch,
  action: 'reset offsets' | 'alter offsets',
  group: string,
  offsets: readonly PartitionOffset[],
): void {
  const state = viewGroup(world, group)?.state ?? 'Dead';
  if (action === 'reset offsets' && state !== 'Empty' && state !== 'Dead') {
    out.node = operatorNode(world);
    out.note({ type: 'operator', action, group, offsets, error: 'NON_EMPTY_GROUP' });
    return;
  }
  const body = operatorCommit(group, offsets);
  run(world, out, action, group, { api: 'OffsetCommit', body }, offsets);
}

export function deleteOffsets(
  world: World,
  out: Dispatch,
  group: string,
  partitions: readonly TopicPartition[],
): void {
  const topics = byTopic(partitions).map(({ topic, partitions: list }) => ({
    name: topic,
    partitions: list.map((partitionIndex) => ({ partitionIndex })),
  }));
  const offsets = partitions.map((tp) => ({ tp, offset: -1 }));
  const body = { groupId: group, topics };
  run(world, out, 'delete offsets', group, { api: 'OffsetDelete', body }, offsets);
}

export function deleteGroup(world: World, out: Dispatch, group: string): void {
  run(
    world,
    out,
    'delete group',
    group,
    { api: 'DeleteGroups', body: { groupsNames: [group] } },
    [],
  );
}

/** removeMembersFromConsumerGroup: by instance id, dynamic members by member id. */
export function removeMembers(
  world: World,
  out: Dispatch,
  group: string,
  members: readonly { readonly memberId: string; readonly groupInstanceId: string | null }[],
): void {
  const reason = 'member was removed by an admin';
  const list = members.map((m) => ({ ...m, reason }));
  const body = { groupId: group, members: list };
  run(world, out, 'remove member', group, { api: 'LeaveGroup', body }, []);
}

/** kafka-delete-records: one request to each leader. */
export function deleteRecordsBefore(
  world: World,
  out: Dispatch,
  before: readonly PartitionOffset[],
): void {
  for (const { tp, offset } of before) {
    const body = { partitions: [{ tp, offset }] };
    run(world, out, 'delete records', '', { api: 'DeleteRecords', body }, [], {
      kind: 'leader',
      tp,
    });
  }
}
