import { type Envelope, responseBody } from '../../protocol/messages.js';
import { LONG_AGO } from '../../util/time.js';
import { nodeToAsk } from '../ask.js';
import { isReady } from '../network.js';
import type { ConsumerContext } from './context.js';
import { requestMetadata } from './metadata.js';

/** True if the coordinator is known and may be asked; otherwise a lookup is started when the backoff allows. */
export function ensureCoordinator(c: ConsumerContext): boolean {
  const { coordinator, connections } = c.s;
  if (coordinator.node !== 0 && isReady(connections, coordinator.node, c.now)) return true;
  if (coordinator.node !== 0) return false;
  lookupCoordinator(c);
  return false;
}

/** Sends FindCoordinator to the least loaded broker, unless one is in flight. */
export function lookupCoordinator(c: ConsumerContext): void {
  const { coordinator, connections, view } = c.s;
  if (coordinator.inFlight || c.now < coordinator.retryAt) return;
  const node = nodeToAsk(connections, view, c.now);
  if (node === undefined) {
    coordinator.retryAt = c.now + c.s.config.retryBackoffMs;
    return;
  }
  coordinator.inFlight = true;
  c.request(node, 'FindCoordinator', 6, { keyType: 0, coordinatorKeys: [c.group] });
}

/** The answer to FindCoordinator; true if the coordinator is known now. */
export function onCoordinatorFound(c: ConsumerContext, envelope: Envelope): boolean {
  const { coordinator } = c.s;
  coordinator.inFlight = false;
  const answer = responseBody(envelope, 'FindCoordinator').coordinators[0];
  if (answer === undefined || answer.errorCode !== 'NONE') {
    onLookupFailed(c);
    return false;
  }
  coordinator.node = answer.nodeId;
  coordinator.attempts = 0;
  coordinator.retryAt = LONG_AGO;
  c.s.membership.lastHeartbeatOk = c.now; // Kafka resets the session timer when it finds a coordinator
  return true;
}

/** No coordinator yet: asked again after a backoff. */
export function onLookupFailed(c: ConsumerContext): void {
  const { coordinator } = c.s;
  coordinator.inFlight = false;
  coordinator.retryAt = c.now + c.backoff(coordinator.attempts);
  coordinator.attempts += 1;
  requestMetadata(c);
}

/** The coordinator moved or cannot be reached: it is looked up again when next needed. */
export function markCoordinatorUnknown(c: ConsumerContext): void {
  c.s.coordinator.node = 0;
}
