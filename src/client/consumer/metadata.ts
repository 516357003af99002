import { type Envelope, responseBody } from '../../protocol/messages.js';
import { armTimer, cancelTimer } from '../../util/few-timers.js';
import { nodeToAsk } from '../ask.js';
import { topicInView, updateView } from '../cluster-view.js';
import type { ConsumerContext } from './context.js';

/** Asks for fresh metadata as soon as the backoff allows. */
export function requestMetadata(c: ConsumerContext): void {
  c.s.view.needed = true;
  sendMetadata(c);
}

/** Sends a Metadata request if one is needed and none is in flight. */
export function sendMetadata(c: ConsumerContext): void {
  const { view, connections } = c.s;
  if (!view.needed || view.inFlight) return;
  const node = nodeToAsk(connections, view, c.now);
  if (c.now < view.retryAt || node === undefined) {
    const at = Math.max(view.retryAt, c.now + (node === undefined ? c.s.config.retryBackoffMs : 0));
    armTimer(c.s.timers, 'metadata', at, { kind: 'metadata' });
    return;
  }
  view.needed = false;
  view.inFlight = true;
  c.request(node, 'Metadata', 13, { topics: wantedTopics(c) });
}

/** A pattern needs all topics; otherwise those it reads, and as leader those of the whole group. */
function wantedTopics(c: ConsumerContext): string[] | null {
  const { subscription, partitions, membership } = c.s;
  if (subscription.kind === 'pattern') return null;
  const topics = new Set<string>(subscription.kind === 'topics' ? subscription.topics : []);
  for (const p of partitions.values()) topics.add(p.tp.topic);
  for (const topic of membership.groupTopics) topics.add(topic);
  return [...topics];
}

/** New metadata: partitions learn their topic's id. Returns the topics that are gone, or others of the same name now. */
export function onMetadata(c: ConsumerContext, envelope: Envelope): readonly string[] {
  const { s } = c;
  const answer = responseBody(envelope, 'Metadata');
  s.view.inFlight = false;
  const { vanished } = updateView(s.view, answer, c.now);
  // Asked again no sooner than the backoff: a partition may have no leader for a while.
  const leaderless = answer.topics.some((t) => t.partitions.some((p) => p.leaderId < 0));
  const unknown = answer.topics.some((t) => t.errorCode !== 'NONE');
  s.view.retryAt = c.now + s.config.retryBackoffMs;
  for (const p of s.partitions.values()) {
    if (p.topicId === '') p.topicId = topicInView(s.view, p.tp.topic)?.topicId ?? '';
  }
  const at = c.now + s.config.metadataMaxAgeMs;
  armTimer(s.timers, 'metadata', at, { kind: 'metadata' });
  if (leaderless || unknown || s.view.needed) {
    s.view.needed = true;
    sendMetadata(c);
  }
  return vanished;
}

/** A Metadata request got no answer: another broker is asked after a backoff. */
export function onMetadataFailed(c: ConsumerContext): void {
  const { view } = c.s;
  view.inFlight = false;
  view.needed = true;
  view.retryAt = c.now + c.backoff(view.attempts);
  view.attempts += 1;
  cancelTimer(c.s.timers, 'metadata');
  sendMetadata(c);
}
