import type { Invariant } from '../search/judge.js';
import type { RecordApplication } from './application.js';
import { historyWith, playApplication, type RunHistory } from './history.js';
import { storeOf } from './inside.js';

/** A property of your own, made by `invariant()`. */
export interface OwnInvariant<Store> {
  readonly name: string;
  /** '' if it holds, otherwise what is wrong. */
  readonly broken: (history: RunHistory<Store>) => string;
}

/**
 * A property that every run must have:
 *
 *     invariant('no order is shipped twice', ({ store }) => store.shipped.size === store.parcels)
 *
 * `holds` returns true, or false, or a sentence that says what is wrong. What it throws is a failure as well.
 */
export function invariant<Store = unknown>(
  name: string,
  holds: (history: RunHistory<Store>) => boolean | string,
): OwnInvariant<Store> {
  return {
    name,
    broken: (history) => {
      const answer = holds(history);
      if (typeof answer === 'string') return answer;
      return answer ? '' : `${name}: it does not hold`;
    },
  };
}

/**
 * As the search judges it: the invariant looks at what the application that ran left behind; if none did, this one
 * first plays what the run has done.
 */
export function asJudged<Memory, Store>(
  one: OwnInvariant<Store>,
  application: RecordApplication<Memory, Store>,
): Invariant {
  return {
    name: one.name,
    broken: (_, result) => {
      try {
        const store = storeOf(result);
        if (store === undefined) return one.broken(playApplication(result, application));
        return one.broken(historyWith(result, store as Store)); // what fuzz() was given ran in it
      } catch (error) {
        return `${one.name}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
      }
    },
  };
}
