import type { PolledBatch } from '../client/consumer/calls.js';
import type { PartitionOffset } from '../protocol/facts.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { armTimer } from '../util/few-timers.js';
import { type AppContext, closeAfterFailure } from './context.js';
import { failureOn, hangOn, noteFailure } from './failures.js';
import { noteProcessed, processingTime, rangeOf } from './processing.js';
import { type AppState, type Watermark, WorkItem } from './state.js';

/*
 * Worker threads: poll() hands its records to a queue and goes on. They may finish out of order. `hand-off` leaves the
 * commits to auto-commit, which knows nothing of the queue; `watermark` commits, per partition, the lowest offset that
 * is not done.
 */

export function usesWorkers({ spec }: AppState): boolean {
  return spec.commit === 'hand-off' || spec.commit === 'watermark';
}

/** Queues the records of a poll, and wakes idle workers. */
export function enqueue(c: AppContext, records: readonly PolledBatch[]): void {
  const { app } = c;
  for (const polled of records) {
    if (app.spec.commit === 'watermark') openAll(app, polled);
    for (let i = 0; i < polled.count; i++) app.work.push(new WorkItem(polled, i));
  }
  dispatch(c);
}

function openAll(app: AppState, polled: PolledBatch): void {
  let mark = app.watermarks.get(polled.tp.key);
  const first = polled.firstOffset;
  if (mark === undefined) {
    mark = { tp: polled.tp, next: first, done: [], open: [], committed: first };
    app.watermarks.set(polled.tp.key, mark);
  } else if (mark.open.length === 0) {
    mark.next = first; // a gap in the log: compacted away, or a transaction marker
  }
  for (let i = 0; i < polled.count; i++) mark.open.push(polled.batch.offsetAt(polled.start + i));
}

/** Gives queued records to idle workers. */
function dispatch(c: AppContext): void {
  const { app } = c;
  for (let worker = 1; worker <= app.spec.workers && app.work.length > 0; worker++) {
    if (!app.workers.has(worker)) startWork(c, worker);
  }
}

function startWork(c: AppContext, worker: number): void {
  const { app } = c;
  const item = app.work[0];
  if (item === undefined) return;
  app.work.splice(0, 1);
  app.workers.set(worker, item);
  const records = rangeOf(item.polled, item.offset);
  c.out.note({ type: 'processing', group: c.group, records });
  const hang = hangOn(c, item.polled, item.offset);
  if (hang !== undefined) {
    noteFailure(c, hang, records); // this worker never comes back
    return;
  }
  armTimer(app.timers, `worker/${worker}`, c.now + processingTime(c), { kind: 'worker', worker });
}

/** A worker has finished: its record is done, or has failed. */
export function workerDone(c: AppContext, worker: number): void {
  const { app } = c;
  const item = app.workers.get(worker);
  if (item === undefined) return;
  app.workers.delete(worker);
  const { tp } = item.polled;
  const records = rangeOf(item.polled, item.offset);
  const failure = failureOn(c, tp.topic, tp.partition, item.offset);
  if (failure === undefined) {
    noteProcessed(c, records, [item.polled]);
    markDone(app, item);
  } else {
    noteFailure(c, failure, records);
    if (failure.then === 'crash') {
      c.die();
      return;
    }
    if (failure.then === 'retry') app.work.push(item);
    if (failure.then === 'close') closeFromWorker(c);
  }
  dispatch(c);
}

/** A worker's exception ends the application once the poll thread sees it: between two polls. */
function closeFromWorker(c: AppContext): void {
  if (c.app.phase === 'looping') closeAfterFailure(c);
  else c.app.queue.splice(0, 0, { kind: 'close', option: 'default' });
}

function markDone(app: AppState, item: WorkItem): void {
  const mark = app.watermarks.get(item.polled.tp.key);
  if (mark === undefined) return;
  const at = mark.open.indexOf(item.offset);
  if (at < 0) return; // the partition was taken away meanwhile, and may have come back
  mark.open.splice(at, 1);
  mark.done.push(item.offset);
  app.rules.advance(mark);
}

/** Everything below the first open offset is done; with none open, everything seen so far is. */
export function advance(mark: Watermark): void {
  const firstOpen = mark.open[0] ?? Number.POSITIVE_INFINITY;
  const still: number[] = [];
  for (const offset of mark.done) {
    if (offset < firstOpen) mark.next = Math.max(mark.next, offset + 1);
    else still.push(offset);
  }
  mark.done = still;
}

/** Offsets to commit: watermarks that rose since they were last committed. */
export function changedWatermarks(
  app: AppState,
  only: readonly TopicPartition[] | null,
): PartitionOffset[] {
  const offsets: PartitionOffset[] = [];
  for (const mark of app.watermarks.values()) {
    if (mark.next <= mark.committed) continue;
    if (only !== null && !only.some((tp) => tp.key === mark.tp.key)) continue;
    offsets.push({ tp: mark.tp, offset: mark.next });
  }
  return offsets;
}

/** These watermarks are stored. */
export function noteCommitted(app: AppState, offsets: readonly PartitionOffset[]): void {
  for (const { tp, offset } of offsets) {
    const mark = app.watermarks.get(tp.key);
    if (mark !== undefined) mark.committed = Math.max(mark.committed, offset);
  }
}

/**
 * The partitions are gone: queued records of theirs are dropped. What is in hand is finished, as threads do, but no
 * longer counts.
 */
export function dropWork(app: AppState, partitions: readonly TopicPartition[]): void {
  const keys = new Set(partitions.map((tp) => tp.key));
  app.work = app.work.filter((item) => !keys.has(item.polled.tp.key));
  for (const key of keys) app.watermarks.delete(key);
}
