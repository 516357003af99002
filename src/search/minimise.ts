import type { ScenarioFile } from '../scenario/schema.js';
import { recordedChoices } from '../sim/choices.js';
import { isValid, parsed } from './around.js';
import { choiceList, withChoices } from './choice-list.js';
import { type Failure, type Judge, type Trial, tryScenario } from './judge.js';
import { type Domain, shrinking } from './shrink.js';

/** How far a failure was shrunk. */
export interface Shrunk {
  readonly file: ScenarioFile;
  readonly trial: Trial;
  readonly failure: Failure;
  readonly from: Size;
  readonly to: Size;
  /** Scenarios that were played for it. */
  readonly runs: number;
  /** True: without any one step, or with any one choice 0 or one lower, it would pass. This was tried. */
  readonly minimal: boolean;
}

export interface Size {
  readonly steps: number;
  readonly choices: number;
  readonly events: number;
}

/** After so many runs it is left as it is. */
const MAX_RUNS = 5_000;

/**
 * Makes a failing scenario as small as it gets, with the same check failing. Pauses after each run, so that the
 * caller may leave off: `yield` tells the best so far. @throws if the scenario does not fail by `check`.
 */
export function* minimise(
  file: ScenarioFile,
  check: string,
  judge: Judge,
  domain: Domain = {},
): Generator<Shrunk, Shrunk> {
  const first = attempt(file, check, judge);
  if (first === undefined) throw new Error(`the scenario does not fail by ${check}`);
  const { from } = { from: sizeOf(first) };
  let best = first;
  let runs = 1;
  const told = (minimal: boolean): Shrunk => ({ ...best, from, to: sizeOf(best), runs, minimal });
  const running = shrinking(first.file, domain);
  let next = running.next(null);
  while (next.done !== true && runs < MAX_RUNS) {
    runs += 1;
    const tried = attempt(next.value, check, judge);
    if (tried !== undefined) best = tried;
    yield told(false);
    next = running.next(tried?.file ?? null);
  }
  let minimal = next.done === true;
  for (const smaller of oneLess(best.file)) {
    if (!minimal) break;
    runs += 1;
    minimal = attempt(smaller, check, judge) === undefined;
    yield told(false);
  }
  return told(minimal);
}

interface Attempt {
  /** With the choices that it drew, and no others. */
  readonly file: ScenarioFile;
  readonly trial: Trial;
  readonly failure: Failure;
}

/** Plays it; undefined unless it fails by the same check. */
function attempt(file: ScenarioFile, check: string, judge: Judge): Attempt | undefined {
  const scenario = parsed(file);
  if (scenario === undefined) return undefined;
  const trial = tryScenario(scenario, judge, recordedChoices(scenario.choices));
  const { failure, result } = trial;
  if (failure?.check !== check) return undefined;
  const drawn = result === null ? file : withChoices(file, result.choices);
  return { file: drawn, trial, failure };
}

function sizeOf({ file, trial }: Attempt): Size {
  return {
    steps: file.steps.length,
    choices: choiceList(file).length,
    events: trial.result?.world.events ?? 0,
  };
}

/** Every valid scenario with one step less, or one choice 0 or one lower. */
export function* oneLess(file: ScenarioFile): Generator<ScenarioFile, void> {
  const { steps } = file;
  for (const i of steps.keys()) {
    const candidate = { ...file, steps: steps.filter((_, j) => j !== i) };
    if (isValid(candidate)) yield candidate;
  }
  const choices = choiceList(file);
  for (const [i, { outcome }] of choices.entries()) {
    for (const lower of new Set([0, outcome - 1])) {
      yield withChoices(
        file,
        choices.map((c, j) => (i === j ? { ...c, outcome: lower } : c)),
      );
    }
  }
}
