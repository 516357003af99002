import {
  progressClose,
  progressCommitSync,
  progressPosition,
  progressUnsubscribe,
} from './blocking.js';
import type { ConsumerContext } from './context.js';
import { progressPoll } from './poll.js';

/** Looks at the innermost running call: can it go on, or return? */
export function progress(c: ConsumerContext): void {
  const { calls } = c.s;
  const call = calls[calls.length - 1];
  if (call === undefined) return;
  switch (call.kind) {
    case 'poll':
      progressPoll(c, call);
      return;
    case 'commitSync':
      progressCommitSync(c, call);
      return;
    case 'position':
      progressPosition(c, call);
      return;
    case 'close':
      progressClose(c, call);
      return;
    case 'unsubscribe':
      progressUnsubscribe(c, call);
      return;
    case 'callback':
      return; // the application's turn
  }
}
