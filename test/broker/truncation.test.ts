import { describe, expect, it } from 'vitest';
import { electLeader } from '../../src/controller/elections.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

/* Followers whose log is not the leader's (log-and-replication.md §4.5, LR-11…LR-13; AbstractFetcherThread). */

const tp = new TopicPartition('orders', 0);
const KEY = 'orders-0';

describe.each<Mode>(['fast', 'recorded'])('a follower, %s', (mode) => {
  /** Broker 1 has led in epoch 0 and has so many records of it, one a batch; broker 2 leads in epoch 1. */
  const deposed = (records: number) => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
    for (let i = 0; i < records; i++) b.produce(KEY, 1, 1);
    return b.depose();
  };
  const truncations = (b: BrokerBench) =>
    b.facts.flatMap((f) => (f.type === 'truncated' ? [f.offset] : []));

  it('tells where it stands: its log end, the epoch of its last record, the leader’s epoch (§4.1)', () => {
    expect(deposed(5).wanted()).toMatchObject({
      fetchOffset: 5,
      lastFetchedEpoch: 0,
      currentLeaderEpoch: 1,
    });
    expect(deposed(0).wanted()).toMatchObject({ fetchOffset: 0, lastFetchedEpoch: -1 });
  });

  it('keeps its log if it is a prefix of the leader’s, and does not go back to its high watermark (LR-13)', () => {
    const b = deposed(5);
    expect([b.logEnd(KEY), b.highWatermark(KEY)]).toEqual([5, 0]);
    b.leads({ highWatermark: 0, batches: [[5, 1, 2]] });
    expect([b.logEnd(KEY), truncations(b)]).toEqual([7, []]);
    expect(b.epochs(KEY)).toEqual([
      [0, 0],
      [1, 5],
    ]);
  });

  it('truncates to where the leader’s epoch ended, and asks again from there', () => {
    const b = deposed(5);
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: 0, endOffset: 3 } });
    expect([b.logEnd(KEY), truncations(b)]).toEqual([3, [3]]);
    expect(b.wanted()).toMatchObject({ fetchOffset: 3, lastFetchedEpoch: 0 });
    b.leads({ highWatermark: 0, batches: [[3, 1, 1]] });
    expect(b.epochs(KEY)).toEqual([
      [0, 0],
      [1, 3],
    ]);
  });

  it('truncates to its own end of that epoch, if that comes first', () => {
    const b = deposed(2);
    b.leads({ highWatermark: 0, batches: [[2, 3, 4]] }); // epoch 0 ends at 2 here, epoch 3 goes on to 6
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: 1, endOffset: 5 } });
    expect(b.logEnd(KEY)).toBe(2);
    expect(b.epochs(KEY)).toEqual([[0, 0]]);
  });

  it('goes back over several epochs, an answer each', () => {
    const b = deposed(10); // epoch 0: 0…9
    b.leads({ highWatermark: 0, batches: [[10, 2, 10]] });
    b.leads({ highWatermark: 0, batches: [[20, 4, 10]] });
    expect(b.epochs(KEY)).toEqual([
      [0, 0],
      [2, 10],
      [4, 20],
    ]);
    // The leader has epoch 0 up to 5, 1 up to 12, 3 up to 40. It does not know 4: the largest below is 3.
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: 3, endOffset: 40 } });
    expect(b.wanted()).toMatchObject({ fetchOffset: 20, lastFetchedEpoch: 2 });
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: 1, endOffset: 12 } });
    expect(b.wanted()).toMatchObject({ fetchOffset: 10, lastFetchedEpoch: 0 });
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: 0, endOffset: 5 } });
    expect(b.wanted()).toMatchObject({ fetchOffset: 5, lastFetchedEpoch: 0 });
    expect(truncations(b)).toEqual([20, 10, 5]);
    b.leads({ highWatermark: 5, batches: [[5, 1, 7]] });
    expect(b.epochs(KEY)).toEqual([
      [0, 0],
      [1, 5],
    ]);
  });

  it('truncates whole batches (LR-11)', () => {
    const b = deposed(0);
    b.leads({
      highWatermark: 0,
      batches: [
        [0, 1, 4],
        [4, 1, 4],
      ],
    });
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: 1, endOffset: 6 } });
    expect(b.logEnd(KEY)).toBe(4);
  });

  it('forgets with its tail where the producers were', () => {
    const b = deposed(0);
    b.leads({ highWatermark: 0, batches: [[0, 1, 1]] });
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: -1, endOffset: 0 } });
    expect([b.logEnd(KEY), b.epochs(KEY)]).toEqual([0, []]);
  });

  it('that was elected and deposed before it appended forgets the epoch that it had begun', () => {
    const b = deposed(3).grantIsr(2, [2, 3, 1]);
    electLeader(b.controller, tp, 'preferred', b.controllerOut());
    b.tell();
    expect(b.epochs(KEY)).toEqual([
      [0, 0],
      [2, 3],
    ]);
    b.depose();
    b.leads({ highWatermark: 0 }); // to the fetch of before it was elected
    expect(b.wanted()).toMatchObject({ fetchOffset: 3, lastFetchedEpoch: 2 });
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: 1, endOffset: 3 } });
    expect(b.epochs(KEY)).toEqual([[0, 0]]);
    expect([b.logEnd(KEY), truncations(b)]).toEqual([3, []]);
    expect(b.wanted()).toMatchObject({ fetchOffset: 3, lastFetchedEpoch: 0 });
  });

  it('beyond the leader’s end without epochs to compare goes back to it (LR-12)', () => {
    const b = deposed(5);
    b.leads({ errorCode: 'OFFSET_OUT_OF_RANGE', highWatermark: 3, logStartOffset: 0 });
    expect(b.logEnd(KEY)).toBe(3);
  });

  it('behind the leader’s start drops everything and begins there (LR-12)', () => {
    const b = deposed(5);
    b.leads({ errorCode: 'OFFSET_OUT_OF_RANGE', highWatermark: 90, logStartOffset: 80 });
    expect([b.logStart(KEY), b.logEnd(KEY), b.highWatermark(KEY)]).toEqual([80, 80, 80]);
    expect(b.wanted()).toMatchObject({ fetchOffset: 80, lastFetchedEpoch: -1 });
  });

  it('follows the leader’s start, never above the high watermark (§1, LR-21)', () => {
    const b = deposed(0);
    b.leads({
      highWatermark: 4,
      batches: [
        [0, 1, 2],
        [2, 1, 4],
      ],
      logStartOffset: 2,
    });
    expect([b.logStart(KEY), b.logEnd(KEY)]).toEqual([2, 6]);
    b.leads({ highWatermark: 4, logStartOffset: 5 });
    expect([b.logStart(KEY), b.highWatermark(KEY)]).toEqual([4, 4]);
  });

  it('that the leader refuses asks again replica.fetch.backoff.ms later (§4.1)', () => {
    const b = deposed(1);
    b.leads({ errorCode: 'NOT_LEADER_OR_FOLLOWER', highWatermark: -1 });
    b.requests.length = 0;
    b.sleep(999);
    expect(b.requests).toEqual([]);
    b.sleep(1);
    expect(b.requests.map((r) => r.api)).toEqual(['Fetch']);
  });

  it('leaves an answer alone that is for the log it had before it was elected and deposed', () => {
    const b = deposed(3).grantIsr(2, [2, 3, 1]);
    electLeader(b.controller, tp, 'preferred', b.controllerOut());
    b.tell();
    b.produce(KEY, 1, 1);
    b.produce(KEY, 1, 1); // 3 and 4, of epoch 2
    b.depose();
    // What broker 2 had from 3 on when it led in epoch 1: it comes late, and does not continue this log at 5.
    b.leads({
      highWatermark: 0,
      batches: [
        [3, 1, 2],
        [5, 1, 2],
      ],
    });
    expect([b.logEnd(KEY), b.epochs(KEY)]).toEqual([
      5,
      [
        [0, 0],
        [2, 3],
      ],
    ]);
    expect(b.wanted()).toMatchObject({
      fetchOffset: 5,
      lastFetchedEpoch: 2,
      currentLeaderEpoch: 3,
    });
  });
});

describe.each<Mode>(['fast', 'recorded'])('a leader, %s', (mode) => {
  /** Its log has epoch 0: 0…2, epoch 2: 3…4, epoch 4: 5. */
  const ofThreeEpochs = () => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
    b.produce(KEY, 3, 1);
    for (const records of [2, 1]) {
      b.depose().grantIsr(2, [2, 3, 1]);
      electLeader(b.controller, tp, 'preferred', b.controllerOut());
      b.tell();
      b.produce(KEY, records, 1);
    }
    expect(b.epochs(KEY)).toEqual([
      [0, 0],
      [2, 3],
      [4, 5],
    ]);
    return b;
  };

  it.each([
    // last fetched epoch, fetch offset: where the logs part
    ['the latest epoch up to the end', 4, 6, null],
    ['the latest epoch, and more than is there', 4, 7, { epoch: 4, endOffset: 6 }],
    ['an old epoch up to where it ended', 2, 5, null],
    ['an old epoch beyond that', 2, 6, { epoch: 2, endOffset: 5 }],
    ['the first epoch', 0, 3, null],
    ['the first epoch beyond its end', 0, 4, { epoch: 0, endOffset: 3 }],
    ['an epoch that it does not know: the largest below it', 3, 4, { epoch: 2, endOffset: 5 }],
    ['another one', 1, 2, { epoch: 0, endOffset: 3 }],
    ['nothing', -1, 0, null],
  ])('to a follower that has %s (epoch %i, %i)', (_, lastFetchedEpoch, offset, parted) => {
    const b = ofThreeEpochs();
    const id = b.follow(2, offset, { lastFetchedEpoch });
    b.sleep(500);
    const answer = b.answer('Fetch', id)?.partitions[0];
    expect(answer?.divergingEpoch ?? null).toEqual(parted);
    if (parted !== null) expect(answer?.batches).toEqual([]);
  });

  it.each([
    [0, [0, 3]],
    [1, [0, 3]],
    [2, [2, 5]],
    [3, [2, 5]],
    [4, [4, 6]],
    [5, [-1, -1]],
  ])(
    'answers OffsetForLeaderEpoch of epoch %i by LeaderEpochFileCache.endOffsetFor',
    (leaderEpoch, end) => {
      const b = ofThreeEpochs();
      const partitions = [{ tp, currentLeaderEpoch: 4, leaderEpoch }];
      const id = b.send('OffsetForLeaderEpoch', { replicaId: -1, partitions });
      const p = b.answer('OffsetForLeaderEpoch', id)?.partitions[0];
      expect([p?.leaderEpoch, p?.endOffset]).toEqual(end);
    },
  );

  it('fences a fetch of another leader epoch, older or newer (§8)', () => {
    const b = ofThreeEpochs();
    const error = (currentLeaderEpoch: number) =>
      b.answer('Fetch', b.follow(2, 0, { currentLeaderEpoch }))?.partitions[0]?.errorCode;
    expect([error(3), error(5)]).toEqual(['FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH']);
  });
});
