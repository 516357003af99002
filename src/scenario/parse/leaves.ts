import { MAX_NAME_LENGTH } from '../bounds.js';
import { readResetPolicy } from '../configs/consumer.js';
import { readLimit } from '../configs/spec.js';
import {
  Refusal,
  readDatetime,
  readDuration,
  readDurationRange,
  readIsoDuration,
  readPartition,
  readRate,
  readRecords,
} from '../units.js';

import { readDrift, readOffset } from '../units-clock.js';

type Leaf = (given: string | number) => unknown;

/** Readers of the small types, by the ids that `schema-parts.ts` gives them. A Refusal tells what is wrong. */
const LEAVES: ReadonlyMap<string, Leaf> = new Map<string, Leaf>([
  ['name', textOnly(readName)],
  ['duration', readDuration],
  ['limit', readLimit],
  ['range', readDurationRange],
  ['rate', readRate],
  ['datetime', readDatetime],
  ['partition', textOnly(readPartition)],
  ['records', textOnly(readRecords)],
  ['isoDuration', textOnly(readIsoDuration)],
  ['clockOffset', readOffset],
  ['drift', textOnly(readDrift)],
  ['resetPolicy', textOnly(readResetPolicy)],
  ['draw', readDraw],
]);

export function leafReader(ref: string): Leaf | undefined {
  return LEAVES.get(ref);
}

function textOnly(read: (text: string) => unknown): Leaf {
  return (given) => {
    if (typeof given === 'string') return read(given);
    return new Refusal('is a number, not a text', `in quotes: "${given}"`);
  };
}

function readDraw(text: string | number): number | Refusal {
  if (/^\d{1,9}$/.test(String(text))) return Number(text);
  return new Refusal('is not the number of a draw', 'a whole number from 0: 3 is the fourth');
}

function readName(text: string): string | Refusal {
  if (text.trim() === '') return new Refusal('is no name', 'a name needs at least one letter');
  if (text.length > MAX_NAME_LENGTH) {
    return new Refusal('is too long for a name', `at most ${MAX_NAME_LENGTH} characters`);
  }
  if (text.includes('"'))
    return new Refusal('has a double quote in it', 'single quotes are possible');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we refuse.
  return /[\u0000-\u001f\u007f]/.test(text)
    ? new Refusal('has a line break or control character', 'names are one line of plain text')
    : text;
}
