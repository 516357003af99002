import { compareStrings } from '../../util/compare.js';

/** The candidate that a person most likely meant by `word`, undefined if none is near. Ties: of like length. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  // A word of n letters may have about n/3 slips; short ones need at least one.
  let best = Math.max(1, Math.floor(word.length / 3)) + 1;
  let found: string | undefined;
  const off = (candidate: string) => Math.abs(candidate.length - word.length);
  const order = [...candidates].sort((a, b) => off(a) - off(b) || compareStrings(a, b));
  for (const candidate of order) {
    if (off(candidate) >= best) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), best);
    if (distance < best) [best, found] = [distance, candidate];
  }
  return found;
}

/** Damerau-Levenshtein with adjacent swaps, given up at `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        d = Math.min(d, at(beforeLast, j - 2) + 1);
      }
      row.push(d);
      if (d < smallest) smallest = d;
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
