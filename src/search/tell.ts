import { PROPERTY_NAMES } from '../scenario/model-steps.js';
import type { RunResult } from '../scenario/result.js';
import { runScenario } from '../scenario/run/run.js';
import type { ScenarioFile } from '../scenario/schema.js';
import { isValid, parsed } from './around.js';
import type { Campaign, FailedRun, Player } from './campaign.js';
import { explain, shrunkText } from './explain.js';
import { playOptions } from './judge.js';
import { minimise, type Shrunk } from './minimise.js';
import type { ToldFailure } from './report.js';
import { encodeToken } from './token.js';

/** A failure as small as it gets, told, and the scenario to keep. */
export interface Kept {
  readonly told: ToldFailure;
  readonly token: string;
  /** With the check that it violates as a step: `holds` in the token, `violated` in the file to keep. */
  readonly file: ScenarioFile;
}

/** Shrinks the failure of a run and tells it. Pauses after each run of a smaller scenario; told `true`, it leaves off. */
export function* tellFailure(
  campaign: Campaign,
  player: Player,
  failed: FailedRun,
  version: string,
): Generator<undefined, Kept, boolean | undefined> {
  const { judge, generate = {}, sources } = campaign;
  // Around a scenario the other options say nothing.
  const domain = sources.length === 0 ? generate : {};
  const running = minimise(player.asPlayed(failed.index), failed.check, judge, domain);
  for (;;) {
    const next = running.next();
    if (next.done === true || (yield) === true) return tellShrunk(next.value, version);
  }
}

/** Tells a failure that has been shrunk. */
export function tellShrunk(shrunk: Shrunk, version: string): Kept {
  const { file, trial, failure } = shrunk;
  const { result, history } = trial;
  const told =
    result === null || history === null
      ? { ...BARE, check: failure.check, rule: failure.rule, sentence: failure.finding.sentence }
      : explain(result, history, failure);
  const { 'watch-for': _, ...short } = file;
  const token = encodeToken(withVerdict(short, failure.check, 'holds'), version);
  const summary = `${failure.check} is violated: ${failure.finding.sentence}`;
  return {
    told: { ...told, shrunk: shrunkText(shrunk) },
    token,
    file: withVerdict({ ...forgiving(file, result), summary }, failure.check, 'violated'),
  };
}

/** What did nothing, and shrinking could not take away, need not do anything: the run is undecided otherwise. */
function forgiving(file: ScenarioFile, result: RunResult | null): ScenarioFile {
  if (result === null) return file;
  const idle = new Set(result.unfired.map(({ step }) => result.scenario.steps.indexOf(step)));
  const steps = file.steps.map((step, i) => (idle.has(i) ? { ...step, optional: true } : step));
  const candidate = { ...file, steps };
  return idle.size > 0 && isValid(candidate) ? candidate : file;
}

/**
 * Why the scenario to keep does not come out as it says, in a sentence; '' if it does. Of what broke the simulator, and
 * of invariants of one's own, it says nothing.
 */
export function whyNotKept(file: ScenarioFile): string {
  const scenario = parsed(file);
  if (scenario === undefined) return 'it is no scenario';
  if (!scenario.steps.some((step) => step.actions.some(({ kind }) => kind === 'check'))) return '';
  const { outcome, unfired, checks } = runScenario(scenario, playOptions());
  if (outcome === 'passed') return '';
  const idle = unfired.map(({ what }) => what);
  const other = checks
    .filter(({ ok }) => ok !== true)
    .map(({ action, verdict }) => `${action.property}: ${verdict.status}`);
  return `it comes out ${outcome}: ${[...idle, ...other].join('; ')}`;
}

const BARE = { group: '', record: '', processed: '', commit: '', fault: '', chain: [] };

/** The scenario that says of the check whether it should hold; one's own invariants it cannot name. */
function withVerdict(
  file: ScenarioFile,
  check: string,
  verdict: 'holds' | 'violated',
): ScenarioFile {
  if (!(PROPERTY_NAMES as readonly string[]).includes(check)) return file;
  const steps = file.steps.filter((step) => Object.keys(step).join() !== 'check');
  return { ...file, steps: [...steps, { check: { [check]: verdict } }] };
}
