import type { AppEvent, Call } from '../../../src/client/consumer/calls.js';
import type { Dispatch } from '../../../src/sim/dispatch.js';
import { callConsumer } from '../../../src/sim/faults.js';
import { type ConsumerNode, consumerNamed, type World } from '../../../src/sim/world.js';
import type { Actor, Stage } from './stage.js';

/** What an application waits for: a call of its consumer to return, or time to pass. */
export type Ask = Call | { readonly kind: 'sleep'; readonly ms: number };

/** How a call ended. */
export type Ending =
  | Exclude<AppEvent, { kind: 'callback' | 'committed' }>
  | { readonly kind: 'slept' };

/** Code of the application: it yields its calls, and gets their ends. */
export type Code<T = void> = Generator<Ask, T, Ending>;

/** What of the application the thread cannot know. */
export interface Application {
  /** The rebalance listener; returns the message of what it threw, null if nothing. */
  listener(event: Extract<AppEvent, { kind: 'callback' }>): Code<string | null>;
  /** The callback of a commitAsync. */
  committed(event: Extract<AppEvent, { kind: 'committed' }>): void;
  /** What it does when no step is queued; null: nothing. */
  idle(): Code | null;
}

interface Job {
  readonly code: Code;
  done: boolean;
}

type Running =
  | { readonly kind: 'job'; readonly code: Code; readonly job: Job | null }
  | { readonly kind: 'listener'; readonly code: Code<string | null> };

/** The application thread of one process: steps queue up and run in order; the listener interrupts the call it came from. */
export class AppThread implements Actor {
  private readonly queue: Job[] = [];
  /** A listener runs within the call that brought it. */
  private readonly stack: Running[] = [];
  private awake = false;

  constructor(
    private readonly stage: Stage,
    readonly node: string,
    private readonly application: Application,
  ) {}

  /** The process of this thread, null once it is gone. */
  get process(): ConsumerNode | null {
    const node = consumerNamed(this.stage.world, this.node);
    return node === undefined || node.status === 'crashed' ? null : node;
  }

  /** Queues a step; `done` becomes true when the thread has done it, or can do no more. */
  queueStep(code: Code): () => boolean {
    const job: Job = { code, done: false };
    this.queue.push(job);
    return () => job.done || this.process === null;
  }

  /** True if a step is running or queued. */
  get busy(): boolean {
    if (this.process === null) return false;
    return this.queue.length > 0 || this.stack.some((r) => r.kind === 'job' && r.job !== null);
  }

  react(): boolean {
    const node = this.process;
    if (node === null || node.status === 'frozen' || node.process === null) return false;
    if (this.awake) {
      this.awake = false;
      this.resume({ kind: 'slept' });
      return true;
    }
    const event = node.process.told?.[0];
    if (event !== undefined) {
      this.onProcess(({ process }) => process?.told?.splice(0, 1));
      this.take(event);
      return true;
    }
    return this.stack.length === 0 && this.startNext();
  }

  /** Does something to its process, at this instant. */
  onProcess(change: (node: ConsumerNode, world: World, out: Dispatch) => void): void {
    if (this.process === null) return;
    this.stage.apply((world, out) => {
      const node = consumerNamed(world, this.node);
      if (node !== undefined) change(node, world, out);
    });
  }

  private take(event: AppEvent): void {
    if (event.kind === 'callback') {
      this.stack.push({ kind: 'listener', code: this.application.listener(event) });
      this.resume(null);
    } else if (event.kind === 'committed') this.application.committed(event);
    else if (!(event.kind === 'returned' && event.call === 'callback-return')) this.resume(event);
  }

  private startNext(): boolean {
    const job = this.queue.shift() ?? null;
    const code = job?.code ?? this.application.idle();
    if (code === null) return false;
    this.stack.push({ kind: 'job', code, job });
    this.resume(null);
    return true;
  }

  /** Goes on with the innermost code; `ending` null: it begins. */
  private resume(ending: Ending | null): void {
    const running = this.stack[this.stack.length - 1];
    if (running === undefined) return;
    const next = ending === null ? running.code.next() : running.code.next(ending);
    if (next.done !== true) {
      this.ask(next.value);
      return;
    }
    this.stack.pop();
    if (running.kind === 'listener') {
      this.ask({ kind: 'callback-return', threw: next.value ?? null });
    } else if (running.job !== null) running.job.done = true;
  }

  private ask(ask: Ask): void {
    const { stage } = this;
    if (ask.kind === 'sleep') {
      stage.after(ask.ms, () => {
        this.awake = true;
      });
      return;
    }
    this.onProcess((node, world, out) => callConsumer(world, node, ask, out));
  }
}
