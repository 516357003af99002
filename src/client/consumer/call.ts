import type { Out } from '../../protocol/out.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { unreachable } from '../../util/invariant.js';
import { activeCall } from './active-call.js';
import { offsetsToClose } from './blocking.js';
import type { AppEvent, Call, ConsumerException } from './calls.js';
import {
  allConsumed,
  committedEvent,
  maybeAutoCommit,
  runCommitCallbacks,
  sendCommit,
  takeFinished,
} from './commit.js';
import { ConsumerContext, exception } from './context.js';
import { requestRejoin } from './membership.js';
import { askLogEnd, seekLazily, setPosition } from './positions.js';
import { progress } from './progress.js';
import { refusedCall } from './refused-call.js';
import { throws, throwsNow } from './returning.js';
import type { ConsumerState, PartitionState } from './state.js';
import { readInbox } from './step.js';
import { assignManually, subscribe, subscribePattern } from './subscribe.js';

/** close() without an argument waits no longer than this (ConsumerUtils.DEFAULT_CLOSE_TIMEOUT_MS). */
const CLOSE_TIMEOUT_MS = 30_000;

/** What poll() without subscribe() or assign() throws. */
const NOT_SUBSCRIBED = 'Consumer is not subscribed to any topics or assigned any partitions';

/** The application calls its consumer. What comes of it goes to `events`, now or in a later step. */
export function consumerCall(
  s: ConsumerState,
  now: number,
  call: Call,
  out: Out,
  events: AppEvent[],
): void {
  const c = new ConsumerContext(s, now, out, events);
  if (s.closed) {
    throwsNow(
      c,
      call.kind,
      exception('IllegalStateException', 'This consumer has already been closed.'),
    );
    return;
  }
  const refused = refusedCall(s, call);
  if (refused !== null) {
    throwsNow(c, call.kind, refused);
    return;
  }
  const before = events.length;
  if (begin(c, call)) {
    readInbox(c);
    progress(c);
    return;
  }
  const last = events.length > before ? events[events.length - 1]?.kind : undefined;
  if (last !== 'threw' && last !== 'current-lag') {
    events.push({ kind: 'returned', call: call.kind });
  }
}

/**
 * What commitAsync() does first: the callbacks of finished commits run, and what they call goes before the commit.
 * Kafka: ConsumerCoordinator.invokeCompletedOffsetCommitCallbacks.
 */
export function commitCallbacks(s: ConsumerState, now: number, out: Out): AppEvent[] {
  const events: AppEvent[] = [];
  runCommitCallbacks(new ConsumerContext(s, now, out, events));
  return events;
}

/** The same one by one, for an application whose callbacks may throw: what one throws comes out of commitAsync(). */
export function nextCommitCallback(s: ConsumerState, now: number, out: Out): AppEvent | undefined {
  const finished = takeFinished(new ConsumerContext(s, now, out, []));
  return finished === undefined ? undefined : committedEvent(finished, false);
}

/** Begins a call; true if it goes on by itself, false if it has been done at once. */
function begin(c: ConsumerContext, call: Call): boolean {
  const { s, now } = c;
  const timeout = s.config.defaultApiTimeoutMs;
  switch (call.kind) {
    case 'poll':
      if (s.subscription.kind === 'none') {
        throwsNow(c, call.kind, exception('IllegalStateException', NOT_SUBSCRIBED));
        return false;
      }
      s.calls.push(activeCall('poll', now + call.timeoutMs));
      return true;
    case 'commitSync':
      s.calls.push(
        activeCall('commitSync', now + (call.timeoutMs ?? timeout), {
          offsets: call.offsets ?? allConsumed(c),
        }),
      );
      return true;
    case 'commitAsync':
      runCommitCallbacks(c);
      sendCommit(c, 'async', call.offsets ?? allConsumed(c), call.tag, call.answers);
      return false;
    case 'position':
      s.calls.push(activeCall('position', now + (call.timeoutMs ?? timeout), { tp: call.tp }));
      return true;
    case 'close':
      c.note({ type: 'closing' });
      s.calls.push(
        activeCall('close', now + Math.min(CLOSE_TIMEOUT_MS, s.config.requestTimeoutMs), {
          closeOption: call.option,
          offsets: offsetsToClose(c),
        }),
      );
      return true;
    case 'unsubscribe':
      s.calls.push(activeCall('unsubscribe', now + timeout));
      return true;
    case 'callback-return':
      endCallback(c, call.threw);
      return true;
    case 'commit-callback-return':
      endCommitCallback(c, call.threw);
      return true;
    case 'wakeup':
      s.wokenUp = true;
      return true;
    default:
      atOnce(c, call);
      return false;
  }
}

function endCallback(c: ConsumerContext, threw: string | null): void {
  const { calls, membership } = c.s;
  const index = calls.findLastIndex((a) => a.kind === 'callback');
  if (index >= 0) calls.splice(index, 1);
  if (threw !== null && membership.listenerError === null) membership.listenerError = threw;
}

/** What it threw comes out of the call that ran it; close() only logs it (maybeAutoCommitOffsetsSync). */
function endCommitCallback(c: ConsumerContext, threw: ConsumerException | null): void {
  endCallback(c, null);
  const call = c.s.calls[c.s.calls.length - 1];
  if (threw !== null && call !== undefined && call.kind !== 'close') throws(c, call, threw);
}

type ImmediateCall = Exclude<
  Call,
  {
    kind:
      | 'poll'
      | 'commitSync'
      | 'commitAsync'
      | 'position'
      | 'close'
      | 'unsubscribe'
      | 'callback-return'
      | 'commit-callback-return'
      | 'wakeup';
  }
>;

function atOnce(c: ConsumerContext, call: ImmediateCall): void {
  switch (call.kind) {
    case 'subscribe':
      subscribe(c, call.topics);
      return;
    case 'subscribe-pattern':
      subscribePattern(c, call.pattern);
      return;
    case 'assign':
      maybeAutoCommit(c); // only if the interval is over (§3)
      assignManually(c, call.partitions);
      return;
    case 'seek':
      withPartitions(c, call.kind, [call.tp], (p) => setPosition(c, p, call.offset, 'seek', ''));
      return;
    case 'seekToBeginning':
      withPartitions(c, call.kind, allIfNone(c, call.partitions), (p) => seekLazily(p, 'earliest'));
      return;
    case 'seekToEnd':
      withPartitions(c, call.kind, allIfNone(c, call.partitions), (p) => seekLazily(p, 'latest'));
      return;
    case 'pause':
    case 'resume':
      pause(c, call.partitions, call.kind === 'pause');
      return;
    case 'currentLag':
      withPartitions(c, call.kind, [call.tp], (p) => currentLag(c, p));
      return;
    case 'enforceRebalance':
      requestRejoin(c, 'rebalance enforced by user');
      return;
    default:
      unreachable(call, 'call');
  }
}

/** Tells of those that change: to pause what is paused is no news. */
function pause(c: ConsumerContext, partitions: readonly TopicPartition[], paused: boolean): void {
  const changed: TopicPartition[] = [];
  withPartitions(c, paused ? 'pause' : 'resume', partitions, (p) => {
    if (p.paused !== paused) changed.push(p.tp);
    p.paused = paused;
  });
  if (changed.length === 0) return;
  const group = c.s.config.groupId ?? '';
  c.note({ type: paused ? 'paused' : 'resumed', group, partitions: changed });
}

/** currentLag: of an unknown log end it asks the leader, for the next time (ClassicKafkaConsumer.currentLag). */
function currentLag(c: ConsumerContext, p: PartitionState): void {
  const known = p.highWatermark >= 0 && p.position >= 0;
  const lag = known ? p.highWatermark - p.position : null;
  if (p.highWatermark < 0) askLogEnd(c, p);
  c.events.push({ kind: 'current-lag', tp: p.tp, lag });
}

function allIfNone(
  c: ConsumerContext,
  partitions: readonly TopicPartition[],
): readonly TopicPartition[] {
  return partitions.length === 0 ? c.owned() : partitions;
}

/** IllegalStateException for a partition that is not assigned: then none is touched. */
function withPartitions(
  c: ConsumerContext,
  call: Call['kind'],
  partitions: readonly TopicPartition[],
  apply: (p: PartitionState) => void,
): void {
  const states: PartitionState[] = [];
  for (const tp of partitions) {
    const p = c.s.partitions.get(tp.key);
    if (p === undefined) {
      throwsNow(
        c,
        call,
        exception('IllegalStateException', `No current assignment for partition ${tp.key}`),
      );
      return;
    }
    states.push(p);
  }
  for (const p of states) apply(p);
}
