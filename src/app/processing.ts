import { type PolledBatch, toRanges } from '../client/consumer/calls.js';
import type { RecordRange } from '../protocol/facts.js';
import { type AppContext, closeAfterFailure, continueAfter, loop } from './context.js';
import { failureOn, hangOn, noteFailure } from './failures.js';
import type { FailureSpec } from './spec.js';
import { StoredRow, type StoreState } from './store.js';

/** Goes on with the batch in hand: the next record, or the end of the batch. */
export function processNext(c: AppContext): void {
  const { app } = c;
  const current = currentRecord(c);
  if (current === undefined) {
    app.phase = 'batch done';
    continueAfter(c, 0);
    return;
  }
  if (takesNoTime(c)) {
    processAtOnce(c);
    return;
  }
  const { polled, offset } = current;
  const range = rangeOf(polled, offset);
  c.out.note({ type: 'processing', group: c.group, records: range });
  const failure = app.spec.failures.length > 0 ? hangOn(c, polled, offset) : undefined;
  if (failure !== undefined) {
    noteFailure(c, failure, range);
    app.phase = 'hung';
    return;
  }
  app.phase = 'processing';
  continueAfter(c, processingTime(c));
}

/** How long this record takes: drawn between the limits, where 0 is the shortest. */
export function processingTime(c: AppContext): number {
  const { minMs, maxMs } = c.app.spec.processing;
  return maxMs === minMs ? minMs : minMs + c.out.choose(`processing ${c.name}`, maxMs - minMs + 1);
}

function takesNoTime({ app: { spec } }: AppContext): boolean {
  const { processing, stepwise, failures, commit } = spec;
  return (
    processing.maxMs === 0 && !stepwise && failures.length === 0 && commit !== 'sync-per-record'
  );
}

/** The rest of the batch in one event: no time passes, and nobody asked to look in between. */
function processAtOnce(c: AppContext): void {
  const { app } = c;
  const rest = app.part === 0 ? app.batch : app.batch.slice(app.part);
  app.part = app.batch.length;
  app.index = 0;
  for (const records of toRanges(rest)) {
    c.out.note({ type: 'processing', group: c.group, records });
    noteProcessed(c, records, rest);
  }
  app.phase = 'batch done';
  continueAfter(c, 0);
}

/** Records are done: each made its effect in the outside store, by its key. `from` holds at least these records. */
export function noteProcessed(
  c: AppContext,
  records: RecordRange,
  from: readonly PolledBatch[],
): void {
  if (c.app.spec.effects || c.store !== null) {
    for (const polled of from) {
      if (polled.tp.key !== records.tp.key) continue;
      for (let i = 0; i < polled.count; i++) {
        const range = rangeOf(polled, polled.batch.offsetAt(polled.start + i));
        if (range.from < records.from || range.from > records.to) continue;
        const key = polled.recordAt(i).key ?? `${polled.tp.key}@${range.from}`;
        if (c.app.spec.effects) c.out.note({ type: 'effect', group: c.group, records: range, key });
        if (c.store !== null) write(c, c.store, range, key);
      }
    }
  }
  c.out.note({ type: 'processed', group: c.group, records });
}

function write(c: AppContext, store: StoreState, records: RecordRange, key: string): void {
  const outcome = c.app.rules.write(store, new StoredRow(key, records.tp, records.from));
  c.out.note({
    type: 'store written',
    group: c.group,
    mode: store.mode,
    records,
    key,
    outcome,
  });
}

interface CurrentRecord {
  readonly polled: PolledBatch;
  readonly offset: number;
}

function currentRecord({ app }: AppContext): CurrentRecord | undefined {
  for (;;) {
    const polled = app.batch[app.part];
    if (polled === undefined) return undefined;
    if (app.index < app.rules.recordsToProcess(polled)) {
      return { polled, offset: polled.batch.offsetAt(polled.start + app.index) };
    }
    app.part += 1;
    app.index = 0;
  }
}

/** One record as a range. */
export function rangeOf(polled: PolledBatch, offset: number): RecordRange {
  const { tp, topicId, batch } = polled;
  return { tp, topicId, leaderEpoch: batch.partitionLeaderEpoch, from: offset, to: offset };
}

/** The processing time of the record in hand is over: it is done, or has failed. */
export function recordDone(c: AppContext): void {
  const { app } = c;
  const current = currentRecord(c);
  if (current === undefined) return;
  const { polled, offset } = current;
  const { tp } = polled;
  const range = rangeOf(polled, offset);
  const failure = failureOn(c, tp.topic, tp.partition, offset);
  if (failure !== undefined) {
    noteFailure(c, failure, range);
    afterFailure(c, failure);
    return;
  }
  noteProcessed(c, range, [polled]);
  app.index += 1;
  if (app.spec.commit !== 'sync-per-record') {
    processNext(c);
    return;
  }
  app.phase = 'record done';
  continueAfter(c, 0);
}

/** The commit of the record that is done: an event of its own, so that a fault can strike before it. */
export function commitRecord(c: AppContext): void {
  const { app } = c;
  const polled = app.batch[app.part];
  if (polled === undefined) return;
  const offset = polled.batch.offsetAt(polled.start + app.index - 1);
  app.phase = 'calling';
  app.committing = 'record';
  const offsets = app.rules.recordCommit(polled.tp, offset);
  c.call({ kind: 'commitSync', offsets, timeoutMs: null });
}

function afterFailure(c: AppContext, failure: FailureSpec): void {
  const { app } = c;
  switch (failure.then) {
    case 'close':
      closeAfterFailure(c);
      return;
    case 'crash':
      c.die();
      return;
    case 'continue':
      app.index += 1;
      processNext(c);
      return;
    case 'next-poll':
      app.batch = [];
      loop(c);
      return;
    case 'retry':
      seekBack(c);
  }
}

/** Every partition of the batch that is not done goes back to its first record that is not. */
function seekBack(c: AppContext): void {
  const { app } = c;
  const seen = new Set<string>();
  for (let part = app.part; part < app.batch.length; part++) {
    const polled = app.batch[part];
    if (polled === undefined || seen.has(polled.tp.key)) continue;
    seen.add(polled.tp.key);
    const index = part === app.part ? app.index : 0;
    const offset = polled.batch.offsetAt(polled.start + index);
    app.queue.push({ kind: 'seek', tp: polled.tp, offset: app.rules.seekBackTo(offset) });
  }
  app.batch = [];
  loop(c);
}
