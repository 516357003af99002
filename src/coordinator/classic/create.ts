import type { CoordinatorContext } from '../context.js';
import { slotsAfterAdd } from '../java-order.js';
import type { ClassicGroup } from '../state.js';
import { makeGroup } from './group.js';

/** In memory only: a failed append takes the group back. Kafka: getOrMaybeCreateClassicGroup. */
export function createGroup(ctx: CoordinatorContext, groupId: string): ClassicGroup {
  const { shard } = ctx;
  const group = makeGroup(groupId, ctx.now, shard.nextIncarnation);
  shard.nextIncarnation += 1;
  shard.groupSlots = slotsAfterAdd(shard.groups.size, shard.groupSlots);
  shard.groups.set(groupId, group);
  shard.created.push(groupId);
  return shard.groups.get(groupId) ?? group;
}
