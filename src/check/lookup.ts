import type { RecordRange } from '../protocol/facts.js';
import type { EpochRange } from './interval-set.js';

/** A fact about records, with its place in the trace. */
interface RecordsEntry {
  readonly seq: number;
  readonly fact: { readonly records: RecordRange };
}

/** The last of these facts before `seq` that is about the first record of `range`. */
export function lastBefore<E extends RecordsEntry>(
  entries: readonly E[],
  range: EpochRange,
  seq: number,
): E | undefined {
  return entries.findLast((entry) => entry.seq < seq && isAbout(entry, range));
}

/** All of these facts that are about the first record of `range`. */
export function about<E extends RecordsEntry>(entries: readonly E[], range: EpochRange): E[] {
  return entries.filter((entry) => isAbout(entry, range));
}

function isAbout({ fact: { records } }: RecordsEntry, { leaderEpoch, from }: EpochRange): boolean {
  return records.leaderEpoch === leaderEpoch && records.from <= from && from <= records.to;
}
