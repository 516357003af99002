import type { History } from '../../check/history.js';
import { indexHistory } from '../../check/index-facts.js';
import { checkAll } from '../../check/registry.js';
import type { CheckOptions, Status } from '../../check/verdict.js';
import { invariant } from '../../util/invariant.js';
import { duplicateWindows } from '../duplicate-windows.js';
import type {
  CheckResult,
  ExpectationResult,
  MustHappenResult,
  Outcome,
  RunResult,
  UnfiredStep,
} from '../result.js';
import { didHappen } from './must-happen.js';

/** A run that is over: what its end can still be asked. */
type PlayedRun = Omit<RunResult, 'outcome' | 'mustHappen' | 'checks'>;

/** Judges what can only be judged at the end: what had to happen, and the properties. */
export function judgeRun(run: PlayedRun): RunResult {
  const actions = run.scenario.steps.flatMap((s) => s.actions);
  let history: History | undefined; // a run that asks for no check is not indexed
  const duplicateWindow = duplicateWindows(run.scenario);
  const checks = actions
    .filter((a) => a.kind === 'check')
    .map((action): CheckResult => {
      const options: CheckOptions = {
        duplicateWindow,
        ...(action.group === null ? {} : { groups: [action.group] }),
      };
      history ??= indexHistory(run.trace.facts);
      const [verdict] = checkAll(history, run.ending, [action.property], options);
      invariant(verdict !== undefined, 'a check gives a verdict', { check: action.property });
      return { action, verdict, ok: asExpected(verdict.status, action.verdict, run.ending.how) };
    });
  const mustHappen = actions
    .filter((a) => a.kind === 'must-happen')
    .map((action) => didHappen(run.trace, action, run.scenario));
  const judged = { ...run, mustHappen, checks };
  return { ...judged, outcome: outcomeOf(judged) };
}

/** Null if this run cannot tell: a run that was cut off may have violated the property later. */
function asExpected(
  found: Status,
  expected: 'holds' | 'violated',
  ended: PlayedRun['ending']['how'],
): boolean | null {
  if (found === 'undecided') return null;
  if (ended === 'limit' && found === 'holds' && expected === 'violated') return null;
  return found === expected;
}

function outcomeOf(parts: {
  readonly expectations: readonly ExpectationResult[];
  readonly mustHappen: readonly MustHappenResult[];
  readonly checks: readonly CheckResult[];
  readonly unfired: readonly UnfiredStep[];
}): Outcome {
  const failed = parts.expectations.some((e) => !e.ok) || parts.checks.some((c) => c.ok === false);
  if (failed) return 'failed';
  const undecided =
    parts.unfired.length > 0 ||
    parts.mustHappen.some((m) => !m.ok) ||
    parts.checks.some((c) => c.ok === null);
  return undecided ? 'undecided' : 'passed';
}
