import { TimerEntry } from './timers.js';

/**
 * The timers of a node that has a handful of keys and arms them all the time: a client, an application. The same
 * questions as in `timers`, answered by looking at every entry: below some twenty that is faster than a map and a
 * heap, and leaves nothing behind.
 */
export interface FewTimers<Fire> {
  /** One a key, in no order. */
  readonly entries: TimerEntry<Fire>[];
  nextSeq: number;
}

export function makeFewTimers<Fire>(): FewTimers<Fire> {
  return { entries: [], nextSeq: 1 };
}

/** Arms `key` for `at`, replacing its previous deadline: it counts as newly armed. */
export function armTimer<Fire>(timers: FewTimers<Fire>, key: string, at: number, fire: Fire): void {
  const { entries } = timers;
  const entry = new TimerEntry(at, timers.nextSeq, key, fire);
  timers.nextSeq += 1;
  const index = indexOf(timers, key);
  if (index < 0) entries.push(entry);
  else entries[index] = entry;
}

export function cancelTimer<Fire>(timers: FewTimers<Fire>, key: string): void {
  const index = indexOf(timers, key);
  if (index >= 0) swapOut(timers, index);
}

export function isArmed<Fire>(timers: FewTimers<Fire>, key: string): boolean {
  return indexOf(timers, key) >= 0;
}

/** When `key` is due, undefined if it is not armed. */
export function deadlineOf<Fire>(timers: FewTimers<Fire>, key: string): number | undefined {
  return timers.entries[indexOf(timers, key)]?.at;
}

/** The earliest deadline, undefined if nothing is armed. */
export function nextDeadline<Fire>(timers: FewTimers<Fire>): number | undefined {
  let first: number | undefined;
  for (const { at } of timers.entries) if (first === undefined || at < first) first = at;
  return first;
}

/** Takes the first timer due at or before `now` out of the table, in arming order among equals. */
export function popDue<Fire>(timers: FewTimers<Fire>, now: number): TimerEntry<Fire> | undefined {
  const { entries } = timers;
  let first: TimerEntry<Fire> | undefined;
  let index = -1;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as TimerEntry<Fire>; // i < length
    if (entry.at > now) continue;
    if (
      first !== undefined &&
      (entry.at > first.at || (entry.at === first.at && entry.seq > first.seq))
    )
      continue;
    first = entry;
    index = i;
  }
  if (index >= 0) swapOut(timers, index);
  return first;
}

export function clearTimers<Fire>(timers: FewTimers<Fire>): void {
  timers.entries.length = 0;
}

function indexOf<Fire>(timers: FewTimers<Fire>, key: string): number {
  const { entries } = timers;
  for (let i = 0; i < entries.length; i++) if (entries[i]?.key === key) return i;
  return -1;
}

function swapOut<Fire>({ entries }: FewTimers<Fire>, index: number): void {
  const last = entries.pop();
  if (last !== undefined && index < entries.length) entries[index] = last;
}
