import type { AppEvent, Call } from '../client/consumer/calls.js';
import type { ConsumerState } from '../client/consumer/state.js';
import type { Out } from '../protocol/out.js';
import { armTimer } from '../util/few-timers.js';
import type { AppState, AppTimer } from './state.js';
import type { StoreState } from './store.js';

const CONTINUE: AppTimer = Object.freeze({ kind: 'continue' });

/** What one step of an application works with. Made for the step, never kept. */
export interface AppContext {
  readonly app: AppState;
  readonly now: number;
  readonly out: Out;
  /** Its name, for choices. */
  readonly name: string;
  readonly group: string;
  /** Failures that have happened already, `topic-partition@offset`: they outlive the process. */
  readonly failed: Set<string>;
  /** The outside store of its group, null if it has none. */
  readonly store: StoreState | null;
  /** Its consumer has a subscription or partitions: poll() would throw otherwise. */
  readonly subscribed: boolean;
  /** Calls the consumer. What comes of it arrives as an event, after this step. */
  call(call: Call): void;
  /** Calls the consumer for what does not wait, and takes what comes of it at once. */
  callNow(call: Call): AppEvent[];
  /** The next finished commitAsync whose callback commitAsync() runs before it sends anything. */
  nextCommitCallback(): AppEvent | undefined;
  /** What its consumer knows, to read. */
  readonly consumer: ConsumerState;
  /** The process dies at once. */
  die(): void;
}

/** The application thread goes on in an event of its own, `ms` from now. */
export function continueAfter(c: AppContext, ms: number): void {
  armTimer(c.app.timers, 'continue', c.now + ms, CONTINUE);
}

/** Back to the poll loop: its next turn is an event of its own. */
export function loop(c: AppContext): void {
  c.app.phase = 'looping';
  continueAfter(c, 0);
}

/** The loop was left by an exception: close() is all that still runs. */
export function closeAfterFailure(c: AppContext): void {
  c.app.phase = 'closing';
  c.call({ kind: 'close', option: 'default' });
}
