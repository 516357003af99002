import type { Fact } from './facts.js';

/** A fact as a run tells it: when, in which event, and by which node. A trace is a list of these, in order. */
export interface TracedFact {
  /** Virtual time, ms. */
  readonly at: number;
  /** Number of the event in which it was told: facts of one event follow each other in the trace. */
  readonly event: number;
  /** `c1`, `shop`, `broker-1`, `controller`, `operator`. */
  readonly node: string;
  readonly fact: Fact;
}

/** The facts of the given types: `FactOf<'delivered' | 'position'>`. */
export type FactOf<T extends Fact['type']> = Fact extends infer F
  ? F extends Fact
    ? [F['type'] & T] extends [never]
      ? never
      : F
    : never
  : never;
