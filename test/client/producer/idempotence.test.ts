import { describe, expect, it } from 'vitest';
import type { ProducerConfig } from '../../../src/client/producer/config.js';
import { ProducerBench } from '../../support/producer-bench.js';

describe.each(['fast', 'recorded'] as const)('an idempotent producer (%s)', (mode) => {
  const bench = (values: string[], config: Partial<ProducerConfig> = {}) => {
    const b = new ProducerBench(mode, config);
    b.send(...values.map((value) => ({ value })));
    return b.leaders(1);
  };

  it('repeats a batch with its sequence numbers, in their order, one in flight at a time', () => {
    const b = bench(['a', 'b', 'c']);
    b.answer(b.produces[0], 'NOT_ENOUGH_REPLICAS');
    b.answer(b.produces[1], 'OUT_OF_ORDER_SEQUENCE_NUMBER');
    b.answer(b.produces[2], 'OUT_OF_ORDER_SEQUENCE_NUMBER').sleep(1_000);
    expect(b.told(3)).toEqual(['a@0/0']);
    b.answer(b.produces[3]);
    expect(b.told(4)).toEqual(['b@1/0']);
    b.answer(b.produces[4]);
    expect(b.told(5)).toEqual(['c@2/0']);
  });

  it('keeps the order of batches whose connection was closed', () => {
    const b = bench(['a', 'b', 'c']);
    b.disconnect(1).sleep(1_000);
    b.answer(b.produces[3]).answer(b.produces[4]);
    expect(b.told(3)).toEqual(['a@0/0', 'b@1/0', 'c@2/0']);
  });

  it('sends new batches behind a repetition that is the last of its kind', () => {
    const b = bench(['a']);
    b.answer(b.produces[0], 'NOT_ENOUGH_REPLICAS').send({ value: 'b' }, { value: 'c' }).sleep(100);
    expect(b.told(1)).toEqual(['a@0/0', 'b c@1/0']);
  });

  it('takes a duplicate, which the broker answers as success, for stored', () => {
    const b = bench(['a']);
    b.disconnect(1).sleep(200).answer(b.produces[1], 'NONE', 17);
    expect(b.facts).toMatchObject([{ type: 'acknowledged', records: { from: 17, to: 17 } }]);
  });

  it('bumps its epoch when the next batch itself is out of order: sequence numbers begin at 0', () => {
    const b = bench(['a', 'b']);
    b.answer(b.produces[0]);
    b.answer(b.produces[1], 'OUT_OF_ORDER_SEQUENCE_NUMBER').sleep(100);
    expect(b.told(2)).toEqual(['b@0/1']);
  });

  it('bumps its epoch when a batch is refused for good, and renumbers those in flight behind it', () => {
    const b = bench(['a', 'b', 'c']);
    b.answer(b.produces[0], 'INVALID_TIMESTAMP');
    expect(b.failures()).toEqual(['1 InvalidTimestampException']);
    b.answer(b.produces[1], 'OUT_OF_ORDER_SEQUENCE_NUMBER');
    b.answer(b.produces[2], 'OUT_OF_ORDER_SEQUENCE_NUMBER').sleep(100);
    expect(b.told(3)).toEqual(['b@0/1']);
    b.answer(b.produces[3]).send({ value: 'd' });
    b.answer(b.produces[4]);
    expect(b.told(4)).toEqual(['c@1/1', 'd@2/1']);
  });

  it('does not bump its epoch when retries are used up: the numbers may have been taken', () => {
    const b = bench(['a'], { retries: 1 });
    b.disconnect(1).sleep(200);
    b.answer(b.produces[1], 'REQUEST_TIMED_OUT');
    expect(b.failures()).toEqual(['1 TimeoutException']);
    b.send({ value: 'b' });
    expect(b.told(2)).toEqual(['b@1/0']);
  });

  it('sends nothing new while a batch that had been repeated has expired, and others are not settled', () => {
    const b = bench(['a'], { deliveryTimeoutMs: 2_000, requestTimeoutMs: 5_000 });
    b.sleep(500).send({ value: 'b' }).disconnect(1).sleep(100);
    expect(b.told(2)).toEqual(['a@0/0']);
    b.sleep(1_400); // a is given up in flight; b may go, as the first of those with numbers
    expect(b.failures()).toEqual(['1 TimeoutException']);
    expect(b.told(3)).toEqual(['b@1/0']);
    b.send({ value: 'c' });
    expect(b.told(4)).toEqual([]);
    // b was stored, so a was too: c goes on with the next number.
    b.answer(b.produces[3]);
    expect(b.told(4)).toEqual(['c@2/0']);
  });

  it('bumps its epoch when everything that had numbers has expired', () => {
    const b = bench(['a'], { deliveryTimeoutMs: 2_000, requestTimeoutMs: 5_000 });
    b.disconnect(1).sleep(2_000).send({ value: 'b' });
    expect(b.failures()).toEqual(['1 TimeoutException']);
    expect(b.told(2)).toEqual(['b@0/1']);
  });

  it('changes the epoch of another partition only when nothing of the old one is under way there', () => {
    const b = new ProducerBench(mode);
    b.send({ value: 'a' }, { value: 'x', partition: 1 });
    b.leaders(1, 2).answer(b.produces[0], 'INVALID_TIMESTAMP');
    b.send({ value: 'b' }, { value: 'y', partition: 1 });
    expect(b.told(2)).toEqual(['b@0/1']); // y waits for x
    b.answer(b.produces[1]);
    expect(b.told(3)).toEqual(['t-1: y@0/1']);
  });
});

describe.each(['fast', 'recorded'] as const)('MESSAGE_TOO_LARGE (%s)', (mode) => {
  /** Four records of 40 bytes each in a batch of 61 + 160. */
  const bench = (config: Partial<ProducerConfig>) => {
    const b = new ProducerBench(mode, { lingerMs: 5, ...config });
    b.send(...['a', 'b', 'c', 'd'].map((c) => ({ value: c.repeat(33) })));
    return b.leaders(1).sleep(5);
  };
  const first = (told: string[]) => told.map((t) => t.replace(/(.)\1+/g, '$1'));

  it('splits a batch: first by batch.size, then in halves, and keeps sequence numbers', () => {
    const b = bench({});
    b.answer(b.produces[0], 'MESSAGE_TOO_LARGE');
    expect(first(b.told(1))).toEqual(['a b c d@0/0']); // it fits into batch.size: as it was
    b.answer(b.produces[1], 'MESSAGE_TOO_LARGE');
    // Half of 221 bytes are one header and one record.
    expect(first(b.told(2))).toEqual(['a@0/0']);
    b.answer(b.produces[2]).answer(b.produces[3]).answer(b.produces[4]);
    expect(first(b.told(2))).toEqual(['a@0/0', 'b@1/0', 'c@2/0', 'd@3/0']);
  });

  it('fails for good when one record is too large', () => {
    const b = new ProducerBench(mode, { enableIdempotence: false });
    b.send({ value: 'x' }).leaders(1).answer(b.produces[0], 'MESSAGE_TOO_LARGE').sleep(10_000);
    expect(b.failures()).toEqual(['1 RecordTooLargeException']);
    expect(b.produces.length).toBe(1);
  });
});
