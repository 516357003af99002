import { describe, expect, it } from 'vitest';
import {
  appendAsFollower,
  appendAsLeader,
  makeLog,
  type PartitionLog,
  raiseHighWatermark,
  raiseLogStart,
  readLog,
  restartLogAt,
  truncateTo,
} from '../../src/log/partition-log.js';
import { type TopicConfig, topicConfig } from '../../src/protocol/cluster-image.js';
import { LogRecord } from '../../src/protocol/record-batch.js';

/** One batch of one record; 68 bytes without a value. */
function append(log: PartitionLog, timestamp: number, value: string | null = null): void {
  appendAsLeader(log, [new LogRecord(null, value, timestamp)], 0);
  raiseHighWatermark(log, log.logEndOffset);
}

function logOf(config: Partial<TopicConfig>, ...timestamps: number[]): PartitionLog {
  const log = makeLog(topicConfig(config));
  for (const t of timestamps) append(log, t);
  return log;
}

/** Base offsets, the active segment's last. */
const bases = (log: PartitionLog) => [
  ...log.rolled.map((s) => s.baseOffset),
  log.active.baseOffset,
];

describe('segments', () => {
  it('are full with segment.bytes exactly, and roll for one byte more', () => {
    expect(bases(logOf({ segmentBytes: 136 }, 0, 0))).toEqual([0]);
    expect(bases(logOf({ segmentBytes: 135 }, 0, 0))).toEqual([0, 1]);
    expect(bases(logOf({ segmentBytes: 136 }, 0, 0, 0, 0, 0))).toEqual([0, 2, 4]);
  });

  it('roll when a batch is more than segment.ms later than the first one, in the records own time', () => {
    expect(bases(logOf({ segmentMs: 100 }, 7, 107))).toEqual([0]);
    expect(bases(logOf({ segmentMs: 100 }, 7, 108))).toEqual([0, 1]);
    // Not since the last one, and an older batch never rolls.
    expect(bases(logOf({ segmentMs: 100 }, 7, 100, 108, 3, 209))).toEqual([0, 2, 4]);
  });

  it('of a compacted log roll after max.compaction.lag.ms, if that is shorter', () => {
    const lag = { maxCompactionLagMs: 50, segmentMs: 100 };
    expect(bases(logOf({ ...lag, cleanupPolicy: 'compact' }, 0, 50, 51))).toEqual([0, 2]);
    expect(bases(logOf({ ...lag, cleanupPolicy: 'delete' }, 0, 50, 51))).toEqual([0]);
  });

  it('know their size and their latest timestamp', () => {
    const log = logOf({ segmentMs: 100 }, 50, 90, 60, 151);
    expect(log.rolled[0]).toMatchObject({ sizeInBytes: 204, largestTimestamp: 90 });
    expect(log.active).toMatchObject({ sizeInBytes: 68, largestTimestamp: 151 });
    expect(log.sizeInBytes).toBe(272);
  });

  it('are the same at a follower', () => {
    const leader = logOf({ segmentBytes: 200 }, ...Array.from({ length: 300 }, (_, i) => i));
    const follower = makeLog(leader.config);
    for (const batch of readLog(leader, 0, 300, 1e9)) appendAsFollower(follower, batch);
    expect(bases(follower)).toEqual(bases(leader));
  });

  it('below the log start are forgotten, the one that holds it stays', () => {
    const log = logOf({ segmentBytes: 136 }, 0, 0, 0, 0, 0, 0);
    raiseLogStart(log, 3);
    expect(bases(log)).toEqual([2, 4]);
    raiseLogStart(log, 4);
    expect(bases(log)).toEqual([4]);
    expect(log.sizeInBytes).toBe(136);
  });

  it('are cut by a truncation: the one that holds the new end is active again', () => {
    const log = logOf({ segmentBytes: 136 }, 0, 10, 20, 30, 40);
    truncateTo(log, 3);
    expect(bases(log)).toEqual([0, 2]);
    expect(log.active).toMatchObject({ sizeInBytes: 68, largestTimestamp: 20 });
    expect(log.sizeInBytes).toBe(204);
    truncateTo(log, 2);
    expect(bases(log)).toEqual([0]);
    restartLogAt(log, 70);
    expect(bases(log)).toEqual([70]);
    append(log, 5);
    expect(log).toMatchObject({ logStartOffset: 70, logEndOffset: 71, sizeInBytes: 68 });
  });

  it('leave the epoch that the log begins in (LeaderEpochFileCache.truncateFromStart)', () => {
    const log = makeLog();
    for (const epoch of [1, 1, 4, 6]) appendAsLeader(log, [new LogRecord(null, null, 0)], epoch);
    raiseHighWatermark(log, 4);
    raiseLogStart(log, 1);
    expect(log.epochs[0]).toEqual({ epoch: 1, startOffset: 1 });
    raiseLogStart(log, 2);
    expect(log.epochs).toEqual([
      { epoch: 4, startOffset: 2 },
      { epoch: 6, startOffset: 3 },
    ]);
  });
});
