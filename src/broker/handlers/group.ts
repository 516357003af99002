import type { CoordinatorApi, CoordinatorRequest } from '../../coordinator/host.js';
import { fireCoordinatorTimer, handleRequest, partitionFor } from '../../coordinator/service.js';
import { OFFSETS_TOPIC } from '../../protocol/internal-topics.js';
import { type Envelope, requestBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import { coordinatorHost } from '../coordinator-host.js';
import { advanceHighWatermark } from '../high-watermark.js';
import { ensureShard } from '../shards.js';
import type { BrokerState } from '../state.js';

/** The textual address of every client: all of them run on one machine. */
const CLIENT_HOST = '/127.0.0.1';

/** Passes a group request on to the coordinator, which answers now, later or never. */
export function groupRequest(broker: BrokerState, now: number, envelope: Envelope, out: Out): void {
  ensureShards(broker, envelope, now, out);
  const v = broker.volatile;
  const token = v.nextToken++;
  const host = coordinatorHost(broker, now, out);
  host.begin(token, envelope);
  handleRequest(v.coordinator, host, {
    token,
    api: envelope.api as CoordinatorApi, // the caller's switch lets only these through
    version: envelope.version,
    clientId: envelope.clientId,
    clientHost: CLIENT_HOST,
    body: envelope.body,
  } as CoordinatorRequest); // `api` and `body` of an envelope belong together
  host.end();
  for (const replica of host.appended) advanceHighWatermark(broker, replica, now, out);
}

/** Fires one due timer of the coordinator. */
export function groupTimer(broker: BrokerState, now: number, out: Out): boolean {
  const host = coordinatorHost(broker, now, out);
  const fired = fireCoordinatorTimer(broker.volatile.coordinator, host);
  for (const replica of host.appended) advanceHighWatermark(broker, replica, now, out);
  return fired;
}

/** Sets up what the request asks about, as far as this broker leads it. */
function ensureShards(broker: BrokerState, envelope: Envelope, now: number, out: Out): void {
  switch (envelope.api) {
    case 'OffsetFetch':
      for (const { groupId } of requestBody(envelope, 'OffsetFetch').groups)
        ensure(broker, groupId, now, out);
      return;
    case 'DescribeGroups':
      for (const group of requestBody(envelope, 'DescribeGroups').groups)
        ensure(broker, group, now, out);
      return;
    case 'ConsumerGroupDescribe':
      for (const group of requestBody(envelope, 'ConsumerGroupDescribe').groupIds)
        ensure(broker, group, now, out);
      return;
    case 'DeleteGroups':
      for (const group of requestBody(envelope, 'DeleteGroups').groupsNames)
        ensure(broker, group, now, out);
      return;
    case 'ListGroups':
      return;
    default: // every other group request has a groupId
      ensure(broker, requestBody(envelope, 'Heartbeat').groupId, now, out);
  }
}

function ensure(broker: BrokerState, group: string, now: number, out: Out): void {
  ensureShard(broker, partitionOf(broker, group), now, out);
}

function partitionOf(broker: BrokerState, group: string): number {
  return partitionFor(group, broker.config.coordinator.offsetsTopicNumPartitions);
}

/** FindCoordinator (Kafka: KafkaApis.getCoordinator; classic-group.md §19). */
export function findCoordinator(broker: BrokerState, envelope: Envelope, out: Out): void {
  const request = requestBody(envelope, 'FindCoordinator');
  const topic = broker.image.topics.get(OFFSETS_TOPIC)?.metadata;
  out.respond<'FindCoordinator'>(envelope, {
    coordinators: request.coordinatorKeys.map((key) => {
      if (request.keyType !== 0) return { key, nodeId: -1, errorCode: 'INVALID_REQUEST' };
      const leader = topic?.partitions[partitionOf(broker, key)]?.leaderId ?? -1;
      return leader < 0 || !broker.image.isAlive(leader)
        ? { key, nodeId: -1, errorCode: 'COORDINATOR_NOT_AVAILABLE' }
        : { key, nodeId: leader, errorCode: 'NONE' };
    }),
  });
}
