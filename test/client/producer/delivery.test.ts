import { describe, expect, it } from 'vitest';
import type { ProducerConfig } from '../../../src/client/producer/config.js';
import { ProducerBench } from '../../support/producer-bench.js';

const PLAIN: Partial<ProducerConfig> = { enableIdempotence: false };

describe.each(['fast', 'recorded'] as const)('a producer without idempotence (%s)', (mode) => {
  const bench = (config: Partial<ProducerConfig> = {}, ...values: string[]) => {
    const b = new ProducerBench(mode, { ...PLAIN, ...config });
    b.send(...values.map((value) => ({ value })));
    return b.leaders(1);
  };

  it('sends a refused batch again after retry.backoff.ms, doubled each time up to the maximum', () => {
    const b = bench({ retryBackoffMaxMs: 300 }, 'a');
    for (let i = 0; i < 4; i++) b.answer(b.produces[i], 'NOT_ENOUGH_REPLICAS').sleep(1_000);
    expect(b.produces.map((s) => s.at)).toEqual([0, 100, 1_200, 2_300, 3_300]);
  });

  it('lets a repetition land behind its successor', () => {
    const b = bench({}, 'a', 'b');
    b.answer(b.produces[0], 'NOT_ENOUGH_REPLICAS').answer(b.produces[1]).sleep(100);
    expect(b.told()).toEqual(['a', 'b', 'a']);
  });

  it('sends on in the backoff of a repetition only what is in flight already', () => {
    const b = bench({}, 'a', 'b');
    b.answer(b.produces[0], 'NOT_ENOUGH_REPLICAS').send({ value: 'c' }).sleep(99);
    expect(b.told(2)).toEqual([]);
    b.sleep(1);
    expect(b.told(2)).toEqual(['a', 'c']);
  });

  it('turns two batches round that fail together: each is put in front of the queue', () => {
    const b = bench({ reconnectBackoffMs: 0 }, 'a', 'b');
    b.disconnect(1).sleep(1_000);
    expect(b.told(2)).toEqual(['b', 'a']);
  });

  it('keeps the order with one request in flight', () => {
    const b = bench({ maxInFlightRequestsPerConnection: 1 }, 'a', 'b', 'c');
    expect(b.told()).toEqual(['a']);
    b.answer(b.produces[0], 'NOT_ENOUGH_REPLICAS').sleep(100).answer(b.produces[1]);
    expect(b.told()).toEqual(['a', 'a', 'b c']);
  });

  it('with retries=0 tells the first error', () => {
    const b = bench({ retries: 0 }, 'a', 'b');
    b.answer(b.produces[0], 'NOT_ENOUGH_REPLICAS').disconnect(1);
    expect(b.failures()).toEqual(['1 NotEnoughReplicasException', '1 NetworkException']);
  });

  it('with retries=1 sends each batch at most twice', () => {
    const b = bench({ retries: 1 }, 'a');
    b.answer(b.produces[0], 'REQUEST_TIMED_OUT').sleep(100);
    b.answer(b.produces[1], 'REQUEST_TIMED_OUT').sleep(10_000);
    expect(b.produces.length).toBe(2);
    expect(b.failures()).toEqual(['1 TimeoutException']);
  });

  it('does not repeat what no repetition can mend', () => {
    const b = bench({}, 'a').answer(bench({}, 'a').produces[0], 'INVALID_TIMESTAMP').sleep(10_000);
    expect(b.failures()).toEqual(['1 InvalidTimestampException']);
    expect(b.produces.length).toBe(1);
  });

  it('asks for metadata after NOT_LEADER_OR_FOLLOWER, and a new leader epoch ends the backoff', () => {
    const b = bench({}, 'a').answer(bench({}, 'a').produces[0], 'NOT_LEADER_OR_FOLLOWER');
    b.sleep(99);
    expect(b.metadata.length).toBe(0); // metadata came a moment ago: retry.backoff.ms
    b.sleep(1);
    expect(b.produces.length).toBe(2); // its backoff has ended by itself
    b.answer(b.produces[1], 'NOT_LEADER_OR_FOLLOWER').sleep(10);
    b.leaders(2);
    expect(b.produces.at(-1)).toMatchObject({ to: 2, at: 110 });
  });

  it('does not ask for metadata after NOT_ENOUGH_REPLICAS', () => {
    const b = bench({}, 'a').answer(bench({}, 'a').produces[0], 'NOT_ENOUGH_REPLICAS').sleep(1_000);
    expect(b.metadata).toEqual([]);
  });
});

describe.each(['fast', 'recorded'] as const)('timeouts (%s)', (mode) => {
  const bench = (config: Partial<ProducerConfig>, ...values: string[]) => {
    const b = new ProducerBench(mode, config);
    b.send(...values.map((value) => ({ value })));
    return b.leaders(1);
  };

  it('request.timeout.ms closes the connection: all its requests fail and are repeated', () => {
    const b = bench({ requestTimeoutMs: 1_000, reconnectBackoffMs: 50 }, 'a', 'b');
    b.sleep(999);
    expect(b.produces.length).toBe(2);
    b.sleep(1).leaders(1).sleep(100);
    expect(b.told(2)).toEqual(['a@0/0']);
    expect(b.produces[2]?.at).toBe(1_050); // a newer leader epoch ends the backoff, not that of the connection
  });

  it('delivery.timeout.ms ends the wait of a batch in flight, whose answer is no news then', () => {
    const b = bench({ ...PLAIN, deliveryTimeoutMs: 3_000, requestTimeoutMs: 5_000 }, 'a');
    b.sleep(2_999);
    expect(b.failures()).toEqual([]);
    b.sleep(1);
    expect(b.failures()).toEqual(['1 TimeoutException']);
    b.answer(b.produces[0]);
    expect(b.facts.map((f) => f.type)).toEqual(['send failed']);
  });

  it('delivery.timeout.ms ends the wait of a batch that cannot be sent', () => {
    const b = bench({ ...PLAIN, deliveryTimeoutMs: 3_000, requestTimeoutMs: 1_000 }, 'a');
    b.answer(b.produces[0], 'NOT_LEADER_OR_FOLLOWER').sleep(150).leaders(-1).sleep(2_849);
    expect(b.failures()).toEqual([]);
    b.sleep(1);
    expect(b.failures()).toEqual(['1 TimeoutException']);
  });

  it('an error that comes after delivery.timeout.ms is not repeated', () => {
    const b = bench({ ...PLAIN, deliveryTimeoutMs: 1_000, requestTimeoutMs: 1_000 }, 'a');
    b.sleep(1_000).leaders(1).sleep(5_000);
    expect(b.produces.length).toBe(1);
    expect(b.failures().length).toBe(1);
  });

  it('max.block.ms ends the wait of a record for metadata', () => {
    const b = new ProducerBench(mode, { maxBlockMs: 2_000 });
    b.send({ value: 'a' }).sleep(1_500).send({ value: 'b' }).sleep(499);
    expect(b.failures()).toEqual([]);
    b.sleep(1);
    expect(b.failures()).toEqual(['1 TimeoutException']);
    b.leaders(1);
    expect(b.told()).toEqual(['b@0/0']);
  });
});
