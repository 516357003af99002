import type { History } from '../check/history.js';
import { indexHistory } from '../check/index-facts.js';
import { checkAll } from '../check/registry.js';
import type { Verdict } from '../check/verdict.js';
import type { TracedFact } from '../protocol/trace.js';
import type { PropertyName } from '../scenario/model-steps.js';
import type { Outcome, RunResult } from '../scenario/result.js';
import { type TimelineOptions, timeline } from '../scenario/text/timeline/timeline.js';
import { verdict } from '../scenario/text/verdict.js';
import type { Journal, LogLine, UncaughtException } from './journal.js';
import type { Offsets } from './partitions.js';
import type { Effect, OutsideStore } from './store.js';

/** A run of one's own applications: what happened, and how it is judged. */
export class ApplicationResult {
  readonly #journal: Journal;
  #history: History | null = null;

  /** @internal */
  constructor(
    /** All of it, as `runScenario` gives it. */
    readonly run: RunResult,
    journal: Journal,
  ) {
    this.#journal = journal;
  }

  /** What the expectations, required events and checks among the steps came to. */
  get outcome(): Outcome {
    return this.run.outcome;
  }

  /** All that happened, in order. */
  get facts(): readonly TracedFact[] {
    return this.run.trace.facts;
  }

  /** Every write to the outside store, in order. */
  get effects(): readonly Effect[] {
    return this.#journal.store.effects;
  }

  /** The outside store as it was left. */
  get store(): OutsideStore {
    return this.#journal.store;
  }

  /** What applications logged, in order. */
  get logs(): readonly LogLine[] {
    return this.#journal.logs;
  }

  /** Exceptions that no application caught. An assertion of a test is not among them: it ends the run. */
  get exceptions(): readonly UncaughtException[] {
    return this.#journal.exceptions;
  }

  /** What the group has committed at the end: `{ 'orders-0': 5 }`. */
  committed(group: string): Offsets {
    const found = this.run.ending.groups.find((g) => g.group === group);
    return Object.fromEntries((found?.committed ?? []).map(({ tp, offset }) => [tp.key, offset]));
  }

  /** Judges the run by a property: `check('at-least-once').status` is holds, violated or undecided. */
  check(property: PropertyName, group?: string): Verdict {
    this.#history ??= indexHistory(this.facts);
    const options = group === undefined ? {} : { groups: [group] };
    const [found] = checkAll(this.#history, this.run.ending, [property], options);
    return found as Verdict; // one name gives one verdict
  }

  /** What `cohort run` prints: the story, and the verdict. */
  text(options: TimelineOptions = {}): string {
    const story = timeline(this.run.trace, this.run.scenario, options);
    return [...story, '', ...verdict(this.run)].join('\n');
  }
}
