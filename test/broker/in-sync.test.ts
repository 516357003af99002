import { describe, expect, it } from 'vitest';
import {
  beginControlledShutdown,
  brokerSilent,
  controllerTimer,
} from '../../src/controller/brokers.js';
import { electLeader } from '../../src/controller/elections.js';
import type { AlteredPartition } from '../../src/protocol/api/alter-partition.js';
import type { ErrorName } from '../../src/protocol/errors.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

/* The in-sync replicas (log-and-replication.md §4.2; Kafka: Partition, ReplicaState.isCaughtUp). */

const tp = new TopicPartition('orders', 0);
const LAG = 30_000; // replica.lag.time.max.ms; looked at every half of it

/** Broker 1 leads orders-0 for 2 and 3, who have fetched all there is: nothing. */
function leading(mode: Mode, minIsr = 1): BrokerBench {
  const b = new BrokerBench(mode, 3).topic('orders', 1, 3, minIsr);
  b.follow(2, 0);
  b.follow(3, 0);
  return b;
}

const wantedIsr = (b: BrokerBench) => b.asked('AlterPartition')?.body.partitions[0]?.newIsr;
const asks = (b: BrokerBench) => b.requests.filter((r) => r.api === 'AlterPartition').length;

function refuse(b: BrokerBench, errorCode: ErrorName): void {
  const asked = b.asked('AlterPartition');
  if (asked === undefined) throw new Error('nothing was asked');
  const answer: AlteredPartition = { tp, errorCode, isr: [], leaderEpoch: -1, partitionEpoch: -1 };
  b.reply('AlterPartition', asked, { partitions: [answer] });
}

describe.each<Mode>(['fast', 'recorded'])('a follower leaves the ISR, %s', (mode) => {
  it.each([
    ['exactly replica.lag.time.max.ms', 15_000, 45_000 + LAG / 2],
    ['one ms more', 14_999, 45_000],
  ])('that caught up last %s before a check', (_, caughtUpAt, leavesAt) => {
    const b = leading(mode);
    b.sleep(caughtUpAt);
    b.follow(2, 0);
    b.follow(3, 0);
    b.produce('orders-0', 1, 1);
    b.sleep(leavesAt - caughtUpAt - 1);
    b.follow(3, 1);
    expect(asks(b)).toBe(0);
    b.sleep(1);
    expect([b.now, wantedIsr(b)]).toEqual([leavesAt, [1, 3]]);
  });

  it('not if it has all there is, however long ago it fetched', () => {
    const b = leading(mode);
    b.produce('orders-0', 1, 1);
    b.follow(2, 1);
    b.follow(3, 1);
    b.sleep(10 * LAG);
    expect(asks(b)).toBe(0);
  });

  it.each([
    ['is late by no more than that', 15_000, false],
    ['is too late', 14_999, true],
  ])(
    'one that always has what there was at its last fetch caught up at that fetch: it %s',
    (_, at, leaves) => {
      const b = leading(mode);
      b.produce('orders-0', 1, 1);
      b.follow(3, 1);
      b.sleep(at);
      b.follow(2, 0); // the end is 1
      b.produce('orders-0', 1, 1);
      b.follow(3, 2);
      b.sleep(29_000 - at);
      b.follow(2, 1); // it had reached 1: as of its last fetch
      b.sleep(45_000 - 29_000);
      expect(wantedIsr(b)).toEqual(leaves ? [1, 3] : undefined);
    },
  );

  it('together with others in one request, and the leader stays', () => {
    const b = leading(mode);
    b.produce('orders-0', 1, 1);
    b.sleep(45_000);
    expect([asks(b), wantedIsr(b)]).toEqual([1, [1]]);
  });

  it('a new leader gives everybody in the ISR replica.lag.time.max.ms from when it takes over', () => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
    b.depose();
    b.sleep(20_000);
    b.grantIsr(2, [2, 3, 1]);
    electLeader(b.controller, tp, 'preferred', b.controllerOut());
    b.tell();
    b.produce('orders-0', 1, 1);
    b.requests.length = 0;
    b.sleep(25_000); // at 45,000, 25 s after it took over
    expect(asks(b)).toBe(0);
    b.sleep(15_000); // at 60,000
    expect(wantedIsr(b)).toEqual([1]);
  });
});

describe.each<Mode>(['fast', 'recorded'])('a follower enters the ISR, %s', (mode) => {
  /** Five records, the high watermark at 3; only 1 and 2 are in sync. */
  const without3 = () => {
    const b = leading(mode);
    b.grantIsr(1, [1, 2]).tell();
    b.sleep(LAG + 1); // 3 caught up too long ago to count
    b.produce('orders-0', 3, 1);
    b.follow(2, 3);
    b.produce('orders-0', 2, 1);
    expect([b.logEnd('orders-0'), b.highWatermark('orders-0')]).toEqual([5, 3]);
    b.requests.length = 0;
    return b;
  };

  it('once it has fetched up to the high watermark, though not to the end', () => {
    const b = without3();
    b.follow(3, 2, { lastFetchedEpoch: 0 });
    expect(asks(b)).toBe(0);
    b.follow(3, 3, { lastFetchedEpoch: 0 });
    expect(wantedIsr(b)).toEqual([1, 2, 3]);
  });

  it('not before the start of the leader’s epoch, wherever the high watermark is', () => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
    b.produce('orders-0', 4, 1); // epoch 0, no follower has it
    b.depose();
    b.grantIsr(2, [2, 1]);
    electLeader(b.controller, tp, 'preferred', b.controllerOut());
    b.tell(); // epoch 2 begins at 4, the high watermark is 0, the ISR 2 and 1
    b.requests.length = 0;
    b.follow(3, 3, { lastFetchedEpoch: 0 });
    expect(asks(b)).toBe(0);
    b.follow(3, 4, { lastFetchedEpoch: 0 });
    expect(wantedIsr(b)).toEqual([2, 1, 3]);
  });

  it('not while it is fenced or leaving, as far as the leader has heard', () => {
    const fenced = without3();
    brokerSilent(fenced.controller, 0, 3);
    controllerTimer(fenced.controller, 9_000, fenced.controllerOut());
    fenced.tell();
    fenced.follow(3, 5, { lastFetchedEpoch: 0 });
    expect(asks(fenced)).toBe(0);
    const leaving = without3();
    beginControlledShutdown(leaving.controller, 3, leaving.controllerOut());
    leaving.tell();
    leaving.follow(3, 5, { lastFetchedEpoch: 0 });
    expect(asks(leaving)).toBe(0);
  });

  it('not by a fetch of another leader epoch', () => {
    const b = without3();
    b.follow(3, 5, { currentLeaderEpoch: 1, lastFetchedEpoch: 0 });
    expect(asks(b)).toBe(0);
  });

  it('is asked for once, until the controller has answered', () => {
    const b = without3();
    b.follow(3, 4, { lastFetchedEpoch: 0 });
    b.follow(3, 5, { lastFetchedEpoch: 0 });
    expect(asks(b)).toBe(1);
    b.controllerAnswers();
    b.follow(3, 5, { lastFetchedEpoch: 0 });
    expect(asks(b)).toBe(1); // it is in
  });

  it('is asked for again after INELIGIBLE_REPLICA, at its next fetch', () => {
    const b = without3();
    b.follow(3, 5, { lastFetchedEpoch: 0 });
    refuse(b, 'INELIGIBLE_REPLICA');
    b.follow(3, 5, { lastFetchedEpoch: 0 });
    expect(asks(b)).toBe(2);
  });

  it.each<ErrorName>([
    'FENCED_LEADER_EPOCH',
    'INVALID_UPDATE_VERSION',
    'INVALID_REQUEST',
    'UNKNOWN_TOPIC_ID',
    'UNKNOWN_TOPIC_OR_PARTITION',
    'NEW_LEADER_ELECTED',
  ])('after %s nothing is asked before the metadata tells more', (error) => {
    const b = without3();
    b.follow(3, 4, { lastFetchedEpoch: 0 });
    refuse(b, error);
    b.follow(3, 5, { lastFetchedEpoch: 0 });
    expect(asks(b)).toBe(1);
    b.grantIsr(1, [1]).tell(); // what it did not know
    b.follow(3, 5, { lastFetchedEpoch: 0 });
    expect([asks(b), wantedIsr(b)]).toEqual([2, [1, 3]]);
  });
});

describe.each<Mode>(['fast', 'recorded'])('the controller’s answer, %s', (mode) => {
  /** Only broker 1 has the record; the others have been silent for too long. */
  const shrinking = (minIsr = 1) => {
    const b = leading(mode, minIsr);
    b.produce('orders-0', 1, 1);
    b.sleep(45_000);
    expect([wantedIsr(b), b.highWatermark('orders-0')]).toEqual([[1], 0]);
    return b;
  };

  it('counts at once, before the metadata says the same (Partition.handleAlterPartitionUpdate)', () => {
    const b = shrinking();
    b.controllerAnswers();
    expect(b.highWatermark('orders-0')).toBe(1);
    b.tell();
    expect(b.highWatermark('orders-0')).toBe(1);
  });

  it('is not undone by metadata from before it, which comes late', () => {
    const b = shrinking();
    const late = b.controller.image; // of partition epoch 0
    b.controllerAnswers();
    b.send(
      'UpdateMetadata',
      Object.assign(Object.create(Object.getPrototypeOf(late)), late, {
        version: late.version + 0.5,
      }),
      0,
    );
    b.produce('orders-0', 1, 1);
    expect(b.highWatermark('orders-0')).toBe(2); // alone in the ISR still
  });

  it('of an earlier leader epoch is ignored', () => {
    const b = shrinking();
    const asked = b.asked('AlterPartition');
    b.depose();
    if (asked === undefined) throw new Error('nothing was asked');
    const granted = { tp, errorCode: 'NONE', isr: [1], leaderEpoch: 0, partitionEpoch: 1 } as const;
    b.reply('AlterPartition', asked, { partitions: [granted] });
    expect(b.highWatermark('orders-0')).toBe(0);
  });

  it('that leaves fewer than min.insync.replicas moves no high watermark (LR-7)', () => {
    const b = shrinking(2);
    b.controllerAnswers();
    b.tell();
    expect(b.highWatermark('orders-0')).toBe(0);
  });
});
