import type { ProcessedRecord } from './history.js';

/**
 * What your consumers do with a record. `process` is called for each record whose processing completes, in the order
 * of the run, once for each time it is processed. It may change what it is given and nothing else: no clock, no chance.
 * When offsets are committed is said by the scenario (`commit`), not here.
 */
export interface Application<Memory, Store> {
  /** What one process remembers; lost when it crashes, closes or is restarted. */
  readonly memory: () => Memory;
  /** What is outside of all processes: a database, another service. */
  readonly store: () => Store;
  readonly process: (record: ProcessedRecord, memory: Memory, store: Store) => void;
}

/** An application that does nothing: for invariants about Kafka alone. */
export const NO_APPLICATION: Application<null, null> = {
  memory: () => null,
  store: () => null,
  process: () => undefined,
};
