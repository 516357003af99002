import type { RunResult } from '../scenario/result.js';
import type { Invariant } from '../search/judge.js';
import { UserError } from '../util/user-error.js';
import { type RecordApplication, refusePromise } from './application.js';
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
      const answer: unknown = holds(history);
      refusePromise(`the invariant "${name}"`, answer);
      if (typeof answer === 'string') return answer;
      if (typeof answer === 'boolean') return answer ? '' : `${name}: it does not hold`;
      throw new UserError(
        `the invariant "${name}" returned ${String(answer)} (true, false, or a sentence that says what is wrong)`,
      );
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
      const store = storeOf(result);
      return orWhatItThrows(one.name, () => {
        if (store === undefined) return one.broken(playApplication(result, application));
        return one.broken(historyWith(result, store as Store)); // what fuzz() was given ran in it
      });
    },
  };
}

/** That the application can process what a run brings it, whatever invariants ask of it then. */
export function canProcess<Memory, Store>(
  application: RecordApplication<Memory, Store>,
): Invariant {
  const name = 'process throws nothing';
  const broken = (_: unknown, result: RunResult) =>
    orWhatItThrows(name, () => {
      playApplication(result, application);
      return '';
    });
  return { name, broken };
}

/** What is thrown is a failure, told with the place that threw it. @throws UserError: that is no failure of the run */
function orWhatItThrows(name: string, work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (!(error instanceof Error)) return `${name}: ${String(error)}`;
    const place = /^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim();
    return `${name}: ${error.name}: ${error.message}${place === undefined ? '' : ` (${place})`}`;
  }
}
