import { describe, expect, it } from 'vitest';
import type { FetchRequest } from '../../src/protocol/api/fetch.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

const tp = new TopicPartition('orders', 0);

function fetchFrom(offset: number, more: Partial<FetchRequest> = {}): FetchRequest {
  return {
    replicaId: -1,
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 'read_uncommitted',
    rackId: '',
    partitions: [
      {
        tp,
        topicId: 'orders.1',
        fetchOffset: offset,
        currentLeaderEpoch: 0,
        lastFetchedEpoch: -1,
        logStartOffset: -1,
        highWatermark: -1,
        partitionMaxBytes: 1_000_000,
      },
    ],
    ...more,
  };
}

describe.each<Mode>(['fast', 'recorded'])('Fetch, %s', (mode) => {
  const bench = () => new BrokerBench(mode).topic('orders', 1);
  const first = (b: BrokerBench, id: number) => b.answer('Fetch', id)?.partitions[0];

  it('is answered at once if there is data', () => {
    const b = bench();
    b.produce('orders-0', 3);
    const answer = first(b, b.send('Fetch', fetchFrom(1)));
    expect(answer?.errorCode).toBe('NONE');
    expect(answer?.batches.map((batch) => [batch.baseOffset, batch.lastOffset])).toEqual([[0, 2]]);
    expect(answer?.highWatermark).toBe(3);
  });

  it('waits at the end of the log, and is answered by the next append', () => {
    const b = bench();
    const id = b.send('Fetch', fetchFrom(0));
    expect(b.answer('Fetch', id)).toBeUndefined();
    b.sleep(200);
    b.produce('orders-0', 1);
    expect(first(b, id)?.batches).toHaveLength(1);
  });

  it('is answered empty after fetch.max.wait.ms, not one ms before', () => {
    const b = bench();
    const id = b.send('Fetch', fetchFrom(0));
    b.sleep(499);
    expect(b.answer('Fetch', id)).toBeUndefined();
    b.sleep(1);
    expect(first(b, id)).toMatchObject({ errorCode: 'NONE', batches: [] });
  });

  it('waits until fetch.min.bytes are there', () => {
    const b = bench();
    const id = b.send('Fetch', fetchFrom(0, { minBytes: 150 }));
    b.produce('orders-0', 1); // 68 bytes
    expect(b.answer('Fetch', id)).toBeUndefined();
    b.produce('orders-0', 1);
    expect(b.answer('Fetch', id)).toBeUndefined();
    b.produce('orders-0', 1);
    expect(first(b, id)?.batches).toHaveLength(3);
  });

  it('does not wait if max.wait is 0', () => {
    const b = bench();
    expect(first(b, b.send('Fetch', fetchFrom(0, { maxWaitMs: 0 })))?.batches).toEqual([]);
  });

  it('beyond the end of the log, or below its start, is out of range at once (LR-28)', () => {
    const b = bench();
    b.produce('orders-0', 5);
    expect(first(b, b.send('Fetch', fetchFrom(6)))?.errorCode).toBe('OFFSET_OUT_OF_RANGE');
    b.send('DeleteRecords', { partitions: [{ tp, offset: 3 }] });
    expect(first(b, b.send('Fetch', fetchFrom(2)))).toMatchObject({
      errorCode: 'OFFSET_OUT_OF_RANGE',
      logStartOffset: 3,
    });
    expect(first(b, b.send('Fetch', fetchFrom(3)))?.errorCode).toBe('NONE');
  });

  it('names a stale and a future leader epoch, an unknown topic and another topic of the name', () => {
    const b = bench();
    const ask = (change: object) => {
      const request = fetchFrom(0);
      const [p] = request.partitions;
      const partitions = [{ ...p, ...change }] as FetchRequest['partitions'];
      return first(b, b.send('Fetch', { ...request, partitions }))?.errorCode;
    };
    expect(ask({ currentLeaderEpoch: 1 })).toBe('UNKNOWN_LEADER_EPOCH');
    expect(ask({ topicId: 'orders.9' })).toBe('UNKNOWN_TOPIC_ID');
    expect(ask({ tp: new TopicPartition('nobody', 0) })).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(ask({ tp: new TopicPartition('orders', 1) })).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('that waits is answered when the leadership goes', () => {
    const b = new BrokerBench(mode, 2).topic('orders', 1, 2);
    const id = b.send('Fetch', fetchFrom(0));
    const topic = b.controller.image.topics.get('orders');
    const moved = topic?.metadata.partitions.map((p) => ({ ...p, leaderId: 2, leaderEpoch: 1 }));
    const { image } = b.controller;
    const metadata = { ...topic?.metadata, partitions: moved };
    const topics = new Map([['orders', { ...topic, metadata }]]) as typeof image.topics;
    b.send(
      'UpdateMetadata',
      Object.assign(Object.create(Object.getPrototypeOf(image)), image, {
        topics,
        version: image.version + 1,
      }),
      0,
    );
    expect(first(b, id)?.errorCode).toBe('NOT_LEADER_OR_FOLLOWER');
  });
});
