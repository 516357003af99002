import type { RunResult } from '../scenario/result.js';
import { traceLines } from '../scenario/text/json.js';

/** All that a run told, a line each. */
export function linesOf({ trace, world }: RunResult): string[] {
  return traceLines(
    trace,
    world.nodes.map((node) => node.name),
  );
}

/** Where two runs of the same choices part, for standard error; nothing if they are the same. */
export function differenceLines(a: readonly string[], b: readonly string[]): string[] {
  const at = a.findIndex((line, index) => line !== b[index]);
  if (at === -1 && a.length === b.length) return [];
  const line = at === -1 ? a.length : at;
  return [
    `not deterministic: line ${line + 1} of the trace differs between two runs of the same choices`,
    `  first   ${a[line] ?? 'ends here'}`,
    `  second  ${b[line] ?? 'ends here'}`,
    'Please report it: this is a bug in cohort.',
  ];
}
