import { KafkaException } from './kafka-exception.js';
import type { Thread } from './thread.js';

/** Nobody has caught it. The trace knows already what the consumer threw, and what processing a record threw. */
export function tellUncaught(thread: Thread, error: unknown, from: string): void {
  const { context, journal, processing } = thread;
  const exception = nameOf(error);
  // A step has asked to close: that is how a loop of its own learns of it.
  if (exception === 'WakeupException') return;
  const known = error instanceof KafkaException || processing.hasTold(error);
  context.app.lastException = exception;
  journal.exceptions.push({ at: context.now, consumer: thread.name, from, error });
  if (known) return;
  context.out.note({ type: 'exception', call: from, exception, message: messageOf(error) });
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
