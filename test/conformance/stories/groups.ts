import { groupPartition } from '../../../src/protocol/partitioner.js';
import { compareTopicPartitions } from '../../../src/protocol/topic-partition.js';
import { coordinatorOf, type GroupView, viewGroup } from '../../../src/sim/observe.js';
import { brokerNode, type World } from '../../../src/sim/world.js';
import { offsetsOf } from './client.js';
import type { Detail, Json } from './story.js';

/** True if the group has a coordinator that has read its log: the admin client waits for that. */
export function isCoordinated(world: World, group: string): boolean {
  const broker = brokerNode(world, coordinatorOf(world, group));
  if (broker?.status !== 'running') return false;
  const { config, volatile } = broker.state;
  const partition = groupPartition(group, config.coordinator.offsetsTopicNumPartitions);
  const shard = volatile.coordinator.shards.get(partition);
  return shard !== undefined && shard.status === 'Active';
}

/** listConsumerGroupOffsets: partitions without an offset are missing. */
export function committedOffsets(world: World, group: string): { [partition: string]: Json } {
  return offsetsOf(viewGroup(world, group)?.committed ?? []);
}

/** describeClassicGroups, as events and `final` tell it. */
export function describeGroup(world: World, group: string): Detail {
  const view = viewGroup(world, group);
  if (view === undefined || view.state === 'Dead') {
    const name = 'org.apache.kafka.common.errors.GroupIdNotFoundException';
    return { exception: `${name}: Group ${group} not found.` };
  }
  return {
    state: view.state,
    type: 'Classic',
    assignor: view.state === 'Stable' ? view.protocolName : '',
    members: members(view),
  };
}

/** By the client id that the coordinator knows. */
function members(view: GroupView): { [client: string]: Json } {
  return Object.fromEntries(
    view.members.map(({ clientId, groupInstanceId, assignment }) => [
      clientId,
      {
        assignment: [...assignment].sort(compareTopicPartitions).map((tp) => tp.key),
        ...(groupInstanceId === null ? {} : { instance: groupInstanceId }),
      },
    ]),
  );
}
