import { describe, expect, it } from 'vitest';
import type { FetchRequest } from '../../src/protocol/api/fetch.js';
import { ProduceBatch } from '../../src/protocol/api/produce.js';
import type { TopicConfig } from '../../src/protocol/cluster-image.js';
import { LogRecord, NO_PRODUCER } from '../../src/protocol/record-batch.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

const tp = new TopicPartition('orders', 0);

describe.each<Mode>(['fast', 'recorded'])('the tasks of the logs, %s', (mode) => {
  const bench = (config: Partial<TopicConfig>) =>
    new BrokerBench(mode).topic('orders', 1, 1, 1, config);
  const put = (b: BrokerBench, key: string | null, value: string | null = 'v') => {
    const batch = new ProduceBatch(tp, NO_PRODUCER, [new LogRecord(key, value, b.now)]);
    const id = b.send('Produce', { acks: -1, timeoutMs: 30_000, batches: [batch] });
    return b.answer('Produce', id)?.partitions[0]?.errorCode;
  };
  const read = (b: BrokerBench, offset: number) =>
    b.answer('Fetch', b.send('Fetch', fetchFrom(offset)))?.partitions[0];
  const starts = (b: BrokerBench) =>
    b.facts.flatMap((f) => (f.type === 'log start raised' ? [[f.logStartOffset, f.cause]] : []));

  it('retention runs 30 s after the start and every 5 minutes from there', () => {
    const b = bench({ retentionMs: 29_999 });
    put(b, null); // at 0
    b.sleep(29_999);
    expect(starts(b)).toEqual([]);
    b.sleep(1);
    expect(starts(b)).toEqual([[1, 'retention.ms']]);
    put(b, null); // at 30 s: too young for anything but the run after next
    b.sleep(299_999);
    expect(starts(b)).toHaveLength(1);
    b.sleep(1);
    expect(starts(b)).toHaveLength(2);
  });

  it('a record as old as retention.ms at one run waits for the next', () => {
    const b = bench({ retentionMs: 30_000 });
    put(b, null);
    b.sleep(329_999);
    expect(starts(b)).toEqual([]);
    b.sleep(1);
    expect(starts(b)).toEqual([[1, 'retention.ms']]);
  });

  it('a reader below the new log start is out of range, one at it is not', () => {
    const b = bench({ retentionBytes: 70, segmentBytes: 70, retentionMs: -1 });
    for (let i = 0; i < 3; i++) put(b, null);
    b.sleep(30_000);
    expect(starts(b)).toEqual([[1, 'retention.bytes']]); // what stays is not below 70 bytes
    expect(read(b, 0)?.errorCode).toBe('OFFSET_OUT_OF_RANGE');
    expect(read(b, 1)).toMatchObject({ errorCode: 'NONE', logStartOffset: 1 });
  });

  it('cost nothing while no log could be shortened', () => {
    const b = bench({ retentionMs: -1 });
    expect(b.deadline()).toBeUndefined();
    put(b, null);
    expect(b.deadline()).toBeUndefined();
    const compacted = bench({ cleanupPolicy: 'compact' });
    put(compacted, 'a'); // all in the active segment
    expect(compacted.deadline()).toBeUndefined();
    const usual = bench({});
    put(usual, null);
    expect(usual.deadline()).toBe(30_000 + 2_016 * 300_000); // the first run after seven days
  });

  it('the cleaner looks every 15 s from the start, and cleans what has rolled', () => {
    const b = bench({ cleanupPolicy: 'compact', segmentBytes: 70 });
    b.sleep(1_000);
    for (const value of ['1', '2']) put(b, 'a', value); // 70 bytes each: a segment each
    b.sleep(13_999);
    expect(b.facts.filter((f) => f.type === 'log compacted')).toEqual([]);
    put(b, 'a', '3');
    b.sleep(1);
    expect(b.facts.filter((f) => f.type === 'log compacted')).toMatchObject([
      { upTo: 2, superseded: [{ from: 0, to: 0 }], tombstones: [] },
    ]);
    // Nobody is out of range for that.
    expect(read(b, 0)).toMatchObject({ errorCode: 'NONE', logStartOffset: 0 });
    expect(read(b, 0)?.batches[0]?.baseOffset).toBe(1);
  });

  it('a log that is compacted and deleted has both, the deletion by the cleaner', () => {
    const b = bench({ cleanupPolicy: 'compact,delete', segmentBytes: 70, retentionMs: 10_000 });
    for (const value of ['1', '2']) put(b, 'a', value);
    b.sleep(14_999);
    expect(starts(b)).toEqual([]);
    b.sleep(1);
    expect(starts(b)).toEqual([[2, 'retention.ms']]);
  });

  it('a compacted log takes no record without a key, a log no batch above its limits', () => {
    const b = bench({ cleanupPolicy: 'compact', maxMessageBytes: 75 });
    expect(put(b, null)).toBe('INVALID_RECORD');
    expect(put(b, 'k', '123456')).toBe('NONE'); // 61 + 7 + 1 + 6 = 75 bytes
    expect(put(b, 'k', '1234567')).toBe('MESSAGE_TOO_LARGE');
    expect(put(bench({ segmentBytes: 69 }), 'k', '1')).toBe('RECORD_LIST_TOO_LARGE');
    expect(put(bench({ segmentBytes: 70 }), 'k', '1')).toBe('NONE');
    expect(b.logEnd('orders-0')).toBe(1);
  });

  it('DeleteRecords needs a policy with delete in it (LR-21)', () => {
    const remove = (cleanupPolicy: TopicConfig['cleanupPolicy']) => {
      const b = bench({ cleanupPolicy });
      put(b, 'k');
      const id = b.send('DeleteRecords', { partitions: [{ tp, offset: 1 }] });
      return b.answer('DeleteRecords', id)?.partitions[0]?.errorCode;
    };
    expect(remove('compact')).toBe('POLICY_VIOLATION');
    expect(remove('compact,delete')).toBe('NONE');
    expect(remove('delete')).toBe('NONE');
  });
});

function fetchFrom(fetchOffset: number): FetchRequest {
  return {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 'read_uncommitted',
    rackId: '',
    partitions: [
      {
        tp,
        topicId: 'orders.1',
        fetchOffset,
        currentLeaderEpoch: 0,
        lastFetchedEpoch: -1,
        logStartOffset: -1,
        highWatermark: -1,
        partitionMaxBytes: 1_000_000,
      },
    ],
  };
}
