import { offsetForTimestamp } from '../../log/partition-log.js';
import type { PartitionOffset } from '../../protocol/facts.js';
import { TopicPartition } from '../../protocol/topic-partition.js';
import type { Dispatch } from '../../sim/dispatch.js';
import { leaderReplicaOf, logEndOf, partitionsOf, viewGroup } from '../../sim/observe.js';
import {
  commitAsOperator,
  deleteGroup,
  deleteOffsets,
  deleteRecordsBefore,
  removeMembers,
} from '../../sim/operator.js';
import type { World } from '../../sim/world.js';
import type { OperatorAction, ResetTarget, TopicScope } from '../model-steps.js';

type ToolAction = Extract<
  OperatorAction,
  {
    kind:
      | 'delete-records'
      | 'reset-offsets'
      | 'alter-offsets'
      | 'delete-offsets'
      | 'delete-group'
      | 'remove-member';
  }
>;

/** What an operator does with Kafka's tools (offsets.md §11). */
export function operate(world: World, action: ToolAction, out: Dispatch): void {
  switch (action.kind) {
    case 'delete-records':
      deleteRecordsBefore(world, out, action.before);
      return;
    case 'alter-offsets':
      commitAsOperator(world, out, 'alter offsets', action.group, action.offsets);
      return;
    case 'reset-offsets': {
      const offsets = resetOffsets(world, action.group, action.scope, action.to);
      if (action.execute) commitAsOperator(world, out, 'reset offsets', action.group, offsets);
      return;
    }
    case 'delete-offsets':
      deleteOffsets(world, out, action.group, inScope(world, action.group, action.scope));
      return;
    case 'delete-group':
      deleteGroup(world, out, action.group);
      return;
    case 'remove-member':
      removeMembers(world, out, action.group, membersOf(world, action));
  }
}

function membersOf(
  world: World,
  { group, who }: Extract<ToolAction, { kind: 'remove-member' }>,
): { memberId: string; groupInstanceId: string | null }[] {
  const members = viewGroup(world, group)?.members ?? [];
  if (who.kind === 'instance') return [{ memberId: '', groupInstanceId: who.instance }];
  const chosen = who.kind === 'all' ? members : members.filter((m) => m.clientId === who.consumer);
  return chosen.map((m) =>
    m.groupInstanceId === null
      ? { memberId: m.memberId, groupInstanceId: null }
      : { memberId: '', groupInstanceId: m.groupInstanceId },
  );
}

/** --all-topics means the partitions with a committed offset. */
function inScope(
  world: World,
  group: string,
  scope: readonly TopicScope[] | null,
): TopicPartition[] {
  if (scope === null) return (viewGroup(world, group)?.committed ?? []).map((o) => o.tp);
  return scope.flatMap(({ topic, partitions }) =>
    partitions === null
      ? partitionsOf(world, topic)
      : partitions.map((p) => new TopicPartition(topic, p)),
  );
}

/** The new offsets of `--reset-offsets`, by the table of offsets.md §11.2. */
export function resetOffsets(
  world: World,
  group: string,
  scope: readonly TopicScope[] | null,
  to: ResetTarget,
): PartitionOffset[] {
  const committed = new Map(
    (viewGroup(world, group)?.committed ?? []).map((o) => [o.tp.key, o.offset]),
  );
  const result: PartitionOffset[] = [];
  for (const tp of inScope(world, group, scope)) {
    const offset = newOffset(world, tp, to, committed.get(tp.key));
    if (offset === undefined) return []; // --shift-by without a committed offset: the whole command aborts
    result.push({ tp, offset });
  }
  return result;
}

function newOffset(
  world: World,
  tp: TopicPartition,
  to: ResetTarget,
  committed: number | undefined,
): number | undefined {
  const log = leaderReplicaOf(world, tp)?.log;
  const start = log?.logStartOffset ?? 0;
  const end = logEndOf(world, tp) ?? 0;
  const clamped = (offset: number) => Math.min(Math.max(offset, start), end);
  const from = (time: number) =>
    log === undefined ? end : (offsetForTimestamp(log, time, end)?.offset ?? end);
  switch (to.kind) {
    case 'to-earliest':
      return start;
    case 'to-latest':
      return end;
    case 'to-current':
      return committed ?? end;
    case 'to-offset':
      return clamped(to.offset);
    case 'shift-by':
      return committed === undefined ? undefined : clamped(committed + to.by);
    case 'to-datetime':
      return from(to.atMs);
    case 'by-duration':
      return from(world.now - to.durationMs);
  }
}
