import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOffsetFor } from '../../src/log/leader-epochs.js';
import {
  appendAsFollower,
  appendAsLeader,
  makeLog,
  offsetForTimestamp,
  type PartitionLog,
  raiseHighWatermark,
  raiseLogStart,
  readLog,
  truncateTo,
} from '../../src/log/partition-log.js';
import { LogRecord } from '../../src/protocol/record-batch.js';

function records(count: number, timestamp = 0): LogRecord[] {
  return Array.from({ length: count }, (_, i) => new LogRecord(null, null, timestamp + i));
}

/** A log of `batches` batches of `each` records, all below the high watermark. */
function logOf(batches: number, each: number): PartitionLog {
  const log = makeLog();
  for (let b = 0; b < batches; b++) appendAsLeader(log, records(each, b * each), 0);
  raiseHighWatermark(log, log.logEndOffset);
  return log;
}

const offsetsRead = (log: PartitionLog, from: number, maxBytes = 1e9) =>
  readLog(log, from, log.highWatermark, maxBytes).map((b) => b.baseOffset);

describe('a partition log', () => {
  it('assigns dense offsets and stamps the leader epoch', () => {
    const log = makeLog();
    const first = appendAsLeader(log, records(3), 5);
    const second = appendAsLeader(log, records(2), 6);
    expect([first.baseOffset, first.lastOffset, first.partitionLeaderEpoch]).toEqual([0, 2, 5]);
    expect([second.baseOffset, second.lastOffset, second.partitionLeaderEpoch]).toEqual([3, 4, 6]);
    expect(log.logEndOffset).toBe(5);
    expect(log.highWatermark).toBe(0);
  });

  it('returns the whole batch that holds the offset (LR-4), also out of sealed segments', () => {
    const log = logOf(300, 3);
    expect(offsetsRead(log, 4)[0]).toBe(3);
    expect(offsetsRead(log, 899)).toEqual([897]);
    expect(offsetsRead(log, 900)).toEqual([]);
    expect(offsetsRead(log, 0)).toHaveLength(300);
    expect(offsetsRead(log, 380)[0]).toBe(378);
  });

  it('returns the first batch even if it is larger than the limit, and no second one (LR-29)', () => {
    const log = logOf(5, 10);
    expect(offsetsRead(log, 0, 1)).toEqual([0]);
  });

  it('hides what is above the high watermark', () => {
    const log = logOf(2, 2);
    appendAsLeader(log, records(2), 0);
    expect(offsetsRead(log, 0)).toEqual([0, 2]);
  });

  it('never raises the high watermark beyond its end, and never lowers it', () => {
    const log = logOf(2, 2);
    expect(raiseHighWatermark(log, 99)).toBe(false);
    expect(raiseHighWatermark(log, 1)).toBe(false);
    expect(log.highWatermark).toBe(4);
  });

  it('raises its start at most to the high watermark and forgets whole batches (LR-21)', () => {
    const log = logOf(300, 3);
    expect(raiseLogStart(log, 400)).toBe(true);
    expect(log.logStartOffset).toBe(400);
    expect(offsetsRead(log, 400)[0]).toBe(399);
    expect(raiseLogStart(log, 5_000)).toBe(true);
    expect(log.logStartOffset).toBe(900);
    expect(raiseLogStart(log, 10)).toBe(false);
  });

  it('truncates whole batches at the tail, with their epochs (LR-11)', () => {
    const log = logOf(300, 3);
    appendAsLeader(log, records(3), 7);
    expect(truncateTo(log, 500)).toBe(true);
    expect(log.logEndOffset).toBe(498);
    expect(log.highWatermark).toBe(498);
    expect(log.epochs).toEqual([{ epoch: 0, startOffset: 0 }]);
    expect(appendAsLeader(log, records(1), 8).baseOffset).toBe(498);
    expect(truncateTo(log, 10_000)).toBe(false);
  });

  it('finds the first record at or after a timestamp, below the limit (LR-31)', () => {
    const log = makeLog();
    for (const t of [100, 50, 300, 200]) appendAsLeader(log, [new LogRecord(null, null, t)], 0);
    raiseHighWatermark(log, 3);
    expect(offsetForTimestamp(log, 60, 3)?.offset).toBe(0);
    expect(offsetForTimestamp(log, 101, 3)).toEqual({ offset: 2, timestamp: 300, leaderEpoch: 0 });
    expect(offsetForTimestamp(log, 301, 3)).toBeUndefined();
    expect(offsetForTimestamp(log, 101, 2)).toBeUndefined();
  });

  it('answers where it leaves an epoch (LeaderEpochFileCache.endOffsetFor)', () => {
    const epochs = [
      { epoch: 1, startOffset: 0 },
      { epoch: 4, startOffset: 10 },
    ];
    expect(endOffsetFor(epochs, 4, 25)).toEqual({ epoch: 4, endOffset: 25 });
    expect(endOffsetFor(epochs, 2, 25)).toEqual({ epoch: 1, endOffset: 10 });
    // Older than anything the log has: its records are gone, and reading goes on where the log begins.
    expect(endOffsetFor(epochs, 0, 25)).toEqual({ epoch: 0, endOffset: epochs[0]?.startOffset });
    expect(endOffsetFor(epochs, 9, 25)).toBeUndefined();
    expect(endOffsetFor([], 3, 0)).toBeUndefined();
  });

  it('is copied by a follower batch for batch, wherever it is cut and copied again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 400 }),
        fc.nat({ max: 1_600 }),
        (sizes, cut) => {
          const leader = makeLog();
          for (const n of sizes) appendAsLeader(leader, records(n), 0);
          raiseHighWatermark(leader, leader.logEndOffset);
          const follower = makeLog();
          for (const b of readLog(leader, 0, leader.logEndOffset, 1e9))
            appendAsFollower(follower, b);
          truncateTo(follower, cut);
          const rest = readLog(leader, follower.logEndOffset, leader.logEndOffset, 1e9);
          for (const b of rest) appendAsFollower(follower, b);
          raiseHighWatermark(follower, leader.highWatermark);
          expect(readLog(follower, 0, follower.logEndOffset, 1e9)).toEqual(
            readLog(leader, 0, leader.logEndOffset, 1e9),
          );
          expect(follower.highWatermark).toBe(leader.highWatermark);
        },
      ),
      { numRuns: 40 },
    );
  });
});
