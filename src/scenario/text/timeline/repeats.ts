import type { Line } from './item.js';

/** So many lines that say the same are one. */
const LEAST_REPEATS = 3;

/**
 * Somebody who tries the same again and again says it once: lines of one actor with the same words, with nothing of
 * anybody else between them.
 */
export function foldRepeats(lines: readonly Line[]): Line[] {
  const told: Line[] = [];
  for (let i = 0; i < lines.length; ) {
    const first = lines[i] as Line; // i < length
    let end = i + 1;
    while (end < lines.length && isSame(first, lines[end] as Line)) end += 1;
    const run = lines.slice(i, end);
    if (run.length < LEAST_REPEATS) told.push(...run);
    else told.push(repeated(first, run));
    i = end;
  }
  return told;
}

function isSame(a: Line, b: Line): boolean {
  return a.actor === b.actor && a.text === b.text && a.kind === b.kind && a.mark === b.mark;
}

function repeated(first: Line, run: readonly Line[]): Line {
  const last = run[run.length - 1] ?? first;
  const text = `${first.text}, ${run.length} times`;
  return { ...first, until: last.until, text };
}
