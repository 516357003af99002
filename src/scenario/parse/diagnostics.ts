import { MAX_DIAGNOSTICS } from '../bounds.js';
import type { Position } from '../model.js';

/** One thing wrong with a scenario, in the words of its author. */
export interface Diagnostic {
  readonly file: string;
  /** Null if it is about the whole file, or the scenario was built in TypeScript. */
  readonly position: Position | null;
  /** Where, for a scenario without a file: `consumers.c1.group`. */
  readonly path: string;
  readonly message: string;
  /** What would have worked, '' if nobody can tell. */
  readonly fix: string;
}

/** `scenarios/x.yaml:12:5: message` and, on the same line, what would have worked. */
export function formatDiagnostic(problem: Diagnostic): string {
  const { file, position, path, message, fix } = problem;
  const inFile = position === null ? file : `${file}:${position.line}:${position.column}`;
  const where = file === '' ? path : inFile;
  const help = fix === '' ? '' : ` (${fix})`;
  return where === '' ? `${message}${help}` : `${where}: ${message}${help}`;
}

/** Sorted by position, without repeats, and no more than a person wants to read at once. */
export function arrangeDiagnostics(problems: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  const unique = problems.filter((problem) => {
    const text = formatDiagnostic(problem);
    const fresh = !seen.has(text);
    seen.add(text);
    return fresh;
  });
  unique.sort((a, b) => order(a) - order(b));
  if (unique.length <= MAX_DIAGNOSTICS) return unique;
  const rest = unique.length - MAX_DIAGNOSTICS;
  const last = unique[MAX_DIAGNOSTICS - 1] as Diagnostic; // there are more than MAX_DIAGNOSTICS
  const more = {
    ...last,
    position: null,
    message: `and ${rest} more problems like these`,
    fix: '',
  };
  return [...unique.slice(0, MAX_DIAGNOSTICS), more];
}

function order(problem: Diagnostic): number {
  return problem.position === null ? 0 : problem.position.line * 1e6 + problem.position.column;
}
