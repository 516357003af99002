import { describe, expect, it } from 'vitest';
import { ProduceBatch } from '../../src/protocol/api/produce.js';
import { LogRecord, NO_PRODUCER } from '../../src/protocol/record-batch.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

const tp = new TopicPartition('orders', 0);

describe.each<Mode>(['fast', 'recorded'])('Produce, %s', (mode) => {
  /** The batch of an idempotent producer: one record, unless told. */
  const send = (b: BrokerBench, baseSequence: number, records = 1, producerEpoch = 0) => {
    const producer = { ...NO_PRODUCER, producerId: 7, producerEpoch, baseSequence };
    const list = Array.from({ length: records }, () => new LogRecord(null, 'v', b.now));
    const body = { acks: -1, timeoutMs: 30_000, batches: [new ProduceBatch(tp, producer, list)] };
    const answer = b.answer('Produce', b.send('Produce', body))?.partitions[0];
    return answer?.errorCode === 'NONE' ? answer.baseOffset : answer?.errorCode;
  };

  it('answers a repetition among the last five batches with its offset, and stores nothing', () => {
    const b = new BrokerBench(mode).topic('orders', 1);
    const stored = [0, 1, 2, 3, 4].map((sequence) => send(b, sequence));
    expect(stored).toEqual([0, 1, 2, 3, 4]);
    expect(send(b, 0)).toBe(0);
    expect(b.logEnd('orders-0')).toBe(5);
    expect(send(b, 5)).toBe(5);
    expect(send(b, 0)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER'); // the sixth last: forgotten
    expect(send(b, 1)).toBe(1);
    expect(b.logEnd('orders-0')).toBe(6);
  });

  it('takes a batch for a repetition only if it has the same first and last number', () => {
    const b = new BrokerBench(mode).topic('orders', 1);
    expect(send(b, 0, 2)).toBe(0);
    expect(send(b, 0, 1)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(send(b, 1, 1)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(send(b, 2, 1)).toBe(2);
  });

  it('refuses an old epoch, and a new one that does not begin at 0', () => {
    const b = new BrokerBench(mode).topic('orders', 1);
    expect(send(b, 0, 1, 1)).toBe(0);
    expect(send(b, 1, 1, 2)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(send(b, 0, 1, 2)).toBe(1);
    expect(send(b, 1, 1, 1)).toBe('INVALID_PRODUCER_EPOCH');
  });

  it('refuses a batch of more than max.message.bytes, to the byte', () => {
    // A header of 61 bytes, a record of 7 and its value.
    const one = { ...NO_PRODUCER };
    const errors = [32, 33].map((length) => {
      const b = new BrokerBench(mode).topic('orders', 1, 1, 1, { maxMessageBytes: 100 });
      const records = [new LogRecord(null, 'x'.repeat(length), 0)];
      const batches = [new ProduceBatch(tp, one, records)];
      const id = b.send('Produce', { acks: 1, timeoutMs: 1, batches });
      return b.answer('Produce', id)?.partitions[0]?.errorCode;
    });
    expect(errors).toEqual(['NONE', 'MESSAGE_TOO_LARGE']);
  });

  it('reads the next request of a connection only when the one before is answered', () => {
    const b = new BrokerBench(mode, 3).topic('orders', 1, 3);
    const producer = { ...NO_PRODUCER };
    const batches = [new ProduceBatch(tp, producer, [new LogRecord(null, 'v', 0)])];
    const ask = () => b.send('Produce', { acks: -1, timeoutMs: 1_000, batches });
    const ids = [ask(), ask(), ask()];
    expect(b.logEnd('orders-0')).toBe(1); // no follower has fetched it: it is parked
    b.sleep(1_000);
    expect(b.answer('Produce', ids[0] ?? 0)?.partitions[0]?.errorCode).toBe('REQUEST_TIMED_OUT');
    expect(b.logEnd('orders-0')).toBe(2);
    b.sleep(1_000);
    expect(b.answer('Produce', ids[1] ?? 0)?.partitions[0]?.errorCode).toBe('REQUEST_TIMED_OUT');
    expect(b.logEnd('orders-0')).toBe(3);
  });

  it('answers nothing under acks=0, but closes the connection on an error', () => {
    const b = new BrokerBench(mode).topic('orders', 1);
    const id = b.produce('orders-0', 1, 0);
    expect([b.answer('Produce', id), b.closed]).toEqual([undefined, []]);
    const refused = b.produce('unknown-0', 1, 0);
    expect([b.answer('Produce', refused), b.closed]).toEqual([undefined, [10]]);
  });
});
