import type { AppEvent, Call } from '../client/consumer/calls.js';
import { KafkaException } from './kafka-exception.js';

/*
 * Calls that block in Java take virtual time. An application makes them by `yield*`: the generator stands still until
 * the simulator has run on to the moment at which the call returns.
 */

/** What an application waits for: a call of its consumer, virtual time, or something that never comes. */
export type Ask =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'sleep'; readonly ms: number; readonly phase: 'processing' | 'looping' }
  | { readonly kind: 'hang' };

/** How that ended. */
export type Answer =
  | Exclude<AppEvent, { readonly kind: 'callback' | 'committed' }>
  | { readonly kind: 'slept' }
  /** What the application's own code threw within the call, as it is. */
  | { readonly kind: 'threw by callback'; readonly error: unknown };

/** Code of an application that waits: the type of what `function*` returns here. */
export type Steps<T = void> = Generator<Ask, T, Answer>;

/** A call that waits: `const records = yield* consumer.poll(1000)`. */
export interface Blocking<T> {
  [Symbol.iterator](): Steps<T>;
}

/** Calls that were made and that nobody has waited for yet: somebody forgot `yield*`. */
export class Unawaited {
  private readonly calls = new Set<{ readonly name: string }>();

  /** A call by its name, to be waited for. */
  blocking<T>(name: string, steps: () => Steps<T>): Blocking<T> {
    const { calls } = this;
    const call = {
      name,
      [Symbol.iterator]: () => {
        calls.delete(call);
        return steps();
      },
    };
    calls.add(call);
    return call;
  }

  /** The name of one of them. */
  first(): string | undefined {
    if (this.calls.size === 0) return undefined;
    return this.calls.values().next().value?.name;
  }
}

/** Makes a call of the consumer and waits for its end. @throws KafkaException */
export function* calling(call: Call): Steps<Answer> {
  const answer = yield { kind: 'call', call };
  if (answer.kind === 'threw by callback') throw answer.error;
  if (answer.kind === 'threw') throw new KafkaException(answer.exception);
  return answer;
}

/** Lets virtual time pass. */
export function* sleeping(ms: number, phase: 'processing' | 'looping' = 'processing'): Steps {
  yield { kind: 'sleep', ms, phase };
}

/** True for what a generator function returns. */
export function isSteps(value: unknown): value is Steps<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { next?: unknown }).next === 'function' && // asked of anything
    Symbol.iterator in value
  );
}

/** True for what cannot be waited for here: a promise, or what an async generator function returns. */
export function isAsync(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || typeof (value as { then?: unknown }).then === 'function';
}
