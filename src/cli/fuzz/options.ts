import { SOMETIMES } from '../../check/sometimes.js';
import { PROPERTY_NAMES, type PropertyName } from '../../scenario/model-steps.js';
import { nearest } from '../../scenario/parse/nearest.js';
import { Refusal, readDuration } from '../../scenario/units.js';
import type { Shard } from '../../search/report.js';
import { UserError } from '../../util/user-error.js';

/*
 * The values of fuzz's options, from text.
 */

const MAX_RUNS = 1_000_000_000;
const MAX_WORKERS = 256;

export function readRuns(text: string): number {
  return wholeNumber('--runs', text, MAX_RUNS);
}

export function readWorkers(text: string): number {
  return wholeNumber('--workers', text, MAX_WORKERS);
}

function wholeNumber(option: string, text: string, most: number): number {
  const n = Number(text);
  if (/^\d{1,12}$/.test(text) && n >= 1 && n <= most) return n;
  throw new UserError(
    `${option} ${text} is not a number of them`,
    `a whole number from 1 to ${most}`,
  );
}

/** Real time, in ms. */
export function readBudget(text: string): number {
  const ms = readDuration(text.trim());
  if (ms instanceof Refusal)
    throw new UserError(`--budget "${text}" ${ms.message}`, ms.fix ?? '30s');
  if (ms === 0) throw new UserError('--budget 0 is no time at all', '30s');
  return ms;
}

/** `2/4`: the second of four. */
export function readShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= of) return { index, of };
  throw new UserError(`--shard ${text} is not a shard`, '1/4 to 4/4 are the shards of four');
}

/** `at-least-once,no-loss`, besides what the option said before. */
export function readChecks(text: string, before: readonly PropertyName[] = []): PropertyName[] {
  return joined(before, readNames(text, PROPERTY_NAMES, '--check', 'check'));
}

/** `zombie-commit-refused,group-dead`, besides what the option said before. */
export function readMustSee(text: string, before: readonly string[] = []): string[] {
  const names = SOMETIMES.map(({ name }) => name);
  return joined(before, readNames(text, names, '--must-see', 'thing to see'));
}

function joined<T>(before: readonly T[], more: readonly T[]): T[] {
  return [...new Set([...before, ...more])];
}

function readNames<T extends string>(
  text: string,
  known: readonly T[],
  option: string,
  what: string,
): T[] {
  const names = text.split(',').map((word) => {
    const name = known.find((one) => one === word.trim());
    if (name !== undefined) return name;
    const near = nearest(word.trim(), known);
    const fix = near === undefined ? known.join(', ') : `did you mean ${near}?`;
    throw new UserError(`${option} ${word.trim()}: there is no such ${what}`, fix);
  });
  return [...new Set(names)];
}
