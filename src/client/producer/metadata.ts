import type { Out } from '../../protocol/out.js';
import { armTimer } from '../../util/few-timers.js';
import { nodeToAsk } from '../ask.js';
import { send } from '../network.js';
import type { ProducerState } from './state.js';

/** Asks for fresh metadata as soon as the backoff allows. */
export function requestMetadata(p: ProducerState, now: number, out: Out): void {
  p.view.needed = true;
  sendMetadata(p, now, out);
}

/** Sends a Metadata request if one is needed and none is in flight. */
export function sendMetadata(p: ProducerState, now: number, out: Out): void {
  const { view, connections, config } = p;
  if (!view.needed || view.inFlight) return;
  const node = nodeToAsk(connections, view, now);
  if (now < view.retryAt || node === undefined) {
    const at = Math.max(view.retryAt, now + (node === undefined ? config.retryBackoffMs : 0));
    armTimer(p.timers, 'metadata', at, { kind: 'metadata' });
    return;
  }
  view.needed = false;
  view.inFlight = true;
  const topics = new Set<string>(p.unplaced.map((u) => u.topic));
  if (p.load !== null) topics.add(p.load.topic);
  for (const queue of p.queues.values()) topics.add(queue.tp.topic);
  send(connections, now, out, node, 'Metadata', 13, config.requestTimeoutMs, {
    topics: [...topics],
  });
}
