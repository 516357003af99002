/** Where every nondeterministic outcome of a run comes from. Held by the driver, never part of a world. */
export interface Choices {
  /** One of 0…n−1; 0 is the dullest outcome. `label` says what is chosen and by whom. */
  choose(label: string, n: number): number;
  /** True if every choice is 0: then the driver need not even look for alternatives. */
  readonly dull: boolean;
}

/** Least latency, no jitter, first come first served: the default of `cohort run`. */
export const DULL: Choices = { choose: () => 0, dull: true };

/** One recorded choice: the outcome of the `occurrence`-th draw of `label`, from 0. Outcome 0 need not be recorded. */
export interface RecordedChoice {
  readonly label: string;
  readonly occurrence: number;
  readonly outcome: number;
}

/** Replays recorded choices by label and occurrence; whatever was not recorded is 0, and too large a one is cut. */
export function recordedChoices(recorded: readonly RecordedChoice[]): Choices {
  const byLabel = new Map<string, Map<number, number>>();
  for (const { label, occurrence, outcome } of recorded) {
    const outcomes = byLabel.get(label) ?? new Map<number, number>();
    byLabel.set(label, outcomes);
    outcomes.set(occurrence, outcome);
  }
  const seen = new Occurrences();
  return {
    dull: recorded.length === 0,
    choose: (label, n) => {
      const occurrence = seen.next(label);
      return Math.min(byLabel.get(label)?.get(occurrence) ?? 0, n - 1);
    },
  };
}

/** Passes on the choices of `source`, and keeps those that were not 0 in `record`. */
export function recordingChoices(source: Choices, record: RecordedChoice[]): Choices {
  const seen = new Occurrences();
  return {
    dull: source.dull,
    choose: (label, n) => {
      const occurrence = seen.next(label);
      const outcome = source.choose(label, n);
      if (outcome !== 0) record.push({ label, occurrence, outcome });
      return outcome;
    },
  };
}

/** How often each label was drawn. */
class Occurrences {
  private readonly counts = new Map<string, { drawn: number }>();

  /** Which occurrence of the label this draw is, from 0. */
  next(label: string): number {
    const count = this.counts.get(label);
    if (count === undefined) {
      this.counts.set(label, { drawn: 1 });
      return 0;
    }
    count.drawn += 1;
    return count.drawn - 1;
  }
}
