import {
  progressClose,
  progressCommitSync,
  progressPosition,
  progressUnsubscribe,
} from './blocking.js';
import { type ConsumerContext, exception } from './context.js';
import { progressPoll } from './poll.js';
import { throws } from './returning.js';
import type { ActiveCall } from './state.js';

/** Looks at the innermost running call: can it go on, or return? */
export function progress(c: ConsumerContext): void {
  const { calls } = c.s;
  const depth = calls.length;
  const call = calls[depth - 1];
  if (call === undefined) return;
  switch (call.kind) {
    case 'poll':
      if (!wokenUp(c, call)) progressPoll(c, call);
      return;
    case 'commitSync':
      progressCommitSync(c, call);
      break;
    case 'position':
      progressPosition(c, call);
      break;
    case 'close':
      progressClose(c, call);
      return;
    case 'unsubscribe':
      progressUnsubscribe(c, call);
      return;
    case 'callback':
      return; // the application's turn
  }
  // They send first, then look whether they are woken up: the request has left (ConsumerNetworkClient.poll).
  if (calls.length === depth) wokenUp(c, call);
}

/** wakeup() ends a blocking call, the next one if none is running (ConsumerNetworkClient.maybeTriggerWakeup). */
function wokenUp(c: ConsumerContext, call: ActiveCall): boolean {
  if (!c.s.wokenUp) return false;
  c.s.wokenUp = false;
  throws(c, call, exception('WakeupException', 'null'));
  return true;
}
