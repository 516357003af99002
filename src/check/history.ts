import type { TracedFact } from '../protocol/trace.js';

/** The facts of a run, indexed once for all checks. */
export interface History {
  readonly facts: readonly TracedFact[];
}

/** Indexes the facts of a run. */
export function indexHistory(facts: readonly TracedFact[]): History {
  return { facts };
}
