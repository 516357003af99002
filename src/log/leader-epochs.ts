/** A leader epoch and the offset of its first record. */
export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/** Notes that `epoch` begins at `startOffset`, if it is newer than all before (LeaderEpochFileCache.assign). */
export function assignEpoch(epochs: EpochEntry[], epoch: number, startOffset: number): void {
  const last = epochs[epochs.length - 1];
  if (last !== undefined && last.epoch >= epoch) return;
  epochs.push({ epoch, startOffset });
}

/** Drops the epochs that begin at or after `endOffset` (LeaderEpochFileCache.truncateFromEnd). */
export function truncateEpochs(epochs: EpochEntry[], endOffset: number): void {
  while (epochs.length > 0 && (epochs[epochs.length - 1] as EpochEntry).startOffset >= endOffset) {
    epochs.pop(); // length > 0
  }
}

/** The log begins at `startOffset` now: of the epochs before, the one it begins in stays (truncateFromStart). */
export function truncateEpochsFromStart(epochs: EpochEntry[], startOffset: number): void {
  let first = -1;
  while (first + 1 < epochs.length && (epochs[first + 1] as EpochEntry).startOffset <= startOffset)
    first += 1; // first + 1 < length
  const entry = epochs[first];
  if (entry === undefined) return;
  epochs.splice(0, first + 1, { epoch: entry.epoch, startOffset });
}

/**
 * Where the log leaves `epoch` (LeaderEpochFileCache.endOffsetFor): the largest epoch at or below it that the log knows,
 * and the offset at which the next one begins; the latest ends at the log's end. An epoch from before the log's start
 * ends where the log begins. Undefined: later than any the log knows.
 */
export function endOffsetFor(
  epochs: readonly EpochEntry[],
  epoch: number,
  logEndOffset: number,
): { epoch: number; endOffset: number } | undefined {
  const latest = epochs[epochs.length - 1];
  if (latest === undefined || epoch < 0 || epoch > latest.epoch) return undefined;
  if (epoch === latest.epoch) return { epoch, endOffset: logEndOffset };
  let floor = epoch;
  for (let i = 0; i < epochs.length; i++) {
    const entry = epochs[i] as EpochEntry; // i < length
    if (entry.epoch > epoch) return { epoch: floor, endOffset: entry.startOffset };
    floor = entry.epoch;
  }
  return undefined;
}

export function latestEpoch(epochs: readonly EpochEntry[]): number {
  return epochs[epochs.length - 1]?.epoch ?? -1;
}
