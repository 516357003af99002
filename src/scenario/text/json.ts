import type { Trace } from '../../sim/trace.js';
import type { RunResult } from '../result.js';

/** The lines of `cohort run --json`: one JSON object each, described in docs/json.md. */
export function jsonLines(result: RunResult): string[] {
  return [result.outcome];
}

/** The lines of `--trace FILE`: facts and, if they were kept, messages. `nodes` names the nodes by number. */
export function traceLines(trace: Trace, nodes: readonly string[]): string[] {
  return [String(trace.facts.length), ...nodes];
}
