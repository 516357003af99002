import type { RecordedChoice } from '../sim/choices.js';
import { compareStrings } from '../util/compare.js';

/** `choices:` as a file says it: label -> which draw of it -> its outcome. */
export type ChoicesFile = Record<string, Record<string, number>>;

export function choicesFromFile(given: ChoicesFile): RecordedChoice[] {
  return Object.entries(given).flatMap(([label, draws]) =>
    Object.entries(draws).map(([draw, outcome]) => ({ label, occurrence: Number(draw), outcome })),
  );
}

/** By label, in order of code units, so that equal choices are equal texts. */
export function choicesToFile(choices: readonly RecordedChoice[]): ChoicesFile {
  const file: ChoicesFile = Object.create(null);
  const sorted = [...choices].sort(
    (a, b) => compareStrings(a.label, b.label) || a.occurrence - b.occurrence,
  );
  for (const { label, occurrence, outcome } of sorted) {
    const draws = file[label] ?? {};
    file[label] = draws;
    draws[occurrence] = outcome;
  }
  return file;
}
