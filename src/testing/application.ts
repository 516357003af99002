import type { ApplicationOrFactory } from '../api/application.js';
import { UserError } from '../util/user-error.js';
import type { ProcessedRecord } from './history.js';

/**
 * What your consumers do with a record, as plain functions. `process` is called for each record whose processing
 * completes, in the order of the run, once for each time it is processed. It may change what it is given and nothing
 * else: no clock, no chance. When offsets are committed is said by the scenario (`commit`), not here.
 */
export interface RecordApplication<Memory, Store> {
  /** What one process remembers; lost when it crashes, closes or is restarted. */
  readonly memory: () => Memory;
  /** What is outside of all processes: a database, another service. */
  readonly store: () => Store;
  readonly process: (record: ProcessedRecord, memory: Memory, store: Store) => void;
}

/** An application that does nothing: for invariants about Kafka alone. */
export const NO_APPLICATION: RecordApplication<null, null> = {
  memory: () => null,
  store: () => null,
  process: () => undefined,
};

/**
 * True for an application as `consumer()` takes it, which runs inside of the simulated consumers: handlers, a whole poll
 * loop, or a function that makes one of them.
 */
export function runsInside<Memory, Store>(
  application: RecordApplication<Memory, Store> | ApplicationOrFactory,
): application is ApplicationOrFactory {
  return typeof application === 'function' || !('process' in application);
}

/** @throws UserError if `who` gave a promise: nobody would wait for it, and what it comes to would be lost. */
export function refusePromise(who: string, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('then' in answer)) return;
  throw new UserError(
    `${who} returned a promise, and a run does not wait for one (make it a plain function, without async)`,
  );
}
