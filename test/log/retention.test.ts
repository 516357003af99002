import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendAsLeader,
  makeLog,
  type PartitionLog,
  raiseHighWatermark,
  raiseLogStart,
  visitBatches,
} from '../../src/log/partition-log.js';
import { deleteOldSegments, type RetentionCause, retentionDueAt } from '../../src/log/retention.js';
import { type TopicConfig, topicConfig } from '../../src/protocol/cluster-image.js';
import { LogRecord } from '../../src/protocol/record-batch.js';

/** A segment for each record, of 69 bytes, all below the high watermark. */
function logOf(config: Partial<TopicConfig>, ...timestamps: number[]): PartitionLog {
  const log = makeLog(topicConfig({ segmentBytes: 69, ...config }));
  for (const t of timestamps) appendAsLeader(log, [new LogRecord('k', null, t)], 0);
  raiseHighWatermark(log, log.logEndOffset);
  return log;
}

function run(log: PartitionLog, now: number): RetentionCause[] {
  const causes: RetentionCause[] = [];
  deleteOldSegments(log, now, (cause) => causes.push(cause));
  return causes;
}

describe('retention by time', () => {
  it('lets a segment go when its latest record is older than retention.ms, not when it is as old', () => {
    const log = logOf({ retentionMs: 1_000, segmentBytes: 69 }, 0, 500);
    expect(run(log, 1_000)).toEqual([]);
    expect(run(log, 1_001)).toEqual(['retention.ms']);
    expect(log.logStartOffset).toBe(1);
  });

  it('stops at the first segment that stays: an old one behind a young one is kept (LR-18)', () => {
    const log = logOf({ retentionMs: 1_000, segmentBytes: 69 }, 900_000, 0, 0);
    expect(run(log, 500_000)).toEqual([]);
    expect(run(log, 901_001)).toEqual(['retention.ms']);
    expect(log.logStartOffset).toBe(3);
  });

  it('empties an idle log, active segment and all, and begins a new one at its end', () => {
    const log = logOf({ retentionMs: 1_000, segmentBytes: 1_000 }, 0, 0, 0);
    run(log, 1_001);
    expect(log).toMatchObject({ logStartOffset: 3, logEndOffset: 3, sizeInBytes: 0, rolled: [] });
    expect(log.active).toMatchObject({ baseOffset: 3, sizeInBytes: 0 });
    expect(run(log, 9_999)).toEqual([]);
    expect(retentionDueAt(log)).toBeUndefined();
    expect(appendAsLeader(log, [new LogRecord(null, null, 5_000)], 0).baseOffset).toBe(3);
  });

  it('takes no segment that reaches above the high watermark', () => {
    const log = logOf({ retentionMs: 10, segmentBytes: 140 }, 0, 0, 0, 0);
    log.highWatermark = 1;
    expect(run(log, 100)).toEqual([]);
    log.highWatermark = 2;
    expect(run(log, 100)).toEqual(['retention.ms']);
    expect(log.logStartOffset).toBe(2);
    log.highWatermark = 3;
    expect(run(log, 100)).toEqual([]); // The active segment ends at 4.
    log.highWatermark = 4;
    expect(run(log, 100)).toEqual(['retention.ms']);
    expect(log.logStartOffset).toBe(4);
  });

  it('is off with -1, and for a log that is only compacted', () => {
    expect(run(logOf({ retentionMs: -1 }, 0), 1e12)).toEqual([]);
    expect(run(logOf({ retentionMs: 1, cleanupPolicy: 'compact' }, 0), 1e12)).toEqual([]);
    expect(run(logOf({ retentionMs: 1, cleanupPolicy: 'compact,delete' }, 0), 1e12)).toHaveLength(
      1,
    );
  });

  it('forgets a segment whose records DeleteRecords took, without moving the log start again', () => {
    const log = logOf({ retentionMs: 10, segmentBytes: 1_000 }, 0, 0);
    raiseLogStart(log, 2);
    expect(log.sizeInBytes).toBeGreaterThan(0);
    expect(run(log, 100)).toEqual([]);
    expect(log).toMatchObject({ sizeInBytes: 0, logStartOffset: 2 });
  });
});

describe('retention by size', () => {
  it('leaves at least retention.bytes: the oldest goes when what remains is as much, not a byte less', () => {
    const kept = (retentionBytes: number) => {
      const log = logOf({ retentionBytes, retentionMs: -1, segmentBytes: 69 }, 0, 0, 0); // 3 × 69 bytes
      run(log, 0);
      return log.sizeInBytes;
    };
    expect(kept(2 * 69)).toBe(2 * 69);
    expect(kept(2 * 69 + 1)).toBe(3 * 69);
    expect(kept(2 * 69 - 1)).toBe(2 * 69);
    expect(kept(69)).toBe(69);
    expect(kept(0)).toBe(0);
    expect(kept(-1)).toBe(3 * 69);
  });

  it('goes before time, and each says what it did', () => {
    const log = logOf({ retentionBytes: 2 * 69, retentionMs: 100, segmentBytes: 69 }, 0, 0, 500);
    expect(run(log, 550)).toEqual(['retention.bytes', 'retention.ms']);
    expect(log.logStartOffset).toBe(2);
  });
});

/** Offset and timestamp of every record that can be read. */
function recordsOf(log: PartitionLog): string[] {
  const found: string[] = [];
  visitBatches(log, log.logStartOffset, (batch) => {
    batch.records.forEach((r, i) => {
      if (batch.offsetAt(i) >= log.logStartOffset)
        found.push(`${batch.offsetAt(i)}@${r.timestamp}`);
    });
    return true;
  });
  return found;
}

const ops = fc.array(
  fc.oneof(
    fc.record({ op: fc.constant('append'), n: fc.integer({ min: 1, max: 3 }), back: fc.nat(80) }),
    fc.record({ op: fc.constant('replicate'), n: fc.nat(20), back: fc.constant(0) }),
    fc.record({ op: fc.constant('delete'), n: fc.nat(40), back: fc.constant(0) }),
    fc.record({ op: fc.constant('retain'), n: fc.constant(0), back: fc.constant(0) }),
  ),
  { minLength: 40, maxLength: 120 },
);
const configs = fc.record({
  retentionMs: fc.constantFrom(-1, 0, 40, 200),
  retentionBytes: fc.constantFrom(-1, 0, 150, 400),
  segmentBytes: fc.constantFrom(80, 200, 500),
  segmentMs: fc.constantFrom(10, 60, 1_000),
});

describe('whatever happens to a log', () => {
  it('its start moves up only, never beyond the high watermark; what stays, stays as it was', () => {
    let moves = 0;
    fc.assert(
      fc.property(configs, ops, (config, story) => {
        const log = makeLog(topicConfig(config));
        const all: string[] = [];
        let now = 1_000;
        for (const { op, n, back } of story) {
          now += 7;
          const before = log.logStartOffset;
          const due = retentionDueAt(log);
          if (op === 'append') {
            const records = Array.from({ length: n }, () => new LogRecord(null, null, now - back));
            const { baseOffset } = appendAsLeader(log, records, 0);
            all.push(...records.map((r, i) => `${baseOffset + i}@${r.timestamp}`));
          } else if (op === 'replicate') raiseHighWatermark(log, log.highWatermark + n);
          else if (op === 'delete') raiseLogStart(log, log.logStartOffset + (n % 3));
          else {
            const causes = run(log, now);
            moves += causes.length;
            if (due === undefined || due > now) expect(causes).toEqual([]);
            if (causes.length > 0) {
              const segments = [...log.rolled, log.active].map((s) => s.baseOffset);
              expect(segments[0]).toBe(log.logStartOffset); // Whole segments go.
            }
          }
          expect(log.logStartOffset).toBeGreaterThanOrEqual(before);
          expect(log.logStartOffset).toBeLessThanOrEqual(log.highWatermark);
          expect(recordsOf(log)).toEqual(all.slice(log.logStartOffset));
          const sizes = [...log.rolled, log.active].map((s) => s.sizeInBytes);
          expect(log.sizeInBytes).toBe(sizes.reduce((a, b) => a + b, 0));
        }
      }),
      { seed: 4, numRuns: 300 },
    );
    expect(moves).toBeGreaterThan(300);
  });
});
