import type { StoreMode } from './store.js';

/** Which records, and when, an application commits; each has its own window of duplicates or loss. */
export type CommitStrategy =
  /** enable.auto.commit, processing in the poll thread. */
  | 'auto'
  | 'sync-per-batch'
  | 'sync-per-record'
  | 'async-per-batch'
  /** As before, but the callback of a commitAsync that failed commits the same offsets again: it may set them back. */
  | 'async-per-batch-retried'
  /** commitAsync after each batch, commitSync when partitions are revoked and before close(). */
  | 'async-then-sync-on-revoke'
  | 'before-processing'
  /** enable.auto.commit, but worker threads process: poll() commits what they have not done yet (L1). */
  | 'hand-off'
  /** Worker threads; commits the lowest contiguous done offset + 1 of each partition. */
  | 'watermark'
  | 'none';

/** What the application does with the exception that processing a record throws. */
export type AfterFailure =
  /** Leaves the loop and calls close(), as try-with-resources does. */
  | 'close'
  /** The process dies without close(). */
  | 'crash'
  /** Swallows it and goes on with the next record. */
  | 'continue'
  /** Swallows it around the batch: the rest of the batch is dropped, poll() is called again. */
  | 'next-poll'
  /** Seeks back to what is not done yet, and polls again. */
  | 'retry';

export interface FailureSpec {
  readonly topic: string;
  readonly partition: number;
  /** Offsets, inclusive. */
  readonly from: number;
  readonly to: number;
  /** throw: only the first time; poison: each time; hang: never returns. */
  readonly how: 'throw' | 'poison' | 'hang';
  readonly then: AfterFailure;
}

export type { StoreMode } from './store.js';

/** How a built-in application behaves. Times in ms. */
export interface AppSpec {
  readonly commit: CommitStrategy;
  /** Per record, drawn anew each time. */
  readonly processing: { readonly minMs: number; readonly maxMs: number };
  /** Threads that process, for hand-off and watermark. */
  readonly workers: number;
  readonly pollTimeoutMs: number;
  readonly failures: readonly FailureSpec[];
  /**
   * One event a record even if processing takes no time, so that a fault can strike between any two records.
   * Off: records that take no time are processed in one event.
   */
  readonly stepwise: boolean;
  /** Tells the trace each write to the outside store: one a record that is processed to completion. */
  readonly effects: boolean;
  /** What it writes its results to; null: nothing that outlives it. */
  readonly store: StoreMode | null;
}

export const APP_DEFAULTS: AppSpec = {
  commit: 'auto',
  processing: { minMs: 0, maxMs: 0 },
  workers: 1,
  pollTimeoutMs: 1_000,
  failures: [],
  stepwise: false,
  effects: false,
  store: null,
};
