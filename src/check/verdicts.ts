import type { GroupHistory, History } from './history.js';
import type { Check, CheckOptions, Finding, Verdict } from './verdict.js';

/** The groups that a check is asked about. */
export function groupsToJudge(history: History, options: CheckOptions): GroupHistory[] {
  const wanted = options.groups;
  return [...history.groups.values()].filter(
    (g) => wanted === undefined || wanted.includes(g.group),
  );
}

/**
 * A violation outweighs what is undecided, and that outweighs what holds. Next to a violation, what could not be
 * decided is only a note.
 */
export function verdict(
  check: Pick<Check, 'name'>,
  violations: readonly Finding[],
  undecided: readonly Finding[],
  notes: readonly Finding[],
): Verdict {
  if (violations.length > 0) {
    const others = [...notes, ...undecided];
    return { check: check.name, status: 'violated', findings: violations, notes: others };
  }
  const status = undecided.length > 0 ? 'undecided' : 'holds';
  return { check: check.name, status, findings: undecided, notes };
}
