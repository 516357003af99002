import { describe, expect, it } from 'vitest';
import { deleteTopic } from '../../src/controller/topics.js';
import { ProduceBatch } from '../../src/protocol/api/produce.js';
import { LogRecord, NO_PRODUCER } from '../../src/protocol/record-batch.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

/* What a Produce is answered under acks 0, 1 and all (log-and-replication.md §3; ReplicaManager, DelayedProduce). */

const KEY = 'orders-0';

describe.each<Mode>(['fast', 'recorded'])('Produce, %s', (mode) => {
  const leading = (minIsr = 1) => new BrokerBench(mode, 3).topic('orders', 1, 3, minIsr);
  const error = (b: BrokerBench, id: number) => b.answer('Produce', id)?.partitions[0]?.errorCode;
  /** What becomes of one record: the error, if it has been answered, and whether it is in the log. */
  const outcome = (b: BrokerBench, acks: number, key = KEY) => {
    const before = b.logEnd(key);
    const id = b.produce(key, 1, acks);
    return [error(b, id), b.logEnd(key) - before, b.closed.length];
  };

  it.each([
    // acks, what comes back, appended, connections closed
    [0, undefined, 1, 0],
    [1, 'NONE', 1, 0],
    [-1, undefined, 1, 0],
  ])('to a leader with its followers in sync, acks=%i: %s', (acks, ...expected) => {
    expect(outcome(leading(2), acks)).toEqual(expected);
  });

  it.each([
    [0, undefined, 1, 0],
    [1, 'NONE', 1, 0],
    [-1, 'NOT_ENOUGH_REPLICAS', 0, 0],
  ])(
    'below min.insync.replicas, acks=%i: %s (§3.2; only acks=all is checked)',
    (acks, ...expected) => {
      const b = leading(2).grantIsr(1, [1]).tell();
      expect(outcome(b, acks)).toEqual(expected);
      expect(b.highWatermark(KEY)).toBe(0); // LR-7
    },
  );

  it.each([
    [0, undefined, 0, 1],
    [1, 'NOT_LEADER_OR_FOLLOWER', 0, 0],
    [-1, 'NOT_LEADER_OR_FOLLOWER', 0, 0],
  ])('to a follower, acks=%i: %s', (acks, ...expected) => {
    expect(outcome(leading().depose(), acks)).toEqual(expected);
  });

  it.each([
    [0, undefined, 0, 1],
    [1, 'UNKNOWN_TOPIC_OR_PARTITION', 0, 0],
    [-1, 'UNKNOWN_TOPIC_OR_PARTITION', 0, 0],
  ])('to a partition that is not there, acks=%i: %s', (acks, ...expected) => {
    expect(outcome(leading(), acks, 'orders-7')).toEqual(expected);
  });

  it('acks=all is checked by the ISR that the controller has granted, not by the one that is asked for', () => {
    const b = leading(2).grantIsr(1, [1]).tell();
    b.follow(2, 0);
    expect(b.asked('AlterPartition')?.body.partitions[0]?.newIsr).toEqual([1, 2]);
    expect(outcome(b, -1)).toEqual(['NOT_ENOUGH_REPLICAS', 0, 0]);
    b.controllerAnswers();
    expect(outcome(b, -1)).toEqual([undefined, 1, 0]);
  });

  it('acks=all with one replica is answered at once, whatever min.insync.replicas says (LR-6)', () => {
    const b = new BrokerBench(mode, 1).topic('orders', 1, 1, 3);
    expect(outcome(b, -1)).toEqual(['NONE', 1, 0]);
  });
});

describe.each<Mode>(['fast', 'recorded'])('a Produce with acks=all that waits, %s', (mode) => {
  const waiting = (minIsr = 1) => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3, minIsr);
    return { b, id: b.produce(KEY, 2) };
  };
  const error = (b: BrokerBench, id: number) => b.answer('Produce', id)?.partitions[0]?.errorCode;

  it('succeeds when the high watermark has passed its last offset, not its first', () => {
    const { b, id } = waiting();
    for (const replica of [2, 3]) b.follow(replica, 1, { lastFetchedEpoch: 0 });
    expect([b.highWatermark(KEY), error(b, id)]).toEqual([1, undefined]);
    for (const replica of [2, 3]) b.follow(replica, 2, { lastFetchedEpoch: 0 });
    expect(b.answer('Produce', id)?.partitions[0]).toMatchObject({
      errorCode: 'NONE',
      baseOffset: 0,
    });
  });

  it('ends with REQUEST_TIMED_OUT at its timeout, to the ms; the records stay, and become visible', () => {
    const { b, id } = waiting();
    b.follow(2, 2, { lastFetchedEpoch: 0 });
    b.sleep(29_999);
    expect(error(b, id)).toBeUndefined();
    b.sleep(1);
    expect(b.answer('Produce', id)?.partitions[0]).toMatchObject({
      errorCode: 'REQUEST_TIMED_OUT',
      baseOffset: -1,
    });
    b.follow(3, 2, { lastFetchedEpoch: 0 });
    expect([b.logEnd(KEY), b.highWatermark(KEY)]).toEqual([2, 2]);
  });

  it('succeeds without a follower that has left the ISR, once that one may not come back at any moment (§4.2)', () => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3); // 3 caught up now
    b.sleep(5_000);
    const id = b.produce(KEY, 2);
    b.follow(2, 2, { lastFetchedEpoch: 0 });
    b.grantIsr(1, [1, 2]).tell();
    b.sleep(24_000);
    b.produce(KEY, 1, 1, 11);
    expect(error(b, id)).toBeUndefined();
    b.sleep(1_001);
    b.produce(KEY, 1, 1, 11); // nothing else makes the leader look
    expect([b.now, error(b, id)]).toEqual([30_001, 'NONE']);
  });

  it('waits on while the ISR is below min.insync.replicas, and succeeds when it no longer is (LR-7)', () => {
    const { b, id } = waiting(2);
    b.grantIsr(1, [1]).tell();
    b.follow(2, 2, { lastFetchedEpoch: 0 });
    b.follow(3, 2, { lastFetchedEpoch: 0 });
    expect([error(b, id), b.highWatermark(KEY)]).toEqual([undefined, 0]);
    b.controllerAnswers();
    expect([error(b, id), b.highWatermark(KEY)]).toEqual(['NONE', 2]);
  });

  it('ends with NOT_LEADER_OR_FOLLOWER when the lead goes; the records stay until they are truncated', () => {
    const { b, id } = waiting();
    b.depose();
    expect([error(b, id), b.logEnd(KEY)]).toEqual(['NOT_LEADER_OR_FOLLOWER', 2]);
    b.leads({ highWatermark: 0, divergingEpoch: { epoch: 0, endOffset: 0 } });
    expect(b.logEnd(KEY)).toBe(0);
  });

  it('ends with UNKNOWN_TOPIC_OR_PARTITION when the topic is deleted, with NOT_LEADER_OR_FOLLOWER if there is another', () => {
    const { b, id } = waiting();
    deleteTopic(b.controller, 'orders', b.controllerOut());
    b.tell();
    expect(error(b, id)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    const again = waiting();
    deleteTopic(again.b.controller, 'orders', again.b.controllerOut());
    again.b.topic('orders', 1, 3);
    expect(error(again.b, again.id)).toBe('NOT_LEADER_OR_FOLLOWER');
  });

  it('for several partitions is answered once, each with what became of it', () => {
    const b = new BrokerBench(mode, 2);
    b.topic('orders', 1, 2).topic('alone', 1, 1).topic('slow', 1, 2).topic('strict', 1, 2, 2);
    const tps = ['orders', 'alone', 'slow', 'strict', 'nowhere'].map(
      (t) => new TopicPartition(t, 0),
    );
    const strict = b.controller.image.topics.get('strict')?.metadata.partitions[0];
    expect(strict?.isrNodes).toEqual([1, 2]);
    const batches = tps.map(
      (tp) => new ProduceBatch(tp, NO_PRODUCER, [new LogRecord(null, 'v', 0)]),
    );
    const id = b.send('Produce', { acks: -1, timeoutMs: 1_000, batches });
    expect(b.answer('Produce', id)).toBeUndefined();
    b.follow(2, 1, { lastFetchedEpoch: 0 });
    expect(b.answer('Produce', id)).toBeUndefined();
    b.sleep(1_000);
    expect(b.answer('Produce', id)?.partitions.map((p) => [p.tp.topic, p.errorCode])).toEqual([
      ['orders', 'NONE'],
      ['alone', 'NONE'],
      ['slow', 'REQUEST_TIMED_OUT'],
      ['strict', 'REQUEST_TIMED_OUT'],
      ['nowhere', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ]);
  });

  it('that repeats a batch which is not replicated yet waits for that one', () => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
    const producer = { ...NO_PRODUCER, producerId: 7, producerEpoch: 0, baseSequence: 0 };
    const tp = new TopicPartition('orders', 0);
    const batches = [new ProduceBatch(tp, producer, [new LogRecord(null, 'v', 0)])];
    const send = (from: number) => b.send('Produce', { acks: -1, timeoutMs: 1_000, batches }, from);
    const ids = [send(10), send(11)];
    expect([b.logEnd(KEY), ids.map((id) => error(b, id))]).toEqual([1, [undefined, undefined]]);
    for (const replica of [2, 3]) b.follow(replica, 1, { lastFetchedEpoch: 0 });
    expect(ids.map((id) => b.answer('Produce', id)?.partitions[0]?.baseOffset)).toEqual([0, 0]);
  });
});
