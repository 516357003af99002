import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cleaning, cleanLog } from '../../src/log/clean.js';
import { cleaningDueAt, isFilthy, logToClean } from '../../src/log/cleanable.js';
import {
  appendAsLeader,
  makeLog,
  type PartitionLog,
  raiseHighWatermark,
  readLog,
  rollSegment,
  visitBatches,
} from '../../src/log/partition-log.js';
import { noteSequence, type ProducerStates } from '../../src/log/producer-states.js';
import { type TopicConfig, topicConfig } from '../../src/protocol/cluster-image.js';
import { LogRecord, NO_PRODUCER } from '../../src/protocol/record-batch.js';

function compacted(config: Partial<TopicConfig> = {}): PartitionLog {
  return makeLog(topicConfig({ cleanupPolicy: 'compact', ...config }));
}

/** `k=1` is a record, `k=` a tombstone; one batch. */
function append(log: PartitionLog, text: string, timestamp = 0, producer = NO_PRODUCER): void {
  const records = text.split(' ').map((one) => {
    const [key = '', value = ''] = one.split('=');
    return new LogRecord(key, value === '' ? null : value, timestamp);
  });
  appendAsLeader(log, records, 0, producer);
  raiseHighWatermark(log, log.logEndOffset);
}

function clean(log: PartitionLog, now = 0, producers: ProducerStates = new Map()): Cleaning {
  return cleanLog(log, producers, logToClean(log, now), now);
}

/** `offset:key=value` of each record. */
function recordsOf(log: PartitionLog): string[] {
  const found: string[] = [];
  visitBatches(log, 0, (batch) => {
    batch.records.forEach(({ key, value }, i) => {
      found.push(`${batch.offsetAt(i)}:${key}=${value ?? ''}`);
    });
    return true;
  });
  return found;
}

describe('a cleaning', () => {
  it('keeps the last record of each key at its offset, and all of the active segment (LR-23)', () => {
    const log = compacted();
    append(log, 'a=1 b=1 a=2');
    append(log, 'c=1 a=3');
    rollSegment(log);
    append(log, 'b=2');
    expect(clean(log)).toEqual({
      upTo: 5,
      superseded: [
        { from: 0, to: 0 },
        { from: 2, to: 2 },
      ],
      tombstones: [],
    });
    expect(recordsOf(log)).toEqual(['1:b=1', '3:c=1', '4:a=3', '5:b=2']);
    expect(log).toMatchObject({ logStartOffset: 0, logEndOffset: 6, cleanedUpTo: 5 });
  });

  it('goes over the clean part again for keys of the dirty part only', () => {
    const log = compacted();
    append(log, 'a=1 b=1');
    rollSegment(log);
    append(log, 'x=0');
    clean(log);
    append(log, 'a=2');
    rollSegment(log);
    append(log, 'x=1');
    expect(clean(log).superseded).toEqual([{ from: 0, to: 0 }]);
    expect(recordsOf(log)).toEqual(['1:b=1', '2:x=0', '3:a=2', '4:x=1']);
  });

  it('answers a fetch of a missing offset with the next batch (LR-27)', () => {
    const log = compacted();
    for (const text of ['a=1', 'a=2', 'a=3']) append(log, text);
    rollSegment(log);
    append(log, 'b=1');
    clean(log);
    expect(readLog(log, 1, 4, 1e9).map((b) => b.baseOffset)).toEqual([2, 3]);
    expect(readLog(log, 0, 4, 1)[0]?.baseOffset).toBe(2);
  });

  it('keeps a tombstone for delete.retention.ms after the pass that finds it, and removes it in a later one (LR-24)', () => {
    const log = compacted({ deleteRetentionMs: 1_000 });
    append(log, 'a=1');
    append(log, 'a= b=1');
    rollSegment(log);
    append(log, 'c=1');
    clean(log, 5_000);
    expect(recordsOf(log)).toEqual(['1:a=', '2:b=1', '3:c=1']);
    const later = (now: number) => {
      rollSegment(log);
      append(log, 'd=1');
      return clean(log, now).tombstones;
    };
    expect(later(5_999)).toEqual([]);
    expect(later(6_000)).toEqual([{ from: 1, to: 1 }]);
    expect(recordsOf(log)[0]).toBe('2:b=1');
  });

  it('keeps the last batch of each producer, empty if need be, and the last one of the round (LR-26)', () => {
    const log = compacted();
    const producers: ProducerStates = new Map();
    const by = (producerId: number, baseSequence: number, text: string) => {
      const producer = { ...NO_PRODUCER, producerId, producerEpoch: 0, baseSequence };
      noteSequence(producers, producer, 1, log.logEndOffset, 0);
      append(log, text, 0, producer);
    };
    by(7, 0, 'a=1');
    by(7, 1, 'a=2'); // its last
    by(8, 0, 'a=3');
    by(8, 1, 'a=4');
    append(log, 'a=5');
    append(log, 'a=6'); // the last of the round
    rollSegment(log);
    append(log, 'a=7');
    clean(log, 0, producers);
    const batches = readLog(log, 0, 99, 1e9);
    expect(batches.map((b) => [b.lastOffset, b.records.length])).toEqual([
      [1, 0],
      [3, 0],
      [5, 1],
      [6, 1],
    ]);
    expect(batches[0]?.producer.baseSequence).toBe(1);
    expect(batches[0]?.sizeInBytes).toBe(61);
  });

  it('keeps an empty last batch: a key of the round may be superseded in a later one', () => {
    const log = compacted();
    append(log, 'a=1');
    rollSegment(log);
    append(log, 'a=2');
    clean(log);
    rollSegment(log);
    append(log, 'b=1');
    clean(log);
    expect(recordsOf(log)).toEqual(['1:a=2', '2:b=1']);
  });

  it('joins small segments up to segment.bytes', () => {
    const log = compacted({ segmentBytes: 299 });
    for (let i = 0; i < 6; i++) {
      append(log, `k${i}=12345`);
      rollSegment(log);
    }
    append(log, 'z=1');
    clean(log);
    expect(log.rolled.map((s) => [s.baseOffset, s.sizeInBytes])).toEqual([
      [0, 225],
      [3, 225],
    ]);
    expect(log.sizeInBytes).toBe(450 + 70);
  });
});

describe('what the cleaner takes', () => {
  it('is a log with more than min.cleanable.dirty.ratio of dirty bytes, not with as much', () => {
    const log = compacted({ minCleanableDirtyRatio: 0.5 });
    append(log, 'a=1');
    rollSegment(log);
    append(log, 'b=1');
    expect(logToClean(log, 0).cleanableRatio).toBe(1);
    clean(log);
    rollSegment(log);
    append(log, 'c=1');
    const half = logToClean(log, 0);
    expect(half.cleanableRatio).toBe(0.5);
    expect(isFilthy(log, half)).toBe(false);
    rollSegment(log);
    append(log, 'd=1');
    expect(isFilthy(log, logToClean(log, 0))).toBe(true);
  });

  it('is nothing of the active segment, nor above the high watermark', () => {
    const log = compacted();
    append(log, 'a=1 b=1');
    expect(cleaningDueAt(log, 0)).toBeUndefined();
    expect(isFilthy(log, logToClean(log, 0))).toBe(false);
    rollSegment(log);
    append(log, 'a=2');
    log.highWatermark = 1;
    expect(logToClean(log, 0).cleanableBytes).toBe(0);
    expect(cleaningDueAt(log, 0)).toBe(0); // it may move at any time
    log.highWatermark = 2;
    expect(logToClean(log, 0).cleanableBytes).toBe(79);
  });

  it('is no segment younger than min.compaction.lag.ms', () => {
    const log = compacted({ minCompactionLagMs: 100 });
    append(log, 'a=1', 1_000);
    rollSegment(log);
    append(log, 'a=2', 1_050);
    expect(isFilthy(log, logToClean(log, 1_099))).toBe(false);
    expect(cleaningDueAt(log, 1_099)).toBe(1_100);
    expect(isFilthy(log, logToClean(log, 1_100))).toBe(true);
  });

  it('is any dirt once max.compaction.lag.ms is over, and not at that very ms', () => {
    const log = compacted({ maxCompactionLagMs: 100, minCleanableDirtyRatio: 1 });
    append(log, 'a=1', 1_000);
    rollSegment(log);
    append(log, 'a=2', 1_050);
    expect(isFilthy(log, logToClean(log, 1_100))).toBe(false);
    expect(cleaningDueAt(log, 1_050)).toBe(1_101);
    expect(isFilthy(log, logToClean(log, 1_101))).toBe(true);
  });

  it('ends at the first offset of an open transaction (LR-25)', () => {
    const log = compacted();
    const tx = {
      ...NO_PRODUCER,
      producerId: 5,
      producerEpoch: 0,
      baseSequence: 0,
      isTransactional: true,
    };
    append(log, 'a=1');
    rollSegment(log);
    append(log, 'a=2', 0, tx);
    rollSegment(log);
    append(log, 'b=1');
    expect(logToClean(log, 0).firstUncleanableOffset).toBe(1);
    appendAsLeader(log, [], 0, { ...tx, control: 'COMMIT' });
    raiseHighWatermark(log, 99);
    expect(logToClean(log, 0).firstUncleanableOffset).toBe(2);
  });
});

type Step =
  | { readonly kind: 'write'; readonly keys: readonly number[]; readonly empty: boolean }
  | { readonly kind: 'roll' }
  | { readonly kind: 'clean' };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        keys: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
        empty: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('roll' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clean' as const) }) },
  ),
  { minLength: 20, maxLength: 80 },
);

describe('a compacted log, whatever is written', () => {
  it('tells a reader from its start the same last value of every key, at the same offsets', () => {
    let removed = 0;
    fc.assert(
      fc.property(steps, (story) => {
        const log = compacted({ deleteRetentionMs: 40 });
        const written = new Map<number, string>();
        const last = new Map<string, string>();
        let now = 0;
        for (const step of story) {
          now += 10;
          if (step.kind === 'roll') rollSegment(log);
          else if (step.kind === 'clean') removed += countOf(clean(log, now));
          else {
            for (const k of step.keys) {
              const record = `k${k}=${step.empty ? '' : log.logEndOffset}`;
              written.set(log.logEndOffset, record);
              last.set(`k${k}`, record);
              append(log, record, now);
            }
          }
          const seen = new Map<string, string>();
          for (const found of recordsOf(log)) {
            const [offset = '', record = ''] = found.split(':');
            expect(record).toBe(written.get(Number(offset)));
            seen.set(record.split('=')[0] ?? '', record);
          }
          // A key without any record reads as deleted: its tombstone has gone.
          for (const [key, record] of last) expect(seen.get(key) ?? `${key}=`).toBe(record);
        }
      }),
      { seed: 11, numRuns: 200 },
    );
    expect(removed).toBeGreaterThan(1_000);
  });
});

function countOf({ superseded, tombstones }: Cleaning): number {
  return [...superseded, ...tombstones].reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
