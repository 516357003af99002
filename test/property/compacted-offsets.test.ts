import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replay, replayMarker } from '../../src/coordinator/replay.js';
import { type DurableState, makeDurable } from '../../src/coordinator/state.js';
import { cleanLog } from '../../src/log/clean.js';
import { logToClean } from '../../src/log/cleanable.js';
import {
  appendAsLeader,
  makeLog,
  type PartitionLog,
  raiseHighWatermark,
  rollSegment,
  visitBatches,
} from '../../src/log/partition-log.js';
import { topicConfig } from '../../src/protocol/cluster-image.js';
import { LogRecord, NO_PRODUCER, type ProducerState } from '../../src/protocol/record-batch.js';
import {
  type CoordinatorRecord,
  GroupMetadataValue,
  OffsetCommitValue,
} from '../../src/protocol/records.js';

/*
 * A partition of `__consumer_offsets` is compacted under its coordinator. Whatever was written to it, and whenever the
 * cleaner ran, the next coordinator reads the same groups and offsets out of it.
 */

const GROUPS = ['billing', 'audit'];
const PARTITIONS = [0, 1];

interface Op {
  readonly kind: 'commit' | 'forget' | 'group' | 'delete' | 'begin' | 'end' | 'roll' | 'clean';
  readonly group: number;
  readonly partition: number;
  readonly producer: number;
  readonly abort: boolean;
}

const kinds = ['commit', 'forget', 'group', 'delete', 'begin', 'end', 'roll', 'clean'] as const;
const stories: fc.Arbitrary<Op[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds, 'commit', 'commit', 'begin', 'roll'),
    group: fc.nat(1),
    partition: fc.nat(1),
    producer: fc.integer({ min: 1, max: 2 }),
    abort: fc.boolean(),
  }),
  { minLength: 60, maxLength: 120 },
);

function offsetRecord(group: string, partition: number, offset: number | null): CoordinatorRecord {
  const value = offset === null ? null : new OffsetCommitValue(offset, -1, '', 0, -1, '');
  return {
    type: 'OffsetCommit',
    key: { group, topic: 'orders', partition },
    valueVersion: 4,
    value,
  };
}

function groupRecord(group: string, generation: number | null): CoordinatorRecord {
  const value =
    generation === null ? null : new GroupMetadataValue('consumer', generation, null, null, 0, []);
  return { type: 'GroupMetadata', key: { group }, valueVersion: 3, value };
}

function producerOf(producerId: number): ProducerState {
  return { ...NO_PRODUCER, producerId, producerEpoch: 0, isTransactional: true };
}

/** Writes the same to two logs, and lets the cleaner at one of them. */
class Twins {
  readonly whole = makeLog(config);
  readonly cleaned = makeLog(config);
  readonly open = new Set<number>();
  private now = 0;
  private written = 0;
  removed = 0;

  apply({ kind, group, partition, producer, abort }: Op): void {
    this.now += 10;
    this.written += 1;
    const name = GROUPS[group] ?? '';
    switch (kind) {
      case 'commit':
        this.write([offsetRecord(name, partition, this.written)], NO_PRODUCER);
        break;
      case 'forget':
        this.write([offsetRecord(name, partition, null)], NO_PRODUCER);
        break;
      case 'group':
        this.write([groupRecord(name, this.written)], NO_PRODUCER);
        break;
      case 'delete': {
        if (this.open.size > 0) break; // Kafka does not delete a group with pending offsets.
        const offsets = PARTITIONS.map((p) => offsetRecord(name, p, null));
        this.write([...offsets, groupRecord(name, null)], NO_PRODUCER);
        break;
      }
      case 'begin':
        this.open.add(producer);
        this.write([offsetRecord(name, partition, this.written)], producerOf(producer));
        break;
      case 'end': {
        if (!this.open.delete(producer)) break;
        this.write([], { ...producerOf(producer), control: abort ? 'ABORT' : 'COMMIT' });
        break;
      }
      case 'roll':
        rollSegment(this.cleaned);
        break;
      case 'clean':
        this.clean();
    }
  }

  private clean(): void {
    const toClean = logToClean(this.cleaned, this.now);
    if (toClean.cleanableBytes === 0) return;
    const { superseded, tombstones } = cleanLog(this.cleaned, new Map(), toClean, this.now);
    this.removed += superseded.length + tombstones.length;
  }

  private write(records: readonly CoordinatorRecord[], producer: ProducerState): void {
    for (const log of [this.whole, this.cleaned]) {
      const batch = records.map((record) => new LogRecord(null, record, this.now));
      appendAsLeader(log, batch, 0, producer, undefined, this.now);
      raiseHighWatermark(log, log.logEndOffset);
    }
  }
}

const config = topicConfig({ cleanupPolicy: 'compact', deleteRetentionMs: 60 });

/**
 * What a new coordinator reads out of the log. A group that has neither a record nor an offset is none: only a
 * tombstone told of it, and Kafka forgets it with that.
 */
function replayed(log: PartitionLog): DurableState {
  const durable = makeDurable();
  visitBatches(log, log.logStartOffset, (batch) => {
    const { producerId, control } = batch.producer;
    if (control !== null) replayMarker(durable, producerId, control, null);
    batch.records.forEach(({ value }, i) => {
      if (value === null || typeof value === 'string') return;
      replay(durable, value, batch.offsetAt(i), producerId, null);
    });
    return true;
  });
  for (const [group, value] of durable.groups) {
    if (value === null && !durable.offsets.has(group) && !durable.openTransactions.has(group))
      durable.groups.delete(group);
  }
  return durable;
}

describe('compaction of __consumer_offsets', () => {
  it('never changes what a new coordinator reads', () => {
    let removed = 0;
    fc.assert(
      fc.property(stories, (story) => {
        const twins = new Twins();
        for (const op of story) {
          twins.apply(op);
          if (op.kind === 'clean') expect(replayed(twins.cleaned)).toEqual(replayed(twins.whole));
        }
        expect(replayed(twins.cleaned)).toEqual(replayed(twins.whole));
        expect(twins.cleaned.logEndOffset).toBe(twins.whole.logEndOffset);
        removed += twins.removed;
      }),
      { seed: 23, numRuns: 400 },
    );
    expect(removed).toBeGreaterThan(1_000);
  });
});
