import type { Line } from './item.js';

/** So many lines that say the same are one. */
const LEAST_REPEATS = 3;

/**
 * Somebody who tries the same again and again says it once: lines of one actor with the same words, or two of them in
 * turn, with nothing of anybody else between them.
 */
export function foldRepeats(lines: readonly Line[]): Line[] {
  const told: Line[] = [];
  for (let i = 0; i < lines.length; ) {
    const first = lines[i] as Line; // i < length
    const pairs = alternating(lines, i);
    if (pairs >= LEAST_REPEATS) {
      const run = lines.slice(i, i + 2 * pairs);
      const [odd, even] = [run.filter((_, n) => n % 2 === 0), run.filter((_, n) => n % 2 === 1)];
      for (const half of [odd, even]) told.push(repeated(half[0] ?? first, half));
      i += 2 * pairs;
      continue;
    }
    let end = i + 1;
    while (end < lines.length && isSame(first, lines[end] as Line)) end += 1;
    const run = lines.slice(i, end);
    if (run.length < LEAST_REPEATS) told.push(...run);
    else told.push(repeated(first, run));
    i = end;
  }
  return told;
}

/** How often the two lines from `from` on are said in turn: a commit is sent, and fails, and is sent again. */
function alternating(lines: readonly Line[], from: number): number {
  const [a, b] = [lines[from], lines[from + 1]];
  if (a === undefined || b === undefined || a.actor !== b.actor || isSame(a, b)) return 0;
  const isAt = (one: Line, at: number) => lines[at] !== undefined && isSame(one, lines[at]);
  let pairs = 1;
  while (isAt(a, from + 2 * pairs) && isAt(b, from + 2 * pairs + 1)) pairs += 1;
  return pairs;
}

function isSame(a: Line, b: Line): boolean {
  return a.actor === b.actor && a.text === b.text && a.kind === b.kind && a.mark === b.mark;
}

function repeated(first: Line, run: readonly Line[]): Line {
  const last = run[run.length - 1] ?? first;
  const text = `${first.text}, ${run.length} times`;
  return { ...first, until: last.until, text };
}
