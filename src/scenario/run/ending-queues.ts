import type { QueueEnding } from '../../check/ending.js';
import type { ConsumerState } from '../../client/consumer/state.js';
import type { ApiName } from '../../protocol/messages.js';
import type { SimNode, World } from '../../sim/world.js';

/** Requests of which Kafka's consumer has one under way at a time, at each broker. */
const ONE_AT_A_TIME: readonly ApiName[] = ['Fetch', 'Heartbeat', 'JoinGroup', 'SyncGroup'];

/** What waits at the clients that run, and how much of it may. */
export function queuesOf(world: World): QueueEnding[] {
  return world.nodes.flatMap((node) => {
    if (node.status !== 'running' || node.process === null) return [];
    if (node.kind === 'producer') {
      const bound = node.process.config.maxInFlightRequestsPerConnection;
      return underWay(node, '', node.process.connections.inFlight, 'Produce', bound);
    }
    if (node.kind !== 'consumer') return [];
    const { consumer } = node.process;
    const group = node.spec.config.groupId ?? '';
    const requests = ONE_AT_A_TIME.flatMap((api) =>
      underWay(node, group, consumer.connections.inFlight, api, 1),
    );
    return [...requests, ...buffered(node, group, consumer)];
  });
}

function underWay(
  { name }: SimNode,
  group: string,
  inFlight: readonly { readonly api: ApiName; readonly node: number }[],
  api: ApiName,
  bound: number,
): QueueEnding[] {
  const counts = new Map<number, number>();
  for (const r of inFlight) if (r.api === api) counts.set(r.node, (counts.get(r.node) ?? 0) + 1);
  return [...counts].map(([broker, length]) => {
    return { client: name, group, what: `${api} under way to broker-${broker}`, length, bound };
  });
}

/** A partition with fetched data in hand is not fetched again. */
function buffered({ name }: SimNode, group: string, { buffer }: ConsumerState): QueueEnding[] {
  const counts = new Map<string, number>();
  for (const { tp } of buffer.queue) counts.set(tp.key, (counts.get(tp.key) ?? 0) + 1);
  return [...counts].map(([key, length]) => {
    return { client: name, group, what: `fetched batches of ${key}`, length, bound: 1 };
  });
}
