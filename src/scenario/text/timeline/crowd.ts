import type { Line } from './item.js';

/** So many of a crowd are told one by one. */
const TOLD = 3;
/** A crowd is shortened if that spares a few lines at least. */
const FEWEST = 8;
/** It belongs together for so long. */
const WINDOW_MS = 1000;

/**
 * A thousand consumers that start are three lines and "and 997 more consumers start": lines of a crowd that stand
 * together within a second, with nothing but other crowds between.
 */
export function shortenCrowds(lines: readonly Line[]): Line[] {
  const short: Line[] = [];
  for (let i = 0; i < lines.length; ) {
    const end = endOfRun(lines, i);
    short.push(...shortenRun(lines.slice(i, end)));
    i = end;
  }
  return short;
}

function endOfRun(lines: readonly Line[], start: number): number {
  const first = lines[start];
  if (first === undefined || first.crowd === '') return start + 1;
  let end = start + 1;
  for (; end < lines.length; end++) {
    const next = lines[end];
    if (next === undefined || next.crowd === '' || next.at >= first.at + WINDOW_MS) break;
  }
  return end;
}

function shortenRun(run: readonly Line[]): Line[] {
  const sizes = new Map<string, number>();
  for (const { crowd } of run) sizes.set(crowd, (sizes.get(crowd) ?? 0) + 1);
  const seen = new Map<string, number>();
  const short: Line[] = [];
  for (const one of run) {
    const n = (seen.get(one.crowd) ?? 0) + 1;
    seen.set(one.crowd, n);
    const size = sizes.get(one.crowd) ?? 0;
    if (one.crowd === '' || size < FEWEST || n <= TOLD) short.push(one);
    else if (n === size) short.push({ ...one, actor: '', text: `… and ${n - TOLD} ${one.crowd}` });
  }
  return short;
}
