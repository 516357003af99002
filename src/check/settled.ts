import type { Ending } from './ending.js';
import type { History } from './history.js';
import type { CheckOptions } from './verdict.js';

/** A run may end at the very moment at which a process is thawed: it has not had a chance yet. */
const A_MOMENT_MS = 5_000;
/** Twice the default max.poll.interval.ms: one for a member that must be waited for, one for the work after it. */
const CONVERGE_WITHIN_MS = 600_000;

/** True if nothing is left to happen, or everybody has had all the time that there is. */
export function isSettled(
  { lastChangeAt }: History,
  { how, at }: Ending,
  { convergeWithinMs = CONVERGE_WITHIN_MS }: CheckOptions,
): boolean {
  const since = at - lastChangeAt;
  return since >= convergeWithinMs || (how === 'quiet' && since >= A_MOMENT_MS);
}
