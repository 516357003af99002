import { EXIT, type ExitCode, worst } from './exit-codes.js';

/** What came of several scenarios. */
export class Tally {
  worst: ExitCode = EXIT.held;
  private readonly counts = new Map<ExitCode, number>();

  add(code: ExitCode): void {
    this.worst = worst(this.worst, code);
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
  }

  /** `20 scenarios: 19 held, 1 failed`. */
  line(total: number): string {
    const parts: string[] = [];
    let seen = 0;
    for (const [code, words] of WORDS) {
      const count = this.counts.get(code) ?? 0;
      if (count > 0) parts.push(`${count} ${words}`);
      seen += count;
    }
    if (seen < total) parts.push(`${total - seen} not run`);
    return `${total} scenario${total === 1 ? '' : 's'}: ${parts.join(', ')}`;
  }
}

const WORDS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.held, 'held'],
  [EXIT.failed, 'failed'],
  [EXIT.undecided, 'undecided'],
  [EXIT.usage, 'not readable'],
  [EXIT.notDeterministic, 'not deterministic'],
  [EXIT.internal, 'broken by a bug in cohort'],
  [EXIT.interrupted, 'interrupted'],
];
