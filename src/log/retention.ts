import { isDeleted } from '../protocol/cluster-image.js';
import { LONG_AGO } from '../util/time.js';
import {
  dropSegments,
  type PartitionLog,
  raiseLogStart,
  rollSegment,
  segmentEnd,
} from './partition-log.js';
import type { ActiveSegment, LogSegment } from './segments.js';

/** The setting that records were deleted by. */
export type RetentionCause = 'retention.bytes' | 'retention.ms';

/**
 * Deletes the segments that retention lets go, oldest first, up to the first that stays: those below the log start,
 * then by size, then by time (Kafka: UnifiedLog.deleteOldSegments; log-and-replication.md §6). Nothing at or above the
 * high watermark goes. `moved` hears of each rise of the log start.
 */
export function deleteOldSegments(
  log: PartitionLog,
  now: number,
  moved: (cause: RetentionCause) => void,
): void {
  dropSegments(log);
  if (!isDeleted(log.config)) return;
  const { retentionBytes, retentionMs } = log.config;
  if (retentionBytes >= 0) {
    let excess = log.sizeInBytes - retentionBytes;
    const isExcess = ({ sizeInBytes }: ActiveSegment | LogSegment) => {
      excess -= sizeInBytes;
      return excess >= 0;
    };
    if (deleteOldest(log, isExcess)) moved('retention.bytes');
  }
  if (retentionMs < 0) return;
  if (deleteOldest(log, (segment) => now - segment.largestTimestamp > retentionMs))
    moved('retention.ms');
}

/** Deletes segments from the oldest on while `isDue`; true if the log start moved. */
function deleteOldest(
  log: PartitionLog,
  isDue: (segment: ActiveSegment | LogSegment) => boolean,
): boolean {
  const { rolled, active } = log;
  let start = -1;
  let count = 0;
  for (; count < rolled.length; count++) {
    const end = segmentEnd(log, count);
    if (log.highWatermark < end || !isDue(rolled[count] as LogSegment)) break; // count < length
    start = end;
  }
  const reachesActive = count === rolled.length && active.sizeInBytes > 0;
  if (reachesActive && log.highWatermark >= log.logEndOffset && isDue(active)) {
    rollSegment(log); // There is always an active segment: an empty one follows it.
    start = log.logEndOffset;
  }
  if (start < 0) return false;
  const moved = raiseLogStart(log, start);
  dropSegments(log); // DeleteRecords may have moved the log start there before
  return moved;
}

/**
 * The first instant at which retention could delete anything of what is in the log now; undefined: never. Later
 * appends move it back, or make it come by size.
 */
export function retentionDueAt(log: PartitionLog): number | undefined {
  const { config, active } = log;
  const oldest = log.rolled[0] ?? active;
  if (!isDeleted(config) || oldest.sizeInBytes + log.rolled.length === 0) return undefined;
  const { retentionBytes, retentionMs } = config;
  if (retentionBytes >= 0 && log.sizeInBytes - oldest.sizeInBytes >= retentionBytes)
    return LONG_AGO;
  return retentionMs < 0 ? undefined : oldest.largestTimestamp + retentionMs + 1;
}
