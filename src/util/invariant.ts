/** A broken rule of the simulator itself: always a bug in cohort, never an outcome of the protocol. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';

  constructor(
    readonly what: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${what} ${JSON.stringify(details)}`);
  }
}

/** Throws InvariantError unless `condition` holds. Always on: drivers add seed, event number and last events. */
export function invariant(
  condition: unknown,
  what: string,
  details?: Readonly<Record<string, unknown>>,
): asserts condition {
  if (!condition) throw new InvariantError(what, details);
}

/** For the `default` of a switch over a string union: the compiler proves it is never reached. */
export function unreachable(value: never, what: string): never {
  throw new InvariantError(`unexpected ${what}`, { value });
}
