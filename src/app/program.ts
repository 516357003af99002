import type { AppEvent } from '../client/consumer/calls.js';
import type { AppContext } from './context.js';

/**
 * An application that is not the built-in one: code of a user, which runs in the place of `appEvent` and `appTimer`.
 * It may hold closures and generators, so it lives with the driver, never in the world. What others must see of it
 * (the records in hand, the phase, the timer it waits for) it keeps in `AppState`.
 */
export interface Program {
  /** The application's timer is due: when it begins, and when time that it let pass is over. */
  timer(c: AppContext): void;
  /** The consumer tells it something: a call returned or threw, or a callback is called. */
  event(c: AppContext, event: AppEvent): void;
}

/** Makes the program of one process: what it remembers dies with that process. */
export type ProgramFactory = () => Program;
