import { bugNamed, bugNames } from '../bugs/registry.js';
import { nearest } from '../scenario/parse/nearest.js';
import { TIMELINE_KINDS, type TimelineKind } from '../scenario/text/timeline/kinds.js';
import { type Refusal, readDuration } from '../scenario/units.js';
import { UserError } from '../util/user-error.js';

/*
 * The values of options, from text.
 */

const MAX_SEED = 4_294_967_295;

export function readSeed(text: string): number {
  const seed = Number(text);
  if (/^\d{1,10}$/.test(text) && seed <= MAX_SEED) return seed;
  throw new UserError(`--seed ${text} is not a seed`, `a whole number from 0 to ${MAX_SEED}`);
}

/** A reader for the option of that name, which takes virtual time. */
export function timeOf(option: string): (text: string) => number {
  return (text) => {
    const ms = readDuration(text.trim());
    if (typeof ms === 'number') return ms;
    throw new UserError(`${option} "${text}" ${ms.message}`, fixOf(ms));
  };
}

function fixOf({ fix }: Refusal): string {
  return fix ?? '5s';
}

export function readPartition(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError(`--partition ${text} is not a partition`, 'a whole number from 0');
}

/** What --only can name. */
export const KIND_NAMES = Object.keys(TIMELINE_KINDS) as TimelineKind[]; // a literal has no other keys

/** `faults,commits`, besides what the option said before. */
export function readKinds(text: string, before: readonly TimelineKind[] = []): TimelineKind[] {
  const kinds = text.split(',').map((word) => {
    const kind = KIND_NAMES.find((k) => k === word.trim());
    if (kind !== undefined) return kind;
    const near = nearest(word.trim(), KIND_NAMES);
    const fix = near === undefined ? KIND_NAMES.join(', ') : `did you mean ${near}?`;
    throw new UserError(`--only ${word.trim()}: there is no such kind`, fix);
  });
  return [...new Set([...before, ...kinds])];
}

/** The name of a planted bug: a world has one. */
export function readBug(text: string, before?: string): string {
  if (before !== undefined && before !== text) {
    throw new UserError(
      `--bug ${before} --bug ${text}: a world has one planted bug`,
      'run it twice',
    );
  }
  if (bugNamed(text) !== undefined) return text;
  const near = nearest(text, bugNames());
  const fix = near === undefined ? 'cohort bugs lists them' : `did you mean ${near}?`;
  throw new UserError(`--bug ${text}: there is no such bug`, fix);
}
