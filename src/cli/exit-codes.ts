import type { Outcome } from '../scenario/result.js';

/** What `cohort` ends with; docs/command-line.md says it to users. */
export const EXIT = {
  held: 0,
  failed: 1,
  usage: 2,
  undecided: 3,
  notDeterministic: 4,
  internal: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** From worst to best: what several scenarios come to. */
const SEVERITY: readonly ExitCode[] = [130, 70, 4, 2, 1, 3, 0];

export function worst(a: ExitCode, b: ExitCode): ExitCode {
  return SEVERITY.indexOf(a) <= SEVERITY.indexOf(b) ? a : b;
}

export function exitCodeOf(outcome: Outcome): ExitCode {
  switch (outcome) {
    case 'passed':
      return EXIT.held;
    case 'failed':
      return EXIT.failed;
    case 'undecided':
      return EXIT.undecided;
  }
}
