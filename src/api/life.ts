import type { AppEvent } from '../client/consumer/calls.js';
import { pollLoop } from './poll-loop.js';
import { endsRun } from './refuse.js';
import type { Steps } from './steps.js';
import type { Thread } from './thread.js';
import { messageOf, tellUncaught } from './uncaught.js';

/** All that the thread of an application does from its start on: the application, and then close(). */
export function* life(thread: Thread): Steps {
  const { application } = thread;
  try {
    if (application.run === undefined) yield* pollLoop(thread);
    else {
      yield* thread.makeQueuedCalls(); // the subscription that its scenario gives it
      yield* thread.handled(application.run(thread.user), 'run');
    }
  } catch (error) {
    if (endsRun(error)) throw error;
    tellUncaught(thread, error, application.run === undefined ? 'the poll loop' : 'run');
    if (application.onError === 'crash') {
      thread.context.die();
      yield { kind: 'hang' };
    }
  }
  if (thread.context.app.phase === 'ended') return;
  yield { kind: 'call', call: { kind: 'close', option: 'default' } }; // what close() throws, nobody sees
}

type CallbackEvent = Extract<AppEvent, { readonly kind: 'callback' }>;

/** The rebalance listener; returns the message of what it threw. */
export function* listening(thread: Thread, event: CallbackEvent): Steps<string | null> {
  const handler = handlerOf(thread, event.listener);
  try {
    const { listener } = thread;
    if (handler !== null) {
      const returned = listener[handler]?.([...event.partitions], thread.user);
      yield* thread.handled(returned, handler);
    }
    if (thread.afterListener !== null) yield* thread.afterListener(event);
    return null;
  } catch (error) {
    if (endsRun(error)) throw error;
    tellUncaught(thread, error, handler ?? 'the rebalance listener');
    return messageOf(error);
  }
}

/** ConsumerRebalanceListener.onPartitionsLost calls onPartitionsRevoked unless it is overridden. */
function handlerOf({ listener }: Thread, which: CallbackEvent['listener']) {
  if (which === 'assigned') return 'onPartitionsAssigned';
  return which === 'lost' && listener.onPartitionsLost !== undefined
    ? 'onPartitionsLost'
    : 'onPartitionsRevoked';
}
