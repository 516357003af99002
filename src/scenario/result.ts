import type { Ending } from '../check/ending.js';
import type { Verdict } from '../check/verdict.js';
import type { RecordedChoice } from '../sim/choices.js';
import type { Trace } from '../sim/trace.js';
import type { World } from '../sim/world.js';
import type { Position, Scenario } from './model.js';
import type { JudgeAction, Step } from './model-steps.js';

/** What became of one expectation, at its instant. */
export interface ExpectationResult {
  readonly action: Extract<JudgeAction, { kind: 'expect' }>;
  /** Virtual ms at which it was looked at. */
  readonly at: number;
  readonly ok: boolean;
  /** For a table: every line of it, as it should be and as it is. Otherwise a sentence. */
  readonly expected: string;
  readonly actual: string;
}

/** Whether something that had to happen did. */
export interface MustHappenResult {
  readonly action: Extract<JudgeAction, { kind: 'must-happen' }>;
  readonly ok: boolean;
  /** When it happened first, virtual ms; −1: never. */
  readonly at: number;
}

/** A property and what the scenario said of it. */
export interface CheckResult {
  readonly action: Extract<JudgeAction, { kind: 'check' }>;
  readonly verdict: Verdict;
  /** Null: undecided. */
  readonly ok: boolean | null;
}

/** A step that was never reached, whose trigger did not fire, or that did nothing. */
export interface UnfiredStep {
  readonly step: Step;
  readonly position: Position | null;
  /** `when: c1 has processed orders-0@4 did not come true within 30s`. */
  readonly what: string;
}

/**
 * passed: all held. failed: an expectation or a check did not. undecided: something that had to happen did not, a
 * trigger never fired, or the limit came first.
 */
export type Outcome = 'passed' | 'failed' | 'undecided';

/** A run of a scenario, from its first event to its verdict. */
export interface RunResult {
  readonly scenario: Scenario;
  /** Null: all choices are 0. */
  readonly seed: number | null;
  /** The choices that were not 0. */
  readonly choices: readonly RecordedChoice[];
  readonly outcome: Outcome;
  /** Messages are in it only if they were asked for. */
  readonly trace: Trace;
  /** The last world. */
  readonly world: World;
  readonly ending: Ending;
  /** When the last thing happened that was more than a heartbeat: virtual ms. */
  readonly lastNewsAt: number;
  readonly expectations: readonly ExpectationResult[];
  readonly mustHappen: readonly MustHappenResult[];
  readonly checks: readonly CheckResult[];
  readonly unfired: readonly UnfiredStep[];
}
