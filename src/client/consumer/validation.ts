import type {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponsePartition,
} from '../../protocol/api/offset-for-leader-epoch.js';
import { type Envelope, responseBody } from '../../protocol/messages.js';
import { LONG_AGO } from '../../util/time.js';
import { partitionInView } from '../cluster-view.js';
import { type InFlight, isReady } from '../network.js';
import type { ConsumerContext } from './context.js';
import { exception } from './context.js';
import { requestMetadata } from './metadata.js';
import { awaitReset, setPosition } from './positions.js';
import type { PartitionState } from './state.js';

/*
 * Truncation detection (KIP-320; consumer-client.md §10): a position that was reached under another leader is checked
 * against the log of the new one, by the leader epoch of the last record read. A position without an epoch (after a
 * seek or a reset) cannot be checked: CC-41.
 */

/** Where the leader has changed, the position has to be checked (Kafka: maybeValidatePositionForCurrentLeader). */
export function validatePositions(c: ConsumerContext): void {
  for (const p of c.s.partitions.values()) {
    if (p.state !== 'FETCHING' && p.state !== 'AWAIT_VALIDATION') continue;
    const meta = partitionInView(c.s.view, p.tp);
    if (meta === undefined || meta.leaderId < 0 || meta.leaderEpoch === p.leaderEpoch) continue;
    p.leaderEpoch = meta.leaderEpoch;
    // What was read under this very leader is in its log: nobody has to ask.
    const doubtful = p.positionEpoch >= 0 && p.positionEpoch !== meta.leaderEpoch;
    p.state = doubtful ? 'AWAIT_VALIDATION' : 'FETCHING';
    p.retryAt = LONG_AGO;
  }
  sendQuestions(c);
}

function sendQuestions(c: ConsumerContext): void {
  const { s } = c;
  const byLeader = new Map<number, OffsetForLeaderEpochRequest['partitions'][number][]>();
  for (const p of s.partitions.values()) {
    if (p.state !== 'AWAIT_VALIDATION' || c.now < p.retryAt) continue;
    const meta = partitionInView(s.view, p.tp);
    if (meta === undefined || meta.leaderId < 0) {
      requestMetadata(c);
      continue;
    }
    if (!isReady(s.connections, meta.leaderId, c.now)) continue;
    p.retryAt = c.now + s.config.requestTimeoutMs;
    const list = byLeader.get(meta.leaderId) ?? [];
    byLeader.set(meta.leaderId, list);
    list.push({ tp: p.tp, currentLeaderEpoch: meta.leaderEpoch, leaderEpoch: p.positionEpoch });
  }
  for (const [leader, partitions] of byLeader) {
    c.request(leader, 'OffsetForLeaderEpoch', 4, { replicaId: -1, partitions });
  }
}

/** The leader said where the epochs ended. */
export function onEpochEnds(c: ConsumerContext, envelope: Envelope, request: InFlight): void {
  const asked = request.body as OffsetForLeaderEpochRequest; // sent by sendQuestions
  const truncated: string[] = [];
  responseBody(envelope, 'OffsetForLeaderEpoch').partitions.forEach((answer, i) => {
    const p = c.s.partitions.get(answer.tp.key);
    const question = asked.partitions[i];
    // The position has been set anew, or the leader has changed again: this answers another question.
    if (p?.state !== 'AWAIT_VALIDATION' || question?.leaderEpoch !== p.positionEpoch) return;
    if (question.currentLeaderEpoch !== p.leaderEpoch) return;
    if (answer.errorCode !== 'NONE') {
      p.retryAt = c.now + c.s.config.retryBackoffMs;
      requestMetadata(c);
      return;
    }
    const text = settle(c, p, answer);
    if (text !== null) truncated.push(text);
  });
  if (truncated.length === 0) return;
  c.s.positionError = exception(
    'LogTruncationException',
    `Detected truncated partitions: [${truncated.join(', ')}]`,
  );
}

/** Ends the validation of one position (SubscriptionState.maybeCompleteValidation); a text: it cannot go on. */
function settle(
  c: ConsumerContext,
  p: PartitionState,
  { leaderEpoch, endOffset }: OffsetForLeaderEpochResponsePartition,
): string | null {
  const policy = c.s.config.autoOffsetReset;
  const known = endOffset >= 0 && leaderEpoch >= 0;
  if (known && endOffset >= p.position) {
    p.state = 'FETCHING';
    p.retryAt = LONG_AGO;
    return null;
  }
  if (policy.kind === 'none') {
    p.retryAt = c.now + c.s.config.retryBackoffMs;
    const [offset, epoch] = known
      ? [endOffset, `Optional[${leaderEpoch}]`]
      : ['unknown', 'unknown'];
    return (
      `(partition=${p.tp.key}, fetchOffset=${p.position}, fetchEpoch=Optional[${p.positionEpoch}], ` +
      `divergentOffset=${offset}, divergentEpoch=${epoch})`
    );
  }
  if (!known) {
    awaitReset(p, policy);
    return null;
  }
  setPosition(c, p, endOffset, 'truncated', '');
  p.positionEpoch = leaderEpoch;
  return null;
}

/** No answer: asked again after a backoff. */
export function onEpochEndsFailed(c: ConsumerContext): void {
  for (const p of c.s.partitions.values()) {
    if (p.state !== 'AWAIT_VALIDATION') continue;
    p.retryAt = Math.min(p.retryAt, c.now + c.s.config.retryBackoffMs);
  }
  requestMetadata(c);
}
