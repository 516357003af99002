import type { WorkItem } from '../../app/state.js';
import type {
  ConsumerEnding,
  Ending,
  GroupEnding,
  OverdueRequest,
  PartitionEnding,
} from '../../check/ending.js';
import { PolledBatch, toRanges } from '../../client/consumer/calls.js';
import type { Connections } from '../../client/network.js';
import { visitBatches } from '../../log/partition-log.js';
import type { MetadataPartition } from '../../protocol/api/metadata.js';
import type { RecordRange } from '../../protocol/facts.js';
import { OFFSETS_TOPIC } from '../../protocol/internal-topics.js';
import type { LogRecord } from '../../protocol/record-batch.js';
import { ownTime } from '../../sim/clock.js';
import { groupNames, leaderReplicaOf, viewGroup } from '../../sim/observe.js';
import {
  brokerNode,
  type ConsumerNode,
  controllerNode,
  type SimNode,
  type World,
} from '../../sim/world.js';
import { isCaughtUp } from './caught-up.js';
import { outageOf } from './ending-cluster.js';
import { durableOf, type Replays } from './ending-durable.js';
import { extend, followersOf } from './ending-followers.js';
import { queuesOf } from './ending-queues.js';
import type { Observed } from './observed.js';

/** How the run ended, for the checks: read from the last world. */
export function endingOf(world: World, how: Ending['how'], observed: Observed): Ending {
  const partitions: PartitionEnding[] = [];
  for (const [name, { metadata }] of controllerNode(world).state.image.topics) {
    if (name === OFFSETS_TOPIC) continue;
    for (const p of metadata.partitions)
      partitions.push(partitionEnding(world, metadata.topicId, p));
  }
  const replays: Replays = new Map();
  return {
    at: world.now,
    how,
    partitions,
    groups: groupNames(world).map((group) => groupEnding(world, group, observed, replays)),
    consumers: world.nodes
      .filter((n): n is ConsumerNode => n.kind === 'consumer' && n.status !== 'not started')
      .map(consumerEnding),
    stores: [...world.stores].map(([group, { mode }]) => ({ group, mode })),
    overdue: overdueRequests(world),
    queues: queuesOf(world),
    brokersDown: world.nodes
      .filter((n) => n.kind === 'broker' && n.status !== 'running')
      .map((n) => n.name),
    outage: outageOf(world),
  };
}

function partitionEnding(
  world: World,
  topicId: string,
  partition: MetadataPartition,
): PartitionEnding {
  const { tp, isrNodes, eligibleLeaderReplicas, lastKnownLeader } = partition;
  // Without a live leader, what lies on the disks of those who may lead again is not lost.
  const mayLead = [...isrNodes, ...eligibleLeaderReplicas, lastKnownLeader];
  const next = mayLead.map((id) => brokerNode(world, id)?.state.replicas.get(tp.key));
  const leader = leaderReplicaOf(world, tp);
  const log = (leader ?? next.find((replica) => replica !== undefined))?.log;
  if (log === undefined) return { ...NOTHING, tp, topicId };
  const ranges: { from: number; to: number; leaderEpoch: number }[] = [];
  const copies = new Copies();
  visitBatches(log, log.logStartOffset, (batch) => {
    if (batch.producer.control !== null) return true;
    batch.records.forEach((record, i) => {
      const offset = batch.offsetAt(i);
      if (offset < log.logStartOffset) return;
      copies.take(record, offset);
      extend(ranges, offset, batch.partitionLeaderEpoch);
    });
    return true;
  });
  const { logStartOffset, highWatermark, config } = log;
  return {
    tp,
    topicId,
    logStartOffset,
    highWatermark,
    isLed: leader !== undefined,
    log: ranges,
    copies: copies.list,
    isCompacted: config.cleanupPolicy.includes('compact'),
    followers: leader === undefined ? [] : followersOf(world, partition, log, ranges),
  };
}

const NOTHING = {
  logStartOffset: 0,
  highWatermark: 0,
  isLed: false,
  log: [],
  copies: [],
  isCompacted: false,
  followers: [],
};

/** Finds records that were appended again: a producer that repeats a batch sends the very same ones. */
class Copies {
  readonly list: { offset: number; of: number; count: number }[] = [];
  private readonly first = new Map<LogRecord, number>();

  take(record: LogRecord, offset: number): void {
    const of = this.first.get(record);
    if (of === undefined) {
      this.first.set(record, offset);
      return;
    }
    const last = this.list[this.list.length - 1];
    if (last?.offset === offset - (last?.count ?? 0) && last.of === of - last.count)
      last.count += 1;
    else this.list.push({ offset, of, count: 1 });
  }
}

function groupEnding(
  world: World,
  group: string,
  observed: Observed,
  replays: Replays,
): GroupEnding {
  const view = viewGroup(world, group);
  return {
    group,
    state: view?.state ?? 'Dead',
    generation: view?.generation ?? 0,
    memberIds: (view?.members ?? []).map((m) => m.memberId),
    durable: durableOf(world, group, replays),
    members: (view?.members ?? []).map((m) => m.clientId),
    committed: (view?.committed ?? []).map(({ tp, offset }) => ({ tp, offset })),
    caughtUp: isCaughtUp(world, group, observed),
  };
}

/** Of running processes; one that is frozen looks at no clock. */
function overdueRequests(world: World): OverdueRequest[] {
  return world.nodes.flatMap((node) => {
    if (node.status !== 'running') return [];
    const group = node.kind === 'consumer' ? (node.spec.config.groupId ?? '') : '';
    return (connectionsOf(node)?.inFlight ?? [])
      .filter(({ deadline }) => deadline < ownTime(node, world.now))
      .map(({ api, node: broker, sentAt, deadline }) => {
        return { client: node.name, group, api, broker: `broker-${broker}`, sentAt, deadline };
      });
  });
}

function connectionsOf(node: SimNode): Connections | undefined {
  if (node.kind === 'consumer') return node.process?.consumer.connections;
  if (node.kind === 'producer') return node.process?.connections;
  return node.kind === 'operator' ? node.state.connections : undefined;
}

function consumerEnding(node: ConsumerNode): ConsumerEnding {
  return {
    node: node.name,
    group: node.spec.config.groupId ?? '',
    state: stateOf(node),
    membership: membershipOf(node),
    held: node.status === 'running' || node.status === 'frozen' ? heldBy(node) : [],
  };
}

function stateOf(node: ConsumerNode): ConsumerEnding['state'] {
  if (node.status === 'frozen') return 'frozen';
  if (node.status === 'crashed') return 'crashed';
  if (node.status !== 'running') return 'closed';
  return node.process?.app.phase === 'hung' ? 'hung' : 'running';
}

function membershipOf({ status, process }: ConsumerNode): ConsumerEnding['membership'] {
  const membership = status === 'running' ? process?.consumer.membership : undefined;
  if (membership?.state !== 'STABLE') return null;
  const { memberId, generationId: generation } = membership;
  return { memberId, generation };
}

/** The rest of the batch in hand, the workers' queue, and what they work on. */
function heldBy(node: ConsumerNode): RecordRange[] {
  const app = node.process?.app;
  if (app === undefined || app.phase === 'ended' || app.phase === 'closing') return [];
  const held: RecordRange[] = [];
  app.batch.slice(app.part).forEach((polled, i) => {
    const skip = i === 0 ? app.index : 0;
    if (skip >= polled.count) return;
    const { tp, topicId, batch, start, end } = polled;
    held.push(...toRanges([new PolledBatch(tp, topicId, batch, start + skip, end)]));
  });
  for (const item of [...app.workers.values(), ...app.work]) held.push(rangeOf(item));
  return held;
}

function rangeOf(item: WorkItem): RecordRange {
  const { tp, topicId, batch }: PolledBatch = item.polled;
  const { offset } = item;
  return { tp, topicId, leaderEpoch: batch.partitionLeaderEpoch, from: offset, to: offset };
}
