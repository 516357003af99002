import { describe, expect, it } from 'vitest';
import { beginControlledShutdown, endControlledShutdown } from '../../src/controller/brokers.js';
import type { FetchRequest } from '../../src/protocol/api/fetch.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

const tp = new TopicPartition('orders', 0);

/** What follower `replicaId` asks of the leader: its log end is in the request (LR-10). */
function followerFetch(replicaId: number, offset: number): FetchRequest {
  return {
    replicaId,
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
        lastFetchedEpoch: offset === 0 ? -1 : 0,
        logStartOffset: 0,
        highWatermark: -1,
        partitionMaxBytes: 1_000_000,
      },
    ],
  };
}

describe.each<Mode>(['fast', 'recorded'])('a leader with two followers, %s', (mode) => {
  const bench = (minIsr = 1) => new BrokerBench(mode, 3).topic('orders', 1, 3, minIsr);
  const error = (b: BrokerBench, id: number) => b.answer('Produce', id)?.partitions[0]?.errorCode;

  it('shows records to followers before it shows them to consumers', () => {
    const b = bench();
    const waiting = b.send('Fetch', followerFetch(2, 0), 2);
    b.produce('orders-0', 2, 1);
    expect(b.answer('Fetch', waiting)?.partitions[0]?.batches).toHaveLength(1);
    expect([b.logEnd('orders-0'), b.highWatermark('orders-0')]).toEqual([2, 0]);
  });

  it('answers acks=1 at once, acks=all when the whole ISR has the records', () => {
    const b = bench();
    const one = b.produce('orders-0', 1, 1);
    const all = b.produce('orders-0', 1, -1);
    expect(error(b, one)).toBe('NONE');
    expect(b.answer('Produce', all)).toBeUndefined();
    b.send('Fetch', followerFetch(2, 2), 2);
    expect(b.answer('Produce', all)).toBeUndefined();
    b.send('Fetch', followerFetch(3, 2), 3);
    expect(b.answer('Produce', all)?.partitions[0]).toMatchObject({
      errorCode: 'NONE',
      baseOffset: 1,
    });
    expect(b.highWatermark('orders-0')).toBe(2);
  });

  it('gives up on acks=all after its timeout: the record stays in the log', () => {
    const b = bench();
    const id = b.produce('orders-0', 1);
    b.sleep(29_999);
    expect(b.answer('Produce', id)).toBeUndefined();
    b.sleep(1);
    expect(error(b, id)).toBe('REQUEST_TIMED_OUT');
    expect(b.logEnd('orders-0')).toBe(1);
  });

  it('refuses acks=all below min.insync.replicas and appends nothing; acks=1 is let in, invisible (LR-7)', () => {
    const b = bench(2);
    const topic = b.controller.image.topics.get('orders');
    const alone = topic?.metadata.partitions.map((p) => ({ ...p, isrNodes: [1] }));
    const { image } = b.controller;
    const metadata = { ...topic?.metadata, partitions: alone };
    const topics = new Map([['orders', { ...topic, metadata }]]) as typeof image.topics;
    const next = Object.assign(Object.create(Object.getPrototypeOf(image)), image, {
      topics,
      version: image.version + 1,
    });
    b.send('UpdateMetadata', next, 0);
    expect(error(b, b.produce('orders-0', 1))).toBe('NOT_ENOUGH_REPLICAS');
    expect(b.logEnd('orders-0')).toBe(0);
    expect(error(b, b.produce('orders-0', 1, 1))).toBe('NONE');
    expect([b.logEnd('orders-0'), b.highWatermark('orders-0')]).toEqual([1, 0]);
  });

  it('tells a follower where their logs part (KIP-595)', () => {
    const b = bench();
    b.produce('orders-0', 3, 1);
    const request = followerFetch(2, 3);
    const partitions = request.partitions.map((p) => ({
      ...p,
      lastFetchedEpoch: 0,
      fetchOffset: 5,
    }));
    const id = b.send('Fetch', { ...request, partitions }, 2);
    expect(b.answer('Fetch', id)?.partitions[0]?.divergingEpoch).toEqual({
      epoch: 0,
      endOffset: 3,
    });
  });
});

describe.each<Mode>(['fast', 'recorded'])(
  'a follower whose log parts from the leader, %s',
  (mode) => {
    /** The leader has 0..2 of epoch 0 and 3..4 of epoch 1; broker-3 is out of its ISR. */
    const secondEpoch = () => {
      const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
      b.produce('orders-0', 3, 1);
      const { image } = b.controller;
      const topic = image.topics.get('orders');
      const partitions = topic?.metadata.partitions.map((p) => ({
        ...p,
        isrNodes: [1, 2],
        leaderEpoch: 1,
      }));
      const topics = new Map([
        ['orders', { ...topic, metadata: { ...topic?.metadata, partitions } }],
      ]);
      const next = Object.assign(Object.create(Object.getPrototypeOf(image)), image, {
        topics,
        version: image.version + 1,
      });
      b.send('UpdateMetadata', next, 0);
      b.produce('orders-0', 2, 1);
      b.requests.length = 0;
      return b;
    };
    const fetchAtEnd = (b: BrokerBench, from: number, lastFetchedEpoch: number) => {
      const request = followerFetch(from, 5);
      const partitions = request.partitions.map((p) => ({
        ...p,
        currentLeaderEpoch: 1,
        lastFetchedEpoch,
      }));
      b.send('Fetch', { ...request, partitions }, from);
    };
    const asked = (b: BrokerBench) =>
      b.requests.filter(({ api }) => api === 'AlterPartition').length;

    it('does not enter the ISR, however long its log is', () => {
      const b = secondEpoch();
      fetchAtEnd(b, 3, 0);
      expect(asked(b)).toBe(0);
      fetchAtEnd(b, 3, 1);
      expect(asked(b)).toBe(1);
    });

    it('moves no high watermark', () => {
      const b = secondEpoch();
      fetchAtEnd(b, 2, 0);
      expect(b.highWatermark('orders-0')).toBe(0);
      fetchAtEnd(b, 2, 1);
      expect(b.highWatermark('orders-0')).toBe(5);
    });
  },
);

describe.each<Mode>(['fast', 'recorded'])('a follower in a controlled shutdown, %s', (mode) => {
  /** All have two records, then broker-3 leaves; broker-2 alone fetches the third. */
  const leaving = (fenced: boolean) => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
    b.produce('orders-0', 2, 1);
    b.send('Fetch', followerFetch(2, 2), 2);
    b.send('Fetch', followerFetch(3, 2), 3);
    if (fenced) {
      beginControlledShutdown(b.controller, 3, b.controllerOut());
      b.tell();
    }
    b.produce('orders-0', 1, 1);
    b.send('Fetch', followerFetch(2, 3), 2);
    return b;
  };

  it('is out of the ISR, and holds up no high watermark although it was caught up a moment ago', () => {
    expect(leaving(true).highWatermark('orders-0')).toBe(3);
    expect(leaving(false).highWatermark('orders-0')).toBe(2);
  });

  it('does not come back into the ISR by fetching on', () => {
    const b = leaving(true);
    b.requests.length = 0;
    b.send('Fetch', followerFetch(3, 3), 3);
    expect(b.requests.filter(({ api }) => api === 'AlterPartition')).toEqual([]);
  });

  it('is fenced at the end of it, not a session later', () => {
    const b = leaving(true);
    expect(b.controller.image.isAlive(3)).toBe(true);
    endControlledShutdown(b.controller, 3, b.controllerOut());
    expect(b.controller.image.isAlive(3)).toBe(false);
    expect(b.facts.at(-1)).toEqual({ type: 'broker fenced', broker: 3, reason: 'shut down' });
  });
});

describe.each<Mode>(['fast', 'recorded'])('OffsetForLeaderEpoch, %s', (mode) => {
  const ask = (b: BrokerBench, leaderEpoch: number, currentLeaderEpoch = 0) => {
    const partitions = [{ tp, currentLeaderEpoch, leaderEpoch }];
    const id = b.send('OffsetForLeaderEpoch', { replicaId: -1, partitions });
    const {
      errorCode,
      leaderEpoch: epoch,
      endOffset,
    } = b.answer('OffsetForLeaderEpoch', id)?.partitions[0] ?? {
      errorCode: 'no answer',
      leaderEpoch: 0,
      endOffset: 0,
    };
    return [errorCode, epoch, endOffset];
  };

  it('answers the log end for the latest epoch, replicated or not, and nothing for one it does not know', () => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
    b.produce('orders-0', 3, 1);
    expect(b.highWatermark('orders-0')).toBe(0);
    expect(ask(b, 0)).toEqual(['NONE', 0, 3]);
    expect(ask(b, 7)).toEqual(['NONE', -1, -1]);
    expect(ask(b, -1)).toEqual(['NONE', -1, -1]);
  });

  it('tells who is out of date', () => {
    const b = new BrokerBench(mode).topic('orders', 1);
    expect(ask(b, 0, 1)).toEqual(['UNKNOWN_LEADER_EPOCH', -1, -1]);
  });
});

describe.each<Mode>(['fast', 'recorded'])('ListOffsets, %s', (mode) => {
  it('answers the start, the high watermark, and the first record not older than a time', () => {
    const b = new BrokerBench(mode).topic('orders', 1);
    for (let i = 0; i < 3; i++) {
      b.sleep(1_000);
      b.produce('orders-0', 1);
    }
    b.send('DeleteRecords', { partitions: [{ tp, offset: 1 }] });
    const ask = (timestamp: number) => {
      const partitions = [{ tp, currentLeaderEpoch: -1, timestamp }];
      const id = b.send('ListOffsets', { replicaId: -1, partitions });
      return b.answer('ListOffsets', id)?.partitions[0]?.offset;
    };
    expect(ask(-2)).toBe(1);
    expect(ask(-1)).toBe(3);
    expect(ask(0)).toBe(1);
    expect(ask(2_001)).toBe(2);
    expect(ask(3_001)).toBe(-1);
    expect(ask(-3)).toBe(2);
  });
});
