import type { ClusterView } from './cluster-view.js';
import { type Connections, leastLoadedNode } from './network.js';

/**
 * A broker to ask for metadata or a coordinator: the least loaded one that is known to live. If none of those can be
 * asked, the client begins again with its bootstrap servers (KIP-899: metadata.recovery.strategy=rebootstrap, the
 * default since Kafka 4.0).
 */
export function nodeToAsk(
  connections: Connections,
  view: ClusterView,
  now: number,
): number | undefined {
  const known = leastLoadedNode(connections, view.nodes, now);
  if (known !== undefined) return known;
  view.nodes = view.bootstrap;
  return leastLoadedNode(connections, view.bootstrap, now);
}
