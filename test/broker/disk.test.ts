import { describe, expect, it } from 'vitest';
import {
  keepCheckpoints,
  loseFromDisk,
  noteAppended,
  raiseAndCheckpoint,
  rebaseCheckpoints,
  rebaseUnwritten,
} from '../../src/broker/disk.js';
import { BrokerRules } from '../../src/broker/rules.js';
import { BROKER_DEFAULTS, makeBroker, makeReplica } from '../../src/broker/state.js';
import { COORDINATOR_DEFAULTS } from '../../src/coordinator/config.js';
import { appendAsLeader, rollSegment, truncateTo } from '../../src/log/partition-log.js';
import type { Fact } from '../../src/protocol/facts.js';
import type { Out } from '../../src/protocol/out.js';
import { LogRecord } from '../../src/protocol/record-batch.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';

/** A broker with one partition; its high watermarks are checkpointed every 5 s. */
function bench() {
  const config = { ...BROKER_DEFAULTS, coordinator: COORDINATOR_DEFAULTS };
  const broker = makeBroker(1, config, new BrokerRules());
  const replica = makeReplica(new TopicPartition('orders', 0), 'orders.1');
  broker.replicas.set(replica.tp.key, replica);
  const facts: Fact[] = [];
  const out = { note: (fact: Fact) => facts.push(fact) } as unknown as Out; // nothing else leaves a disk
  return {
    broker,
    replica,
    facts,
    /** The producer's clock is a day slow: its timestamps say nothing of when a record came. */
    append: (now: number) => {
      const { baseOffset } = appendAsLeader(
        replica.log,
        [new LogRecord(null, 'x', now - 86_400_000)],
        0,
      );
      noteAppended(replica, baseOffset, now);
    },
    crash: (loss: 'nothing' | 'unflushed' | 'all', now: number) => {
      loseFromDisk(broker, loss, now, out);
      return replica.log.logEndOffset;
    },
    raise: (offset: number, now: number) => raiseAndCheckpoint(broker, replica, offset, now),
    checkpoint: (now: number, clean: boolean) => {
      keepCheckpoints(broker, now, clean);
      return replica.log.highWatermark;
    },
  };
}

describe('what the death of a machine takes', () => {
  it('is nothing if only the process died, and all if the disk did', () => {
    const b = bench();
    b.append(0);
    expect(b.crash('nothing', 1)).toBe(1);
    expect(b.crash('all', 100_000)).toBe(0);
    expect(b.broker.replicas.size).toBe(0);
  });

  it.each([
    [29_999, 0],
    [30_000, 1],
  ])('is what was appended less than 30 s ago: at %i ms %i record is left', (now, left) => {
    const b = bench();
    b.append(0);
    expect(b.crash('unflushed', now)).toBe(left);
    expect(b.facts).toHaveLength(left === 0 ? 1 : 0);
  });

  it('is the tail: appends of one second are written back together', () => {
    const b = bench();
    for (const at of [0, 999, 1_000, 20_000]) b.append(at);
    expect(b.crash('unflushed', 30_000)).toBe(2);
  });

  it('never goes below a rolled segment: rolling flushes', () => {
    const b = bench();
    b.append(0);
    b.append(10);
    rollSegment(b.replica.log);
    b.append(20);
    expect(b.crash('unflushed', 30)).toBe(2);
  });

  it('is found again after the log was truncated and grew anew', () => {
    const b = bench();
    b.append(0);
    b.append(5_000);
    truncateTo(b.replica.log, 0);
    b.append(5_500);
    expect(b.crash('unflushed', 31_000)).toBe(0);
  });

  it('once gone is gone: what is left is on the disk', () => {
    const b = bench();
    b.append(0);
    b.append(10_000);
    expect(b.crash('unflushed', 31_000)).toBe(1);
    expect(b.crash('unflushed', 31_001)).toBe(1);
  });

  it('does not depend on a clock that is set', () => {
    const b = bench();
    b.append(0);
    b.append(10_000);
    rebaseUnwritten(b.broker, 3_600_000);
    expect(b.crash('unflushed', 31_000 + 3_600_000)).toBe(1);
  });
});

describe('the high watermark on the disk', () => {
  it('is that of the last checkpoint after a crash, the newest after a clean stop', () => {
    for (const [clean, kept] of [
      [false, 1],
      [true, 3],
    ] as const) {
      const b = bench();
      for (let i = 0; i < 3; i++) b.append(0);
      b.raise(1, 1_000);
      b.raise(2, 5_000); // the checkpoint of 5 s has seen 1
      b.raise(3, 9_999);
      expect(b.checkpoint(9_999, clean)).toBe(kept);
    }
  });

  it('is the newest too if a checkpoint came after it rose', () => {
    const b = bench();
    b.append(0);
    b.raise(1, 4_999);
    expect(b.checkpoint(5_000, false)).toBe(1);
  });

  it('is never above the end of a log that was truncated since', () => {
    const b = bench();
    for (let i = 0; i < 3; i++) b.append(0);
    b.raise(2, 1_000);
    b.raise(3, 5_000);
    truncateTo(b.replica.log, 1);
    expect(b.checkpoint(6_000, false)).toBe(1);
  });

  it('only ever rises', () => {
    const b = bench();
    b.append(0);
    expect(b.raise(1, 0)).toBe(true);
    expect(b.raise(1, 0)).toBe(false);
    expect(b.raise(0, 0)).toBe(false);
  });

  it('is the same whatever the clock is set to meanwhile', () => {
    const b = bench();
    for (let i = 0; i < 2; i++) b.append(0);
    b.raise(1, 1_000);
    b.raise(2, 6_000);
    rebaseCheckpoints(b.broker, 7_000, -60_000);
    expect(b.checkpoint(-60_000, false)).toBe(1);
    const late = bench();
    late.append(0);
    late.raise(1, 1_000);
    rebaseCheckpoints(late.broker, 7_000, 2_000); // the checkpoint of 5 s has passed already
    expect(late.checkpoint(2_000, false)).toBe(1);
  });
});
