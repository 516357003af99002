import type { Call } from '../client/consumer/calls.js';
import { KafkaException } from './kafka-exception.js';
import type { ConsumerRecord } from './records.js';
import { endsRun } from './refuse.js';
import { calling, type Steps, sleeping } from './steps.js';
import type { Thread } from './thread.js';
import { tellUncaught } from './uncaught.js';

/*
 * The loop around handlers: the built-in application's, step for step, with the user's code in place of its
 * processing. So a handler can be tested under each commit strategy by its name.
 */

/** What every poll loop survives: the next poll settles it. */
const LOGGED_ONLY: ReadonlySet<string> = new Set([
  'CommitFailedException',
  'RebalanceInProgressException',
  'TimeoutException',
]);

export function* pollLoop(thread: Thread): Steps {
  const { commit, pollTimeoutMs } = thread.context.app.spec;
  if (commit === 'async-then-sync-on-revoke') {
    thread.afterListener = function* (event) {
      if (event.listener === 'revoked' && event.partitions.length > 0) yield* commitAll(thread);
    };
  }
  for (;;) {
    if (yield* makeQueuedCalls(thread)) return;
    if (!thread.context.subscribed) {
      yield* sleeping(Math.max(1, pollTimeoutMs), 'looping');
      continue;
    }
    const records = yield* thread.poll(pollTimeoutMs);
    if (records.length > 0) yield* batch(thread, records);
    else if (thread.context.app.refused) {
      yield* commitAll(thread);
      yield* boundary();
    }
  }
}

/** What steps asked for; true if that was to close, and it is done. */
function* makeQueuedCalls(thread: Thread): Steps<boolean> {
  for (;;) {
    const [call] = thread.context.app.queue.splice(0, 1);
    if (call === undefined) return false;
    if (call.kind === 'close') {
      const { option } = call;
      const { app } = thread.context;
      app.phase = 'closing';
      if (app.spec.commit === 'async-then-sync-on-revoke') yield* lastCommit(thread);
      yield { kind: 'call', call: { kind: 'close', option } };
      return true;
    }
    yield { kind: 'call', call };
    yield* boundary();
  }
}

/** The commit before close(), which comes whatever becomes of it. */
function* lastCommit(thread: Thread): Steps {
  thread.context.app.refused = false;
  yield { kind: 'call', call: COMMIT_ALL };
}

/** One poll's records, and their commit. */
function* batch(thread: Thread, records: ConsumerRecord[]): Steps {
  const { commit: strategy } = thread.context.app.spec;
  if (strategy === 'before-processing') yield* commitAll(thread);
  if (!(yield* processAll(thread, records))) {
    yield* boundary();
    return;
  }
  yield* boundary(); // a fault can strike between the last record and its commit
  if (strategy === 'sync-per-batch') yield* commitAll(thread);
  if (strategy === 'async-per-batch' || strategy === 'async-then-sync-on-revoke') {
    thread.consumer.commitAsync();
  }
  yield* boundary();
}

/** Everything that is next at this instant comes first. */
function boundary(): Steps {
  return sleeping(0, 'looping');
}

/** False if the batch was given up. */
function* processAll(thread: Thread, records: ConsumerRecord[]): Steps<boolean> {
  const { application, processing, user } = thread;
  if (application.onBatch !== undefined) {
    try {
      yield* processing.work(records, 'onBatch', () => application.onBatch?.(records, user));
      return true;
    } catch (error) {
      return afterFailure(thread, error, 'onBatch', records) === 'go on';
    }
  }
  for (const [i, record] of records.entries()) {
    try {
      yield* processing.work([record], 'onRecord', () => application.onRecord?.(record, user));
    } catch (error) {
      if (afterFailure(thread, error, 'onRecord', records.slice(i)) === 'give up') return false;
      continue;
    }
    if (thread.context.app.spec.commit === 'sync-per-record') {
      yield* boundary();
      yield* commit(thread, {
        kind: 'commitSync',
        offsets: [{ tp: record.topicPartition, offset: record.offset + 1 }],
        timeoutMs: null,
      });
    }
  }
  return true;
}

/** What to do after an exception, as `onError` says: of those that end the loop it is thrown on. */
function afterFailure(
  thread: Thread,
  error: unknown,
  handler: string,
  open: readonly ConsumerRecord[],
): 'go on' | 'give up' {
  const then = thread.application.onError ?? 'close';
  if (endsRun(error) || then === 'close' || then === 'crash') throw error;
  tellUncaught(thread, error, handler);
  if (then === 'continue') return 'go on';
  if (then === 'retry') seekBack(thread, open);
  return 'give up';
}

/** Every partition goes back to its first record that is not done. */
function seekBack({ consumer }: Thread, open: readonly ConsumerRecord[]): void {
  const seen = new Set<string>();
  for (const { topicPartition, offset } of open) {
    if (seen.has(topicPartition.key)) continue;
    seen.add(topicPartition.key);
    consumer.seek(topicPartition, offset);
  }
}

const COMMIT_ALL: Call = { kind: 'commitSync', offsets: null, timeoutMs: null };

function commitAll(thread: Thread): Steps {
  return commit(thread, COMMIT_ALL);
}

/** A refused commit is only logged; after a rebalance it is repeated when the next poll brings nothing. */
function* commit(thread: Thread, call: Call): Steps {
  const { app } = thread.context;
  app.refused = false;
  try {
    yield* calling(call);
  } catch (error) {
    if (!(error instanceof KafkaException) || !LOGGED_ONLY.has(error.name)) throw error;
    thread.context.app.refused = error.name === 'RebalanceInProgressException';
  }
}
