/** `"0-4,7"`: numbers in the order in which they came; a run rises by 1, nothing is sorted. */
export function toRangeText(numbers: readonly number[]): string {
  const runs: string[] = [];
  for (let i = 0; i < numbers.length; ) {
    const first = numbers[i] ?? 0;
    let last = first;
    for (i += 1; i < numbers.length && numbers[i] === last + 1; i++) last += 1;
    runs.push(first === last ? `${first}` : `${first}-${last}`);
  }
  return runs.join(',');
}

/** Back to the numbers. */
export function fromRangeText(text: string): number[] {
  if (text === '') return [];
  return text.split(',').flatMap((run) => {
    const [first = 0, last = first] = run.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
