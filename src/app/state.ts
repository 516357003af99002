import type { Call, PolledBatch } from '../client/consumer/calls.js';
import type { PartitionOffset } from '../protocol/facts.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { type FewTimers, makeFewTimers } from '../util/few-timers.js';
import type { AppRules } from './rules.js';
import type { AppSpec } from './spec.js';

export type AppTimer =
  /** The application thread goes on: see `phase`. */
  | { readonly kind: 'continue' }
  /** A worker thread has finished its record. */
  | { readonly kind: 'worker'; readonly worker: number };

/** What the application thread is doing. */
export type AppPhase =
  /** In a call of its consumer: it goes on when that returns. */
  | 'calling'
  /** Between two polls. */
  | 'looping'
  /** Working on a record: done when the timer fires. */
  | 'processing'
  /** The record in hand is done; its own commit comes next. */
  | 'record done'
  /** All records of the batch are done; the commit, if there is one, comes next. */
  | 'batch done'
  /** Processing never returns. */
  | 'hung'
  /** close() was called. */
  | 'closing'
  | 'ended';

/** One record in a worker's hands or in the queue. A class: shared with the batch it came from. */
export class WorkItem {
  constructor(
    readonly polled: PolledBatch,
    readonly index: number,
  ) {}

  get offset(): number {
    return this.polled.batch.offsetAt(this.polled.start + this.index);
  }
}

/** Progress of one partition under out-of-order completion. */
export interface Watermark {
  readonly tp: TopicPartition;
  /** Everything below is done. */
  next: number;
  /** Done, at or above `next`. */
  done: number[];
  /** Offsets handed to workers and not done, ascending: their first is where `next` stops. */
  open: number[];
  /** What was committed last. */
  committed: number;
}

/** The application around a consumer: memory of one process. */
export interface AppState {
  readonly spec: AppSpec;
  readonly rules: AppRules;
  phase: AppPhase;
  readonly timers: FewTimers<AppTimer>;
  /** The batch in hand, and how far it is processed. */
  batch: readonly PolledBatch[];
  part: number;
  index: number;
  /** What the running commitSync is for. */
  committing: 'nothing' | 'batch to come' | 'record' | 'batch' | 'watermark' | 'close';
  /** The rebalance listener that is running: what it calls returns to it, not to the loop. */
  inListener: boolean;
  /** Calls made inside a listener or a callback, whose return nobody waits for. */
  unawaited: number;
  /** The last commitSync was refused because of a rebalance, and has not been repeated. */
  refused: boolean;
  /** poll() has returned since the watermarks were last looked at. */
  polled: boolean;
  /** The watermarks of the running commit. */
  committed: readonly PartitionOffset[];
  /** Calls that steps of a scenario asked for: made between two polls, in order. */
  queue: Call[];
  /** Records waiting for a worker. */
  work: WorkItem[];
  /** What each worker has in hand. */
  readonly workers: Map<number, WorkItem>;
  readonly watermarks: Map<string, Watermark>;
  /** The last exception that reached the application. */
  lastException: string;
}

export function makeApp(spec: AppSpec, rules: AppRules): AppState {
  return {
    spec,
    rules,
    phase: 'looping',
    timers: makeFewTimers(),
    batch: [],
    part: 0,
    index: 0,
    committing: 'nothing',
    inListener: false,
    unawaited: 0,
    refused: false,
    polled: false,
    committed: [],
    queue: [],
    work: [],
    workers: new Map(),
    watermarks: new Map(),
    lastException: '',
  };
}
