import { type AppContext, continueAfter } from '../app/context.js';
import type { Program } from '../app/program.js';
import type { AppEvent, Call, PolledBatch } from '../client/consumer/calls.js';
import type { PartitionState } from '../client/consumer/state.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { clearTimers, popDue } from '../util/few-timers.js';
import type { Application, RebalanceListener } from './application.js';
import { CommitCallbacks } from './commit-callbacks.js';
import { Consumer } from './consumer-handle.js';
import { ApplicationContext } from './context.js';
import type { Journal } from './journal.js';
import { KafkaException } from './kafka-exception.js';
import { life, listening } from './life.js';
import { Processing } from './processing.js';
import { type ConsumerRecord, toRecords } from './records.js';
import { refuse } from './refuse.js';
import {
  type Answer,
  type Ask,
  calling,
  isAsync,
  isSteps,
  type Steps,
  Unawaited,
} from './steps.js';
import { OutsideStore } from './store.js';

/** More calls than this at one instant of virtual time: the application never lets time pass. */
const MAX_CALLS_AN_INSTANT = 1_000_000;

type Frame =
  | { readonly kind: 'life'; readonly code: Steps }
  /** A rebalance listener runs within the call that brought it; it returns the message of what it threw. */
  | { readonly kind: 'listener'; readonly code: Steps<string | null> };

type CallbackEvent = Extract<AppEvent, { readonly kind: 'callback' }>;

/**
 * The thread of one process of an application: it runs the user's generators, gives their calls to the consumer, and
 * goes on when these return. One a process, so that what it remembers dies with it.
 */
export class Thread implements Program {
  readonly unawaited = new Unawaited();
  readonly consumer = new Consumer(this);
  readonly user = new ApplicationContext(this);
  readonly processing = new Processing(this);
  readonly callbacks = new CommitCallbacks(this);
  /** Its rebalance listener: the application itself, until subscribe() is given another. */
  listener: RebalanceListener;
  /** What the loop around handlers does after the listener; null: nothing. */
  afterListener: ((event: CallbackEvent) => Steps) | null = null;
  private readonly stack: Frame[] = [];
  private step: AppContext | null = null;
  private begun = false;
  private calls = { at: -1, count: 0 };

  constructor(
    readonly name: string,
    readonly application: Application,
    readonly journal: Journal,
  ) {
    this.listener = application;
  }

  get store(): OutsideStore {
    return this.journal.store;
  }

  /** What the running step works with. */
  get context(): AppContext {
    if (this.step !== null) return this.step;
    const fix = 'no timer, promise or other consumer may call for it';
    throw refuse(`${this.name} is used while its application does not run`, fix);
  }

  timer(c: AppContext): void {
    if (popDue(c.app.timers, c.now) === undefined) return;
    this.within(c, () => {
      if (this.begun) {
        if (c.app.phase !== 'hung') this.resume({ kind: 'slept' });
        return;
      }
      this.begun = true;
      this.push({ kind: 'life', code: life(this) });
    });
  }

  event(c: AppContext, event: AppEvent): void {
    this.within(c, () => this.take(event));
  }

  private take(event: AppEvent): void {
    const { app } = this.context;
    if (event.kind === 'callback') {
      this.push({ kind: 'listener', code: listening(this, event) });
      return;
    }
    if (event.kind === 'committed') {
      this.callbacks.run(event);
      return;
    }
    if (event.kind === 'threw') app.lastException = event.exception.name;
    if (event.kind === 'returned' && event.call === 'callback-return') return;
    if ('call' in event && event.call === 'close') {
      app.phase = 'ended';
      clearTimers(app.timers);
    }
    this.resume(this.callbacks.answerOf(event));
  }

  private within(c: AppContext, work: () => void): void {
    this.step = c;
    work();
    this.step = null;
  }

  private push(frame: Frame): void {
    this.stack.push(frame);
    this.resume(null);
  }

  /** Goes on with the innermost code; `answer` null: it begins. */
  private resume(answer: Answer | null): void {
    const frame = this.stack[this.stack.length - 1];
    if (frame === undefined) return;
    this.count();
    const next = answer === null ? frame.code.next() : frame.code.next(answer);
    this.refuseForgotten();
    if (next.done !== true) {
      this.ask(next.value);
      return;
    }
    this.stack.pop();
    if (frame.kind === 'listener') {
      this.context.call({ kind: 'callback-return', threw: next.value ?? null });
    }
  }

  private ask(ask: Ask): void {
    const c = this.context;
    switch (ask?.kind) {
      case 'call':
        if (ask.call.kind === 'close') c.app.phase = 'closing';
        else if (c.app.phase !== 'closing') c.app.phase = 'calling';
        c.call(ask.call);
        return;
      case 'sleep':
        c.app.phase = ask.phase;
        continueAfter(c, ask.ms);
        return;
      case 'hang':
        c.app.phase = 'hung';
        return;
      default:
        throw refuse(`the application of ${this.name} yields what it cannot wait for`, YIELD_STAR);
    }
  }

  /** A call that waits was made and never waited for: nothing of it has happened. */
  private refuseForgotten(): void {
    const name = this.unawaited.first();
    if (name === undefined) return;
    throw refuse(`${name}() of ${this.name} was called without waiting for it`, YIELD_STAR);
  }

  /** Virtual time has to pass some day. */
  private count(): void {
    const { now } = this.context;
    if (this.calls.at !== now) {
      this.calls.at = now;
      this.calls.count = 0;
    }
    this.calls.count += 1;
    if (this.calls.count <= MAX_CALLS_AN_INSTANT) return;
    const what = `the application of ${this.name} made ${MAX_CALLS_AN_INSTANT} calls at one instant (${now} ms)`;
    throw refuse(what, 'let time pass: poll with a timeout, or sleep');
  }

  /** A call that does not wait. @throws KafkaException */
  now(call: Call): AppEvent[] {
    const c = this.context;
    this.count();
    const events = c.callNow(call);
    for (const event of events) {
      if (event.kind !== 'threw') continue;
      c.app.lastException = event.exception.name;
      throw new KafkaException(event.exception);
    }
    return events;
  }

  /** A call that waits and tells nothing but its end. */
  *wait(call: Call): Steps {
    yield* calling(call);
  }

  /** At least 1 ms, as in the built-in loop: polls at one instant would never leave it. */
  *poll(timeoutMs: number): Steps<ConsumerRecord[]> {
    this.hold([]);
    if (this.application.run !== undefined) yield* this.makeQueuedCalls();
    const answer = yield* calling({ kind: 'poll', timeoutMs: Math.max(1, timeoutMs) });
    if (answer.kind !== 'polled') return [];
    // A step has ended the call to have the consumer closed: WakeupException, at this very instant.
    const closing =
      this.context.app.queue[0]?.kind === 'close' && this.application.run !== undefined;
    if (closing && answer.records.length === 0) return yield* this.poll(timeoutMs);
    this.hold(answer.records);
    return toRecords(answer.records);
  }

  /** What the process has in hand, for those who look at it from outside. */
  private hold(records: readonly PolledBatch[]): void {
    const { app } = this.context;
    app.batch = records;
    app.part = 0;
    app.index = 0;
    this.processing.forget();
  }

  /**
   * What steps of a scenario asked for since the last poll. To close is up to the application: as another thread
   * would, the step calls wakeup(), and poll() throws WakeupException.
   */
  *makeQueuedCalls(): Steps {
    for (;;) {
      // Read anew each time: the state of an earlier event is not to be touched.
      const [call] = this.context.app.queue.splice(0, 1);
      if (call === undefined) return;
      if (call.kind === 'close') this.context.call({ kind: 'wakeup' });
      else yield { kind: 'call', call }; // what it throws is not the application's
    }
  }

  *position(call: Call): Steps<number> {
    const answer = yield* calling(call);
    return answer.kind === 'position' ? answer.offset : -1;
  }

  currentLag(tp: TopicPartition): number | null {
    const event = this.now({ kind: 'currentLag', tp }).find((e) => e.kind === 'current-lag');
    return event?.kind === 'current-lag' ? event.lag : null;
  }

  partitions(which: (p: PartitionState) => boolean): TopicPartition[] {
    return [...this.context.consumer.partitions.values()].filter(which).map((p) => p.tp);
  }

  effect(key: string, value: string | null, of: readonly ConsumerRecord[] | null): void {
    const { context, name } = this;
    const ranges = this.processing.rangesOf(of);
    const group = context.group;
    for (const records of ranges) context.out.note({ type: 'effect', group, records, key });
    const records = ranges.map(({ tp, from, to }) => {
      return from === to ? `${tp.key}@${from}` : `${tp.key}@${from}..${to}`;
    });
    OutsideStore.write(this.store, { at: context.now, consumer: name, key, value, records });
  }

  log(text: string): void {
    this.journal.logs.push({ at: this.context.now, consumer: this.name, text: String(text) });
  }

  /** Waits for what a handler has returned, if it waits. */
  *handled(returned: unknown, handler: string): Steps {
    if (isAsync(returned)) {
      const fix = 'write function* instead of async, and yield* instead of await';
      throw refuse(`${handler} of ${this.name} returns a promise`, fix);
    }
    if (isSteps(returned)) yield* returned as Steps<unknown>;
  }
}

const YIELD_STAR = 'in a function*, write yield* before each call that waits';
