import { adminIsIdle } from '../../client/admin/admin.js';
import { producerIsDone } from '../../client/producer/state.js';
import { operatorNode, type World } from '../../sim/world.js';
import { isBusy, knowsAllPartitions } from './caught-up.js';

/** A request without an answer is given up after this long at the latest: request.timeout.ms. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * How long nothing but heartbeats must have happened for the run to count as quiet: the longest timeout that could
 * still make something happen. Infinity: something is under way that will.
 */
export function quietAfterMs(world: World): number {
  if (!adminIsIdle(operatorNode(world).state)) return Number.POSITIVE_INFINITY;
  let longest = REQUEST_TIMEOUT_MS;
  for (const node of world.nodes) {
    if (node.kind === 'producer' && node.status === 'running' && node.process !== null) {
      if (!producerIsDone(node.process))
        longest = Math.max(longest, node.spec.config.deliveryTimeoutMs);
    }
    if (node.kind !== 'consumer' || node.status === 'not started') continue;
    const { config } = node.spec;
    longest = Math.max(longest, config.sessionTimeoutMs);
    if (node.status !== 'running' || node.process === null) continue;
    if (config.enableAutoCommit) longest = Math.max(longest, config.autoCommitIntervalMs);
    if (isBusy(node))
      longest = Math.max(longest, config.maxPollIntervalMs + config.sessionTimeoutMs);
    const { subscription } = node.process.consumer;
    const topics = subscription.kind === 'topics' ? subscription.topics : [];
    if (
      topics.some((t) => !knowsAllPartitions(world, node, t)) ||
      subscription.kind === 'pattern'
    ) {
      longest = Math.max(longest, config.metadataMaxAgeMs);
    }
  }
  return longest + 1_000;
}
