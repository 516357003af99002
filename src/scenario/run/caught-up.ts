import type { CommitStrategy } from '../../app/spec.js';
import { topicInView } from '../../client/cluster-view.js';
import { groupPartition } from '../../protocol/partitioner.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import {
  committedIn,
  coordinatorOf,
  leaderReplicaOf,
  logEndOf,
  partitionsOf,
} from '../../sim/observe.js';
import { brokerNode, type ConsumerNode, type World } from '../../sim/world.js';
import type { Observed } from './observed.js';

/** The consumers of a group whose process runs or stands still. */
export function liveConsumers(world: World, group: string): ConsumerNode[] {
  return world.nodes.filter(
    (n): n is ConsumerNode =>
      n.kind === 'consumer' &&
      n.spec.config.groupId === group &&
      (n.status === 'running' || n.status === 'frozen'),
  );
}

/** The topics that a running consumer reads now. */
function topicsOf(node: ConsumerNode): string[] {
  const consumer = node.process?.consumer;
  if (consumer === undefined) return [];
  const { subscription } = consumer;
  if (subscription.kind === 'topics' || subscription.kind === 'pattern') {
    return [...subscription.topics];
  }
  return [...new Set([...consumer.partitions.values()].map((p) => p.tp.topic))];
}

/**
 * The group has read and processed everything that is readable in the topics it subscribes to, and has committed it
 * if its strategy commits.
 */
export function isCaughtUp(world: World, group: string, observed: Observed): boolean {
  const members = liveConsumers(world, group);
  // Asked after nearly every event: what most often says no comes first, the dearest last.
  if (members.some((m) => isBusy(m) || isStarting(m))) return false;
  const partitions = partitionsToRead(world, group, members);
  if (members.length === 0) return wasRead(world, group, partitions, observed);
  if (coordinatorIsAway(world, group)) return false;
  return (
    hasReadAll(world, members, partitions) &&
    hasCommitted(world, group, members, partitions, observed)
  );
}

/** With no consumer left: what the last ones committed says, or what they were handed, if they never commit. */
function wasRead(
  world: World,
  group: string,
  partitions: readonly TopicPartition[],
  observed: Observed,
): boolean {
  const last = consumersThatRan(world, group);
  const commits = last.some((n) => !COMMITS_NO_MORE.has(n.spec.app.commit));
  const read = commits ? committedOffsets(world, group) : observed.deliveredTo.get(group);
  // Without a committed offset, latest leaves what there is to nobody.
  const begin = last.every((n) => n.spec.config.autoOffsetReset.kind === 'latest') ? Infinity : 0;
  return partitions.every((tp) => (read?.get(tp.key) ?? begin) >= (logEndOf(world, tp) ?? 0));
}

function consumersThatRan(world: World, group: string): ConsumerNode[] {
  return world.nodes.filter(
    (n): n is ConsumerNode =>
      n.kind === 'consumer' && n.spec.config.groupId === group && n.process !== null,
  );
}

function committedOffsets(world: World, group: string): Map<string, number> {
  return new Map(committedIn(world, group).map((o) => [o.tp.key, o.offset]));
}

function ownerOf(members: readonly ConsumerNode[], tp: TopicPartition): ConsumerNode | undefined {
  return members.find((m) => m.process?.consumer.partitions.has(tp.key));
}

/** Every partition has an owner, whose position is at its end. */
function hasReadAll(
  world: World,
  members: readonly ConsumerNode[],
  partitions: readonly TopicPartition[],
): boolean {
  return partitions.every((tp) => {
    const p = ownerOf(members, tp)?.process?.consumer.partitions.get(tp.key);
    const end = logEndOf(world, tp);
    if (p === undefined || p.state !== 'FETCHING') return false;
    return end !== undefined && p.position >= end;
  });
}

/** What was handed out is committed, where the owner's strategy commits. */
function hasCommitted(
  world: World,
  group: string,
  members: readonly ConsumerNode[],
  partitions: readonly TopicPartition[],
  observed: Observed,
): boolean {
  const committed = committedOffsets(world, group);
  return partitions.every((tp) => {
    const owner = ownerOf(members, tp);
    const end = logEndOf(world, tp);
    if (owner === undefined || end === undefined) return false;
    if (COMMITS_NO_MORE.has(owner.spec.app.commit)) return true;
    // A new leader may not know yet what is readable: what lies in its log counts.
    const delivered = observed.deliveredTo.get(group)?.get(tp.key) ?? 0;
    const inLog = Math.max(end, leaderReplicaOf(world, tp)?.log.logEndOffset ?? end);
    return Math.min(delivered, inLog) <= (committed.get(tp.key) ?? 0);
  });
}

/** Strategies that never commit, or that do not repeat a failed commit before the next batch. */
const COMMITS_NO_MORE: ReadonlySet<CommitStrategy> = new Set<CommitStrategy>([
  'none',
  'async-per-batch',
  'async-per-batch-retried',
  'async-then-sync-on-revoke',
]);

/** What these consumers of a group read: what they subscribe to, or what was assigned by hand. */
export function partitionsToRead(
  world: World,
  group: string,
  members: ConsumerNode[],
): TopicPartition[] {
  // With none left: nobody may have committed anything, so what the last ones were to read counts.
  const readers = members.length === 0 ? consumersThatRan(world, group) : members;
  const manual = readers.filter((m) => m.process?.consumer.subscription.kind === 'manual');
  if (manual.length > 0 && manual.length === readers.length) {
    const assigned = manual.flatMap((m) =>
      [...(m.process?.consumer.partitions.values() ?? [])].map((p) => p.tp),
    );
    if (assigned.length > 0 || members.length > 0) return assigned;
  }
  const topics = new Set(readers.flatMap(topicsOf));
  if (members.length === 0) {
    for (const o of committedIn(world, group)) topics.add(o.tp.topic);
  }
  return [...topics].flatMap((topic) => partitionsOf(world, topic));
}

/** Nobody can say what is committed: its coordinator is down or still loading. */
function coordinatorIsAway(world: World, group: string): boolean {
  const broker = brokerNode(world, coordinatorOf(world, group));
  if (broker === undefined || broker.status === 'crashed') return true;
  const { state } = broker;
  const partition = groupPartition(group, state.config.coordinator.offsetsTopicNumPartitions);
  return state.volatile.coordinator.shards.get(partition)?.status === 'Loading';
}

/** It has not come to its first subscribe() yet. */
function isStarting({ spec, process }: ConsumerNode): boolean {
  return process?.consumer.subscription.kind === 'none' && spec.subscription.kind !== 'none';
}

/** It has records in hand that are not processed, or is not in the poll loop. */
export function isBusy(node: ConsumerNode): boolean {
  const app = node.process?.app;
  if (app === undefined) return true;
  if (app.batch.length > 0 && app.part < app.batch.length) return true;
  return app.work.length > 0 || app.workers.size > 0 || app.phase === 'hung';
}

/** True if the consumer knows every partition of the topic: it has seen the latest metadata. */
export function knowsAllPartitions(world: World, node: ConsumerNode, topic: string): boolean {
  const view = node.process?.consumer.view;
  if (view === undefined) return false;
  return (topicInView(view, topic)?.partitions.length ?? 0) === partitionsOf(world, topic).length;
}
