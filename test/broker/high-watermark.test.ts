import { describe, expect, it } from 'vitest';
import { brokerSilent, controllerTimer } from '../../src/controller/brokers.js';
import { electLeader } from '../../src/controller/elections.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

/* The high watermark (log-and-replication.md §1, §4.1, §4.2, §4.4, LR-7, LR-10; Partition.maybeIncrementLeaderHW). */

const tp = new TopicPartition('orders', 0);
const KEY = 'orders-0';
const LAG = 30_000;

describe.each<Mode>(['fast', 'recorded'])('the high watermark of a leader, %s', (mode) => {
  const leading = (minIsr = 1) => new BrokerBench(mode, 3).topic('orders', 1, 3, minIsr);

  it('is the least log end in the ISR, as the followers’ fetches tell it (LR-10)', () => {
    const b = leading();
    b.produce(KEY, 10, 1);
    b.follow(2, 8, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(0); // nothing is known of 3
    b.follow(3, 5, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(5);
    b.follow(3, 10, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(8);
    b.follow(2, 10, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(10);
  });

  it('is the log end where there is one replica', () => {
    const b = new BrokerBench(mode, 1).topic('orders', 1, 1);
    b.produce(KEY, 3, 1);
    expect(b.highWatermark(KEY)).toBe(3);
  });

  it('never goes back: a follower that lost its disk fetches from 0 again', () => {
    const b = leading();
    b.produce(KEY, 4, 1);
    for (const id of [2, 3]) b.follow(id, 4, { lastFetchedEpoch: 0 });
    b.follow(2, 0);
    b.produce(KEY, 2, 1);
    b.follow(3, 6, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(4);
  });

  it('waits for a follower that is asked for, though it has not caught up for long: the maximal ISR', () => {
    const b = leading().grantIsr(1, [1, 2]).tell();
    b.sleep(LAG + 1);
    b.produce(KEY, 3, 1);
    b.follow(2, 3, { lastFetchedEpoch: 0 });
    b.follow(3, 3, { lastFetchedEpoch: 0 }); // at the end: it may enter
    expect([b.highWatermark(KEY), b.asked('AlterPartition')?.body.partitions[0]?.newIsr]).toEqual([
      3,
      [1, 2, 3],
    ]);
    b.produce(KEY, 2, 1);
    b.sleep(LAG + 1); // the answer does not come, and 3 falls silent
    b.follow(2, 5, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(3);
    const asked = b.asked('AlterPartition');
    if (asked === undefined) throw new Error('nothing was asked');
    const refused = { tp, errorCode: 'INELIGIBLE_REPLICA', isr: [], leaderEpoch: -1 } as const;
    b.reply('AlterPartition', asked, { partitions: [{ ...refused, partitionEpoch: -1 }] });
    b.produce(KEY, 1, 1);
    expect(b.highWatermark(KEY)).toBe(5); // now without 3
  });

  it('waits for a follower that is to leave until it has left', () => {
    const b = leading();
    b.produce(KEY, 1, 1);
    b.follow(2, 1, { lastFetchedEpoch: 0 });
    b.sleep(45_000);
    expect(b.asked('AlterPartition')?.body.partitions[0]?.newIsr).toEqual([1, 2]);
    expect(b.highWatermark(KEY)).toBe(0);
    b.controllerAnswers();
    expect(b.highWatermark(KEY)).toBe(1);
  });

  it.each([
    ['caught up within replica.lag.time.max.ms', LAG, 0],
    ['did so before', LAG + 1, 2],
  ])('waits for a live follower out of the ISR that %s', (_, ago, expected) => {
    const b = leading();
    b.follow(3, 0);
    b.grantIsr(1, [1, 2]).tell();
    b.sleep(ago);
    b.produce(KEY, 2, 1);
    b.follow(2, 2, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(expected);
  });

  it('does not wait for one that is fenced, however lately it caught up', () => {
    const b = leading();
    b.follow(3, 0);
    brokerSilent(b.controller, 0, 3);
    controllerTimer(b.controller, 9_000, b.controllerOut());
    b.tell();
    b.produce(KEY, 2, 1);
    b.follow(2, 2, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(2);
  });

  it('stands still below min.insync.replicas, and jumps when the ISR is large enough again (LR-7, W5)', () => {
    const b = leading(2).grantIsr(1, [1]).tell();
    b.produce(KEY, 4, 1);
    b.sleep(LAG + 1);
    b.produce(KEY, 1, 1);
    expect([b.logEnd(KEY), b.highWatermark(KEY)]).toEqual([5, 0]);
    b.follow(2, 5, { lastFetchedEpoch: 0 }); // it may enter
    expect(b.highWatermark(KEY)).toBe(0);
    b.controllerAnswers();
    expect(b.highWatermark(KEY)).toBe(5);
  });

  it('needs no more in sync than there are replicas, whatever min.insync.replicas says (LR-6)', () => {
    const b = new BrokerBench(mode, 2).topic('orders', 1, 2, 5);
    b.produce(KEY, 1, 1);
    b.follow(2, 1, { lastFetchedEpoch: 0 });
    expect(b.highWatermark(KEY)).toBe(1);
    const alone = new BrokerBench(mode, 1).topic('orders', 1, 1, 5);
    alone.produce(KEY, 1, -1);
    expect(alone.highWatermark(KEY)).toBe(1);
  });
});

describe.each<Mode>(['fast', 'recorded'])('the high watermark of a follower, %s', (mode) => {
  const following = () => new BrokerBench(mode, 3).topic('orders', 1, 3).depose();

  it('is the leader’s, as far as its own log reaches (§4.1)', () => {
    const b = following();
    b.leads({ highWatermark: 9, batches: [[0, 1, 4]] });
    expect([b.logEnd(KEY), b.highWatermark(KEY)]).toEqual([4, 4]);
    b.leads({ highWatermark: 9, batches: [[4, 1, 8]] });
    expect([b.logEnd(KEY), b.highWatermark(KEY)]).toEqual([12, 9]);
    b.leads({ highWatermark: 12 });
    expect(b.highWatermark(KEY)).toBe(12);
  });

  it('follows one answer later: with the records comes the leader’s as it was (LR-10)', () => {
    const b = following();
    b.leads({ highWatermark: 0, batches: [[0, 1, 2]] });
    expect([b.wanted()?.fetchOffset, b.highWatermark(KEY)]).toEqual([2, 0]);
    b.leads({ highWatermark: 2 });
    expect(b.highWatermark(KEY)).toBe(2);
  });

  it('goes back with a truncation below it (LR-11)', () => {
    const b = following();
    b.leads({
      highWatermark: 6,
      batches: [
        [0, 1, 3],
        [3, 1, 3],
      ],
    });
    b.leads({ highWatermark: 3, divergingEpoch: { epoch: 1, endOffset: 3 } });
    expect([b.logEnd(KEY), b.highWatermark(KEY)]).toEqual([3, 3]);
  });
});

describe.each<Mode>(['fast', 'recorded'])(
  'the high watermark of a new leader (§4.4, W6), %s',
  (mode) => {
    /** As follower broker 1 has got up to 100, and knows that 95 are replicated. Then it leads, in epoch 2. */
    const elected = () => {
      const b = new BrokerBench(mode, 3).topic('orders', 1, 3).depose();
      b.sleep(1_000);
      b.leads({
        highWatermark: 95,
        batches: [
          [0, 1, 95],
          [95, 1, 5],
        ],
      });
      b.grantIsr(2, [2, 3, 1]);
      electLeader(b.controller, tp, 'preferred', b.controllerOut());
      b.tell();
      return b;
    };
    const consumer = (b: BrokerBench, fetchOffset: number) => {
      const partition = { tp, topicId: 'orders.1', fetchOffset, currentLeaderEpoch: 2 };
      const more = { lastFetchedEpoch: -1, logStartOffset: -1, highWatermark: -1 };
      return b.send('Fetch', {
        replicaId: -1,
        maxWaitMs: 500,
        minBytes: 1,
        maxBytes: 1e9,
        isolationLevel: 'read_uncommitted',
        rackId: '',
        partitions: [{ ...partition, ...more, partitionMaxBytes: 1e9 }],
      });
    };
    const offsets = (b: BrokerBench, timestamp: number) => {
      const partitions = [{ tp, currentLeaderEpoch: 2, timestamp }];
      const id = b.send('ListOffsets', { replicaId: -1, partitions });
      const { errorCode, offset } = b.answer('ListOffsets', id)?.partitions[0] ?? {};
      return errorCode === 'NONE' ? offset : errorCode;
    };

    it('is what it knew as follower; its epoch begins at its log end', () => {
      const b = elected();
      expect([b.highWatermark(KEY), b.logEnd(KEY)]).toEqual([95, 100]);
      expect(b.epochs(KEY)).toEqual([
        [1, 0],
        [2, 100],
      ]);
    });

    it('rises only with the others’ fetches: what the leader before knew of them counts for nothing', () => {
      const b = elected();
      b.produce(KEY, 1, 1);
      b.follow(2, 100, { lastFetchedEpoch: 1 });
      expect(b.highWatermark(KEY)).toBe(95);
      b.follow(3, 98, { lastFetchedEpoch: 1 });
      expect(b.highWatermark(KEY)).toBe(98);
    });

    it('counts nothing that it knew of the others when it led before (Replica.resetReplicaState)', () => {
      const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
      for (let i = 0; i < 4; i++) b.produce(KEY, 1, 1);
      for (const id of [2, 3]) b.follow(id, 4, { lastFetchedEpoch: 0 });
      b.depose(); // by an unclean election, say: 2 has less
      b.leads({ highWatermark: 2, divergingEpoch: { epoch: 0, endOffset: 2 } });
      b.leads({ highWatermark: 2, batches: [[2, 1, 5]] });
      b.grantIsr(2, [2, 3, 1]);
      electLeader(b.controller, tp, 'preferred', b.controllerOut());
      b.tell();
      b.produce(KEY, 1, 1);
      expect(b.highWatermark(KEY)).toBe(2);
    });

    it('a consumer that has read up to 100 waits, without an error and without a step back', () => {
      const b = elected();
      const id = consumer(b, 100);
      expect(b.answer('Fetch', id)).toBeUndefined();
      b.sleep(500);
      expect(b.answer('Fetch', id)?.partitions[0]).toMatchObject({
        errorCode: 'NONE',
        batches: [],
      });
      const next = consumer(b, 100);
      b.produce(KEY, 1, 1);
      for (const replica of [2, 3]) b.follow(replica, 101, { lastFetchedEpoch: 2 });
      expect(b.answer('Fetch', next)?.partitions[0]).toMatchObject({
        errorCode: 'NONE',
        highWatermark: 101,
      });
      expect(b.answer('Fetch', next)?.partitions[0]?.batches[0]?.baseOffset).toBe(100);
    });

    it('ListOffsets of the end: OFFSET_NOT_AVAILABLE until it has reached the epoch’s start', () => {
      const b = elected();
      expect(offsets(b, -1)).toBe('OFFSET_NOT_AVAILABLE');
      expect(offsets(b, -2)).toBe(0);
      for (const replica of [2, 3]) b.follow(replica, 99, { lastFetchedEpoch: 1 });
      expect(offsets(b, -1)).toBe('OFFSET_NOT_AVAILABLE');
      for (const replica of [2, 3]) b.follow(replica, 100, { lastFetchedEpoch: 1 });
      expect(offsets(b, -1)).toBe(100);
    });

    it('ListOffsets by time: only what is found above it is not available', () => {
      const b = elected();
      expect(offsets(b, 0)).toBe(0);
      expect(offsets(b, 1_001)).toBe('OFFSET_NOT_AVAILABLE'); // nothing is so late yet, as far as is known
      expect(offsets(b, -3)).toBe(0); // all are equally late: the first
      for (const replica of [2, 3]) b.follow(replica, 100, { lastFetchedEpoch: 1 });
      expect(offsets(b, 1_001)).toBe(-1);
    });

    it('ListOffsets of the largest timestamp: none, if the record that bears it is above (§9)', () => {
      const b = elected();
      for (const replica of [2, 3]) b.follow(replica, 100, { lastFetchedEpoch: 1 });
      expect(offsets(b, -3)).toBe(0);
      b.sleep(1);
      b.produce(KEY, 1, 1);
      expect(offsets(b, -3)).toBe(-1);
      expect(offsets(b, 1_001)).toBe(-1);
      for (const replica of [2, 3]) b.follow(replica, 101, { lastFetchedEpoch: 2 });
      expect(offsets(b, -3)).toBe(100);
      expect(offsets(b, 1_001)).toBe(100);
    });

    it('is its log end at once if it is alone in sync', () => {
      const b = new BrokerBench(mode, 2).topic('orders', 1, 2).depose();
      b.leads({ highWatermark: 0, batches: [[0, 1, 3]] });
      b.grantIsr(2, [2, 1]);
      brokerSilent(b.controller, 0, 2);
      controllerTimer(b.controller, 9_000, b.controllerOut());
      b.tell();
      expect([b.highWatermark(KEY), b.logEnd(KEY)]).toEqual([3, 3]);
    });
  },
);
