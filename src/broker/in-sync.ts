import type { AlteredPartition } from '../protocol/api/alter-partition.js';
import type { Out } from '../protocol/out.js';
import { LONG_AGO } from '../util/time.js';
import { armTimer, isArmed } from '../util/timers.js';
import type { BrokerState, FollowerState, Replica } from './state.js';

/*
 * Who is in sync (Kafka: Partition, AlterPartitionManager; log-and-replication.md §4.2). The leader asks the controller
 * for another ISR; until that is granted, it counts with everybody who may be in it.
 */

const CONTROLLER = 0;

/** A follower's fetch says how far its log reaches (Replica.updateFetchStateOrThrow). */
export function noteFetched(
  follower: FollowerState,
  fetchOffset: number,
  leaderEnd: number,
  now: number,
): void {
  if (fetchOffset >= leaderEnd) follower.lastCaughtUpAt = now;
  else if (fetchOffset >= follower.leaderEndAtLastFetch && follower.leaderEndAtLastFetch >= 0) {
    follower.lastCaughtUpAt = Math.max(follower.lastCaughtUpAt, follower.lastFetchAt);
  }
  follower.logEndOffset = fetchOffset;
  follower.leaderEndAtLastFetch = leaderEnd;
  follower.lastFetchAt = now;
}

/** ReplicaState.isCaughtUp. */
function isCaughtUp(
  broker: BrokerState,
  replica: Replica,
  follower: FollowerState,
  now: number,
): boolean {
  if (follower.logEndOffset === replica.log.logEndOffset) return true;
  if (follower.lastCaughtUpAt === LONG_AGO) return false;
  return now - follower.lastCaughtUpAt <= broker.config.replicaLagTimeMaxMs;
}

/**
 * The offset that all have who are in sync, or may be: the asked-for ISR counts, and so does a live follower that has
 * caught up and is about to enter (Partition.maybeIncrementLeaderHW). −1: below min.insync.replicas, nothing moves.
 */
export function replicatedOffset(broker: BrokerState, replica: Replica, now: number): number {
  if (replica.followers.size === 0) return replica.log.logEndOffset;
  if (replica.isr.length < effectiveMinIsr(broker, replica)) return -1;
  let least = replica.log.logEndOffset;
  for (const [id, follower] of replica.followers) {
    if (follower.logEndOffset >= least) continue;
    const counts =
      isMaybeInSync(replica, id) ||
      (isCaughtUp(broker, replica, follower, now) && broker.image.mayBeInSync(id));
    if (counts) least = follower.logEndOffset;
  }
  return least;
}

/** LR-6: min.insync.replicas, and never more than there are replicas. */
export function effectiveMinIsr(broker: BrokerState, replica: Replica): number {
  const topic = broker.image.topics.get(replica.tp.topic);
  return Math.min(topic?.config.minInsyncReplicas ?? 1, replica.followers.size + 1);
}

/** In the ISR, or in the one that was asked for: the maximal ISR. */
function isMaybeInSync(replica: Replica, id: number): boolean {
  return replica.isr.includes(id) || (replica.askedIsr?.includes(id) ?? false);
}

/** The size of the maximal ISR. */
export function maximalIsrSize({ isr, askedIsr }: Replica): number {
  return askedIsr === null ? isr.length : new Set([...isr, ...askedIsr]).size;
}

/** True if this follower has come back far enough to enter the ISR, and nothing is being asked (maybeExpandIsr). */
export function mayEnter(
  broker: BrokerState,
  replica: Replica,
  id: number,
  { logEndOffset }: FollowerState,
): boolean {
  if (replica.askedIsr !== null || replica.isr.includes(id) || !broker.image.mayBeInSync(id)) {
    return false;
  }
  const epochStart = replica.log.epochs[replica.log.epochs.length - 1]?.startOffset ?? 0;
  return logEndOffset >= replica.log.highWatermark && logEndOffset >= epochStart;
}

/** Asks the controller for these in-sync replicas. */
export function askForIsr(
  broker: BrokerState,
  wanted: readonly { readonly replica: Replica; readonly isr: readonly number[] }[],
  out: Out,
): void {
  if (wanted.length === 0) return;
  for (const { replica, isr } of wanted) replica.askedIsr = isr;
  out.request(CONTROLLER, 'AlterPartition', 3, broker.volatile.nextToken++, {
    partitions: wanted.map(({ replica, isr }) => ({
      tp: replica.tp,
      topicId: replica.topicId,
      leaderEpoch: replica.leaderEpoch,
      partitionEpoch: replica.partitionEpoch,
      newIsr: isr,
    })),
  });
}

/** The controller could not be reached: the next reason to ask asks again. */
export function forgetAsked(broker: BrokerState): void {
  for (const replica of broker.replicas.values()) replica.askedIsr = null;
}

/**
 * The controller has answered: what it granted counts from here on (Partition.handleAlterPartitionUpdate). True if the
 * ISR is another one now.
 */
export function takeAnswer(replica: Replica, answer: AlteredPartition): boolean {
  if (replica.role !== 'leader' || replica.askedIsr === null) return false; // an image came first
  // It has the state right that the leader knows, and did not change it: only then does the leader know where it is.
  if (answer.errorCode === 'INELIGIBLE_REPLICA') replica.askedIsr = null;
  // Any other error means that the leader is behind: what it asked for counts until the metadata tells.
  if (answer.errorCode !== 'NONE') return false;
  const { isr, leaderEpoch, partitionEpoch } = answer;
  if (leaderEpoch !== replica.leaderEpoch || partitionEpoch < replica.partitionEpoch) return false;
  replica.askedIsr = null;
  replica.isr = isr.slice();
  replica.partitionEpoch = partitionEpoch;
  return true;
}

/** Sees to it that followers that fall behind are noticed: every half replica.lag.time.max.ms (maybeShrinkIsr). */
export function watchFollowers(broker: BrokerState, now: number): void {
  const { timers } = broker.volatile;
  if (isArmed(timers, 'isr check')) return;
  const every = Math.max(1, Math.floor(broker.config.replicaLagTimeMaxMs / 2));
  armTimer(timers, 'isr check', (Math.floor(now / every) + 1) * every, { kind: 'isr check' });
}

/** Takes followers out of the ISR that have not caught up for replica.lag.time.max.ms. */
export function checkFollowers(broker: BrokerState, now: number, out: Out): void {
  const wanted: { replica: Replica; isr: readonly number[] }[] = [];
  let watch = false;
  for (const replica of broker.replicas.values()) {
    if (replica.role !== 'leader' || replica.followers.size === 0) continue;
    const late = replica.isr.filter((id) => {
      const follower = replica.followers.get(id);
      return follower !== undefined && !isCaughtUp(broker, replica, follower, now);
    });
    if (late.length > 0 && replica.askedIsr === null) {
      wanted.push({ replica, isr: replica.isr.filter((id) => !late.includes(id)) });
    }
    watch ||= late.length > 0 || isSomebodyBehind(replica);
  }
  askForIsr(broker, wanted, out);
  if (watch) watchFollowers(broker, now);
}

function isSomebodyBehind(replica: Replica): boolean {
  for (const id of replica.isr) {
    const follower = replica.followers.get(id);
    if (follower !== undefined && follower.logEndOffset < replica.log.logEndOffset) return true;
  }
  return false;
}
