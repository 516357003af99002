import type { GroupHistory, History } from './history.js';
import type { Check, CheckOptions, Finding, Status, Verdict } from './verdict.js';

/** The groups that a check is asked about. */
export function groupsToJudge(history: History, options: CheckOptions): GroupHistory[] {
  const wanted = options.groups;
  return [...history.groups.values()].filter(
    (g) => wanted === undefined || wanted.includes(g.group),
  );
}

/**
 * A violation outweighs what is undecided, and that outweighs what holds. The findings of the outcome are kept:
 * next to a violation, what could not be decided is of no interest.
 */
export function verdict(
  check: Pick<Check, 'name'>,
  violations: readonly Finding[],
  undecided: readonly Finding[],
  notes: readonly Finding[],
): Verdict {
  const status: Status =
    violations.length > 0 ? 'violated' : undecided.length > 0 ? 'undecided' : 'holds';
  const findings = violations.length > 0 ? violations : undecided;
  return { check: check.name, status, findings, notes };
}
