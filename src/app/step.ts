import type { AppEvent, Call, PolledBatch } from '../client/consumer/calls.js';
import type { PartitionOffset } from '../protocol/facts.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { clearTimers, popDue } from '../util/few-timers.js';
import { unreachable } from '../util/invariant.js';
import { type AppContext, closeAfterFailure, continueAfter, loop } from './context.js';
import { commitRecord, processNext, recordDone } from './processing.js';
import type { AppState } from './state.js';
import { changedWatermarks, enqueue, noteCommitted, usesWorkers, workerDone } from './workers.js';

/*
 * The poll loop of an application:
 *   while (true) { records = poll(); for (r : records) process(r); commit(); }
 * written as a state machine: each call of the consumer returns as an event, each processing time is a timer. Between
 * the last record of a batch and its commit lies an event boundary, so that a fault can strike there.
 */

/** The consumer tells the application something: a call returned, threw, or its listener is called. */
export function appEvent(c: AppContext, event: AppEvent): void {
  const { app } = c;
  switch (event.kind) {
    case 'polled':
      polled(c, event.records);
      return;
    case 'returned':
      returned(c, event.call);
      return;
    case 'position':
    case 'current-lag':
      loop(c);
      return;
    case 'threw':
      app.lastException = event.exception.name;
      threw(c, event.call, event.exception.name);
      return;
    case 'callback':
      listener(c, event);
      return;
    case 'committed':
      // Nobody should repeat a commitAsync that failed: a newer one may be stored already (CC-20).
      if (event.exception?.name === RETRIABLE && app.spec.commit === 'async-per-batch-retried') {
        app.unawaited += 1;
        c.call({ kind: 'commitAsync', offsets: event.offsets, tag: '' });
      }
      return;
    default:
      unreachable(event, 'event');
  }
}

/** What a callback that repeats looks for: anything else will not be better the next time. */
const RETRIABLE = 'RetriableCommitFailedException';

/** Fires one timer that is due. */
export function appTimer(c: AppContext): void {
  const due = popDue(c.app.timers, c.now);
  if (due === undefined) return;
  if (due.fire.kind === 'worker') {
    workerDone(c, due.fire.worker);
    return;
  }
  switch (c.app.phase) {
    case 'looping':
      turn(c);
      return;
    case 'processing':
      recordDone(c);
      return;
    case 'record done':
      commitRecord(c);
      return;
    case 'batch done':
      batchDone(c);
      return;
    default: // hung, ended, or in a call: nothing to go on with
  }
}

/** Between two polls: what steps asked for comes first, then watermarks, then poll(). */
function turn(c: AppContext): void {
  const { app } = c;
  app.phase = 'calling';
  const queued = app.queue[0];
  if (queued !== undefined) {
    app.queue.splice(0, 1);
    if (queued.kind === 'assign') app.queue.splice(0, 0, ...seeksToStore(c, queued.partitions));
    if (queued.kind === 'close') startClose(c, queued);
    else c.call(queued);
    return;
  }
  if (!c.subscribed) {
    app.phase = 'looping';
    continueAfter(c, Math.max(1, app.spec.pollTimeoutMs));
    return;
  }
  // Once a poll: a refused commit is not repeated before poll() has settled why.
  const commits = app.spec.commit === 'watermark' && app.polled;
  app.polled = false;
  if (commits && commitWatermarks(c, null)) return;
  c.call({ kind: 'poll', timeoutMs: pollTimeout(app) });
}

/**
 * With work in hand the loop looks again soon, to commit what the workers finish. At least 1 ms: the turns of a
 * loop around poll(0) would all be at one instant of virtual time, and the run would never leave it.
 */
function pollTimeout({ spec, workers }: AppState): number {
  const timeoutMs = workers.size > 0 ? Math.min(spec.pollTimeoutMs, 100) : spec.pollTimeoutMs;
  return Math.max(1, timeoutMs);
}

/** Commits what became done, of `only` these partitions if given; false if there is nothing new. */
function commitWatermarks(c: AppContext, only: readonly TopicPartition[] | null): boolean {
  const offsets = changedWatermarks(c.app, only);
  if (offsets.length === 0) return false;
  commitSync(c, 'watermark', offsets);
  return true;
}

function commitSync(
  c: AppContext,
  what: AppState['committing'],
  offsets: readonly PartitionOffset[] | null,
): void {
  c.app.committing = what;
  c.app.refused = false;
  c.app.committed = offsets ?? [];
  c.call({ kind: 'commitSync', offsets, timeoutMs: null });
}

function polled(c: AppContext, records: readonly PolledBatch[]): void {
  const { app } = c;
  app.polled = true;
  if (records.length === 0) {
    commitAgainOrLoop(c);
    return;
  }
  if (usesWorkers(app)) {
    enqueue(c, records);
    loop(c);
    return;
  }
  app.batch = records;
  app.part = 0;
  app.index = 0;
  if (app.rules.commitsFirst(app)) commitSync(c, 'batch to come', null);
  else processNext(c);
}

/**
 * A commitSync that a rebalance refused is repeated when the next poll brings nothing that would commit anyway: poll()
 * has taken the rebalance further, and all that was handed out is processed.
 */
function commitAgainOrLoop(c: AppContext): void {
  if (c.app.refused) commitSync(c, 'batch', null);
  else turn(c); // time has passed in poll(): no event of its own is needed
}

function batchDone(c: AppContext): void {
  const { app } = c;
  app.batch = [];
  app.phase = 'calling';
  switch (app.spec.commit) {
    case 'sync-per-batch':
      commitSync(c, 'batch', null);
      return;
    case 'async-per-batch':
    case 'async-per-batch-retried':
    case 'async-then-sync-on-revoke':
      c.call({ kind: 'commitAsync', offsets: null, tag: '' });
      return;
    default:
      loop(c);
  }
}

/** A call came back. In a listener it was its commit; else the loop goes on where it was. */
function returned(c: AppContext, call: Call['kind']): void {
  const { app } = c;
  if (call === 'close') {
    end(app);
    return;
  }
  if ((call === 'seek' || call === 'commitAsync') && app.unawaited > 0) {
    app.unawaited -= 1;
    return;
  }
  const was = app.committing;
  if (call === 'commitSync') {
    if (was === 'watermark') noteCommitted(app, app.committed);
    app.committing = 'nothing';
  }
  if (app.inListener) endListener(c, null);
  else if (was === 'close') c.call(LEAVE);
  else afterCommit(c, was);
}

function afterCommit(c: AppContext, was: AppState['committing']): void {
  if (was === 'batch to come' || was === 'record') processNext(c);
  else loop(c);
}

/** A refused commit is only logged; any other exception ends the loop as try-with-resources does. */
function threw(c: AppContext, call: Call['kind'], name: string): void {
  const { app } = c;
  const was = app.committing;
  app.committing = 'nothing';
  const harmless = call === 'commitSync' && LOGGED_ONLY.has(name);
  app.refused = harmless && name === 'RebalanceInProgressException' && was !== 'watermark';
  if (call === 'close') end(app);
  else if (app.inListener) endListener(c, harmless ? null : name);
  else if (was === 'close') c.call(LEAVE);
  else if (harmless) afterCommit(c, was);
  else if (call === 'poll' || call === 'commitSync') closeAfterFailure(c);
  else loop(c);
}

/** What every poll loop survives: the next poll settles it. */
const LOGGED_ONLY: ReadonlySet<string> = new Set([
  'CommitFailedException',
  'RebalanceInProgressException',
  'TimeoutException',
]);

const LEAVE: Call = { kind: 'close', option: 'default' };

/** A graceful close: the strategies that commit asynchronously make sure of the last batch first. */
function startClose(c: AppContext, call: Call): void {
  const { app } = c;
  app.phase = 'closing';
  if (app.spec.commit === 'async-then-sync-on-revoke') commitSync(c, 'close', null);
  else c.call(call);
}

function end(app: AppState): void {
  app.phase = 'ended';
  app.work = [];
  app.workers.clear();
  clearTimers(app.timers);
}

/** Where the store has offsets of its own, these partitions are read on from there, whatever Kafka has. */
function seeksToStore({ app, store }: AppContext, partitions: readonly TopicPartition[]): Call[] {
  return partitions.flatMap((tp): Call[] => {
    const offset = store === null ? undefined : app.rules.storedPosition(store, tp.key);
    return offset === undefined ? [] : [{ kind: 'seek', tp, offset }];
  });
}

/**
 * The rebalance listener: commits what is about to go, where the strategy says so, and seeks to the offsets of the
 * store in what comes.
 */
function listener(c: AppContext, event: Extract<AppEvent, { kind: 'callback' }>): void {
  const { app } = c;
  app.inListener = true;
  const { partitions } = event;
  if (event.listener === 'revoked' && partitions.length > 0) {
    if (app.spec.commit === 'async-then-sync-on-revoke') {
      commitSync(c, 'batch', null);
      return;
    }
    if (app.spec.commit === 'watermark') {
      const committing = commitWatermarks(c, partitions);
      app.rules.dropWork(app, partitions);
      if (committing) return;
    }
  }
  if (event.listener === 'assigned') {
    for (const seek of seeksToStore(c, partitions)) {
      app.unawaited += 1;
      c.call(seek);
    }
  }
  if (event.listener === 'lost' && app.spec.commit === 'watermark')
    app.rules.dropWork(app, partitions);
  endListener(c, null);
}

function endListener(c: AppContext, exception: string | null): void {
  c.app.inListener = false;
  c.call({ kind: 'callback-return', threw: exception });
}
