import { failureOn, noteFailure } from '../app/failures.js';
import { processingTime } from '../app/processing.js';
import type { FailureSpec } from '../app/spec.js';
import type { AppState } from '../app/state.js';
import type { RecordRange } from '../protocol/facts.js';
import type { Work } from './context.js';
import { type ConsumerRecord, rangesOf } from './records.js';
import { endsRun, refuse } from './refuse.js';
import { type Steps, sleeping } from './steps.js';
import type { Thread } from './thread.js';
import { nameOf } from './uncaught.js';

/** The records that an application is processing, told as the built-in application tells them. */
export class Processing {
  private running: readonly RecordRange[] | null = null;
  private readonly done = new Set<string>();
  private told: unknown = null;

  constructor(private readonly thread: Thread) {}

  /** process() of a whole application: afterwards a fault can strike, as between any two calls. */
  *process(records: readonly ConsumerRecord[], work: Work | undefined): Steps {
    yield* this.work(records, 'process', () => work?.());
    yield* sleeping(0);
  }

  /** Takes the time of these records, does `work` and tells the trace what became of them. */
  *work(records: readonly ConsumerRecord[], handler: string, work: () => unknown): Steps {
    const { thread } = this;
    const ranges = rangesOf(records);
    if (this.running !== null) {
      throw refuse(`${thread.name} processes a record within another`, 'one after the other');
    }
    if (ranges.length === 0) return;
    this.running = ranges;
    try {
      yield* this.takeTime(records);
      yield* thread.handled(work(), handler);
    } catch (error) {
      if (!endsRun(error) && !this.hasTold(error)) this.tellFailed(ranges, error);
      throw error;
    } finally {
      this.running = null;
    }
    this.tell('processed', ranges);
    this.finish(records);
  }

  private *takeTime(records: readonly ConsumerRecord[]): Steps {
    this.tell('processing', this.running ?? []);
    let ms = 0;
    for (const record of records) {
      const hang = this.hangOn(record);
      if (hang !== undefined) {
        noteFailure(this.thread.context, hang, rangeOf(record));
        yield { kind: 'hang' };
      }
      ms += processingTime(this.thread.context);
    }
    yield* sleeping(ms);
    for (const record of records) this.failOn(record);
  }

  /** A failure that the scenario asks for: an exception out of the processing, for the application to deal with. */
  private failOn(record: ConsumerRecord): void {
    const { context } = this.thread;
    const { topic, partition, offset } = record;
    const failure = failureOn(context, topic, partition, offset);
    if (failure === undefined) return;
    noteFailure(context, failure, rangeOf(record));
    const error = new Error(`processing ${topic}-${partition}@${offset} failed`);
    error.name = 'RuntimeException';
    this.told = error;
    throw error;
  }

  private hangOn({ topic, partition, offset }: ConsumerRecord): FailureSpec | undefined {
    return this.thread.context.app.spec.failures.find(
      (f) =>
        f.how === 'hang' &&
        f.topic === topic &&
        f.partition === partition &&
        offset >= f.from &&
        offset <= f.to,
    );
  }

  private tell(type: 'processing' | 'processed', ranges: readonly RecordRange[]): void {
    const { out, group } = this.thread.context;
    for (const records of ranges) out.note({ type, group, records });
  }

  private tellFailed(ranges: readonly RecordRange[], error: unknown): void {
    const { out, group, app } = this.thread.context;
    for (const records of ranges) {
      out.note({ type: 'processing failed', group, records, how: 'throw' });
    }
    app.lastException = nameOf(error);
    this.told = error;
  }

  /** A call of the consumer threw it: the trace has been told. */
  know(error: unknown): void {
    this.told = error;
  }

  /** True if the trace has been told of this very exception. */
  hasTold(error: unknown): boolean {
    return error !== null && this.told === error;
  }

  /** Which records an effect is of. */
  rangesOf(records: readonly ConsumerRecord[] | null): readonly RecordRange[] {
    const ranges = records === null ? this.running : rangesOf(records);
    if (ranges !== null && ranges.length > 0) return ranges;
    const fix = 'name it: effect(key, value, record)';
    throw refuse(`${this.thread.name} writes an effect while it processes no record`, fix);
  }

  /** Poll has been called: what was in hand is in hand no longer. */
  forget(): void {
    this.done.clear();
  }

  /** What is in hand begins with the first record that is not done. */
  private finish(records: readonly ConsumerRecord[]): void {
    for (const { topic, partition, offset } of records) {
      this.done.add(`${topic}-${partition}@${offset}`);
    }
    const { app } = this.thread.context;
    while (this.firstIsDone(app)) app.index += 1;
  }

  private firstIsDone(app: AppState): boolean {
    let polled = app.batch[app.part];
    while (polled !== undefined && app.index >= polled.count) {
      app.part += 1;
      app.index = 0;
      polled = app.batch[app.part];
    }
    if (polled === undefined) return false;
    return this.done.has(`${polled.tp.key}@${polled.batch.offsetAt(polled.start + app.index)}`);
  }
}

function rangeOf(record: ConsumerRecord): RecordRange {
  return rangesOf([record])[0] as RecordRange; // one record is one range
}
