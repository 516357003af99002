/** A line of a comparison: in both, only expected, or only found. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** More cells than this are not compared line by line: all of one, then all of the other. */
const MOST_CELLS = 4_000_000;

/**
 * Compares two texts line by line: what they share stands once, what differs is marked. Longest common subsequence,
 * and of a change the expected lines come first.
 */
export function lineDiff(expected: string, actual: string): DiffLine[] {
  const a = expected === '' ? [] : expected.split('\n');
  const b = actual === '' ? [] : actual.split('\n');
  const only = (sign: '-' | '+', lines: readonly string[]) =>
    lines.map((text): DiffLine => ({ sign, text }));
  if (a.length * b.length > MOST_CELLS) return [...only('-', a), ...only('+', b)];
  const common = commonLengths(a, b);
  const width = b.length + 1;
  const diff: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      diff.push({ sign: ' ', text: left });
      i += 1;
      j += 1;
    } else if (
      left !== undefined &&
      (right === undefined ||
        (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      diff.push({ sign: '-', text: left });
      i += 1;
    } else {
      diff.push({ sign: '+', text: right ?? '' });
      j += 1;
    }
  }
  return diff;
}

/** At i · (b.length + 1) + j: how many lines a from i and b from j on have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      const below = lengths[at + width] ?? 0;
      const beside = lengths[at + 1] ?? 0;
      lengths[at] = a[i] === b[j] ? (lengths[at + width + 1] ?? 0) + 1 : Math.max(below, beside);
    }
  }
  return lengths;
}
