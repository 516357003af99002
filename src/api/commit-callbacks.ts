import type { AppEvent } from '../client/consumer/calls.js';
import type { CommitCallback } from './application.js';
import { KafkaException } from './kafka-exception.js';
import { toGiven } from './partitions.js';
import { endsRun, refuse } from './refuse.js';
import { type Answer, isAsync, isSteps } from './steps.js';
import type { Thread } from './thread.js';
import { messageOf, nameOf, tellUncaught } from './uncaught.js';

type Committed = Extract<AppEvent, { readonly kind: 'committed' }>;

/**
 * The callbacks of commitAsync of one process. What one throws comes out of the call in which it runs: poll(),
 * commitSync() or the next commitAsync(). Kafka: ConsumerCoordinator.invokeCompletedOffsetCommitCallbacks.
 */
export class CommitCallbacks {
  private readonly waiting = new Map<string, CommitCallback>();
  private count = 0;
  /** Thrown by one, on its way out of the running call. */
  private thrown: { readonly error: unknown } | null = null;

  constructor(private readonly thread: Thread) {}

  /** Remembers the callback; returns the tag with which it comes back. */
  expect(callback: CommitCallback | undefined): string {
    if (callback === undefined) return '';
    this.count += 1;
    const tag = String(this.count);
    this.waiting.set(tag, callback);
    return tag;
  }

  /** Those of finished commits, as commitAsync() runs them. @throws what one throws; the rest waits for a later call */
  runFinished(): void {
    for (;;) {
      const event = this.thread.context.nextCommitCallback();
      if (event?.kind !== 'committed') return;
      this.callBack(event);
    }
  }

  /** One that runs within a call that waits. */
  run(event: Committed): void {
    const { thread } = this;
    const threw = this.catching(event);
    if (threw !== null && isClosing(thread)) {
      tellUncaught(thread, threw.error, 'the callback of commitAsync');
    } else if (threw !== null) this.thrown = threw;
    if (!event.awaited) return;
    const exception =
      threw === null
        ? null
        : { name: nameOf(threw.error), message: messageOf(threw.error), cause: null };
    thread.context.call({ kind: 'commit-callback-return', threw: exception });
  }

  /** How a call has ended: with what a callback threw, as it is. */
  answerOf(event: Exclude<AppEvent, { readonly kind: 'callback' | 'committed' }>): Answer {
    const { thrown } = this;
    if (event.kind !== 'threw' || thrown === null) return event;
    this.thrown = null;
    this.thread.processing.know(thrown.error); // the trace knows: the call threw it
    return { kind: 'threw by callback', error: thrown.error };
  }

  private catching(event: Committed): { readonly error: unknown } | null {
    try {
      this.callBack(event);
      return null;
    } catch (error) {
      if (endsRun(error)) throw error;
      return { error };
    }
  }

  private callBack(event: Committed): void {
    const callback = this.waiting.get(event.tag);
    if (callback === undefined) return;
    this.waiting.delete(event.tag);
    const exception = event.exception === null ? null : new KafkaException(event.exception);
    const returned: unknown = callback(toGiven(event.offsets), exception);
    if (!isAsync(returned) && !isSteps(returned)) return;
    throw refuse(
      `the callback of commitAsync() of ${this.thread.name} waits`,
      'it must be a plain function',
    );
  }
}

/** The callback runs within close(), which only logs what it throws. */
function isClosing({ context }: Thread): boolean {
  const { calls } = context.consumer;
  return calls[calls.length - 2]?.kind === 'close';
}
