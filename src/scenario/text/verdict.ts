import type { RunResult } from '../result.js';

export interface VerdictOptions {
  /** ANSI colours; off if left out. */
  readonly color?: boolean;
}

/** The closing block of `cohort run`: was it right, and if not, what was wrong. */
export function verdict(result: RunResult, options: VerdictOptions = {}): string[] {
  return [result.outcome, String(options.color)];
}
