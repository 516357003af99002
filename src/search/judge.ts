import type { History } from '../check/history.js';
import { indexHistory } from '../check/index-facts.js';
import { whyNotPromised } from '../check/promises.js';
import { checkAll, checkNamed } from '../check/registry.js';
import type { CheckOptions, Finding } from '../check/verdict.js';
import { duplicateWindows } from '../scenario/duplicate-windows.js';
import type { Scenario } from '../scenario/model.js';
import { PROPERTY_NAMES, type PropertyName } from '../scenario/model-steps.js';
import type { RunResult } from '../scenario/result.js';
import { type RunOptions, runScenario } from '../scenario/run/run.js';
import type { Choices } from '../sim/choices.js';
import { SimulationError } from '../sim/driver.js';
import { configurationsOf } from './configuration.js';
import { recordReader } from './records.js';

/** What a run is judged on. */
export interface Judge {
  /** Judge these, whatever the configuration promises; null: what it promises, and nothing else. */
  readonly checks: readonly PropertyName[] | null;
  /** The user's own. */
  readonly invariants: readonly Invariant[];
  /** Plays a scenario, with applications of the user's own; left out: with the built-in ones. */
  readonly play?: (scenario: Scenario, options: PlayOptions) => RunResult;
}

/** How a run of a search is played. */
export type PlayOptions = Pick<RunOptions, 'choices' | 'keepMessages' | 'maxEvents'>;

export const BY_PROMISES: Judge = { checks: null, invariants: [] };

/** A property of one's own: '' if it holds, otherwise what is wrong, in a sentence. */
export interface Invariant {
  readonly name: string;
  readonly broken: (history: History, result: RunResult) => string;
}

/** A run that broke what it had to hold. */
export interface Failure {
  /** Name of the check or invariant; `simulator` for a bug in cohort. */
  readonly check: string;
  /** What it says, in one sentence. */
  readonly rule: string;
  readonly group: string;
  readonly finding: Finding;
}

export interface Trial {
  /** Null if the simulator itself broke. */
  readonly result: RunResult | null;
  readonly history: History | null;
  /** The first in the order of the checks; null if all was kept that was promised. */
  readonly failure: Failure | null;
  /** Violated, but not promised. */
  readonly allowed: readonly PropertyName[];
}

/** A run that takes more events than this is cut off: nothing small needs as many. */
export const MAX_EVENTS = 1_000_000;

/** Plays a scenario, by these choices or its own, and judges it. */
export function tryScenario(scenario: Scenario, judge: Judge, choices?: Choices): Trial {
  let result: RunResult;
  try {
    const play = judge.play ?? runScenario;
    result = play(scenario, playOptions(choices));
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error;
    return { result: null, history: null, failure: broken(error), allowed: [] };
  }
  return judgeResult(result, judge);
}

/** As runs of a search are played: by these choices, or by the scenario's own. */
export function playOptions(choices?: Choices): PlayOptions {
  const own = choices === undefined ? {} : { choices };
  return { ...own, keepMessages: false, maxEvents: MAX_EVENTS };
}

/** Judges a run that is over. */
export function judgeResult(result: RunResult, judge: Judge): Trial {
  const history = indexHistory(result.trace.facts);
  const options: CheckOptions = {
    keyOf: recordReader(result.world).keyOf,
    duplicateWindow: duplicateWindows(result.scenario),
  };
  const { failures, allowed } = verdicts(result, history, judge, options);
  const own = judge.invariants.flatMap((one) => ownFailure(one, history, result));
  return { result, history, failure: failures[0] ?? own[0] ?? null, allowed };
}

function verdicts(result: RunResult, history: History, judge: Judge, options: CheckOptions) {
  const { scenario, ending } = result;
  const configurations = configurationsOf(scenario);
  const failures: Failure[] = [];
  const allowed: PropertyName[] = [];
  for (const group of history.groups.keys()) {
    const configuration = configurations.get(group);
    for (const name of judge.checks ?? PROPERTY_NAMES) {
      const [verdict] = checkAll(history, ending, [name], { ...options, groups: [group] });
      const [finding] = verdict?.findings ?? [];
      if (verdict?.status !== 'violated' || finding === undefined) continue;
      const promised =
        judge.checks !== null ||
        (configuration !== undefined &&
          whyNotPromised(name, configuration) === '' &&
          !saysViolated(scenario, name, group));
      if (!promised) allowed.push(name);
      else failures.push({ check: name, rule: checkNamed(name)?.sentence ?? '', group, finding });
    }
  }
  const rank = (f: Failure) => (PROPERTY_NAMES as readonly string[]).indexOf(f.check);
  failures.sort((a, b) => rank(a) - rank(b));
  return { failures, allowed };
}

/** The author knows. */
function saysViolated(scenario: Scenario, name: PropertyName, group: string): boolean {
  return scenario.steps.some((step) =>
    step.actions.some(
      (a) =>
        a.kind === 'check' &&
        a.property === name &&
        a.verdict === 'violated' &&
        (a.group === null || a.group === group),
    ),
  );
}

function ownFailure(one: Invariant, history: History, result: RunResult): Failure[] {
  const sentence = one.broken(history, result);
  if (sentence === '') return [];
  const finding = plainFinding(sentence, result.ending.at);
  return [{ check: one.name, rule: one.name, group: '', finding }];
}

function broken({ message, at, event }: SimulationError): Failure {
  const finding = { ...plainFinding(message, at), event };
  return { check: 'simulator', rule: 'cohort itself never breaks.', group: '', finding };
}

function plainFinding(sentence: string, at: number): Finding {
  return {
    sentence,
    at,
    event: 0,
    group: '',
    cause: '',
    records: [],
    commit: null,
    faults: [],
  };
}
