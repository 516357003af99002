import type { Handled } from './application.js';
import type { Consumer } from './consumer-handle.js';
import { toMs } from './partitions.js';
import type { ConsumerRecord } from './records.js';
import { type Blocking, sleeping } from './steps.js';
import type { OutsideStore } from './store.js';
import type { Thread } from './thread.js';

/** What processes one record, or several at once. May be a `function*` that waits. */
export type Work = () => Handled;

/** What a handler works with. */
export class RecordContext {
  protected readonly thread: Thread;

  /** @internal */
  constructor(thread: Thread) {
    this.thread = thread;
  }

  get consumer(): Consumer {
    return this.thread.consumer;
  }

  /** The name of the consumer: c1. */
  get name(): string {
    return this.thread.name;
  }

  /** Virtual ms since the begin of the run: the only clock there is. */
  get now(): number {
    return this.thread.context.now;
  }

  /** The store outside of Kafka: it outlives crashes, and all consumers share it. */
  get store(): OutsideStore {
    return this.thread.store;
  }

  /**
   * Writes to the outside store, at this instant. The write is of the record that is being processed; where none is,
   * say of which.
   */
  effect(
    key: string,
    value: string | null = null,
    of?: ConsumerRecord | readonly ConsumerRecord[],
  ): void {
    this.thread.effect(key, value, of === undefined ? null : [of].flat());
  }

  /** A line for the result of the run. */
  log(text: string): void {
    this.thread.log(text);
  }

  /** Lets virtual time pass: the thread does nothing else meanwhile, poll() included. */
  sleep(ms: number): Blocking<void> {
    const time = toMs(ms, 'sleep');
    return this.thread.unawaited.blocking('sleep', () => sleeping(time));
  }
}

/** What a whole application works with. */
export class ApplicationContext extends RecordContext {
  /**
   * Processes a record, or several at once: takes `processing` of virtual time for each, then does `work`, whose
   * effects are theirs, and they count as processed. If `work` throws, they do not, and the exception comes out.
   */
  process(records: ConsumerRecord | readonly ConsumerRecord[], work?: Work): Blocking<void> {
    const list = [records].flat();
    return this.thread.unawaited.blocking('process', () =>
      this.thread.processing.process(list, work),
    );
  }
}
