import { describe, expect, it } from 'vitest';
import type { ProducerConfig } from '../../../src/client/producer/config.js';
import { ProducerBench } from '../../support/producer-bench.js';

/** A record of `bytes` in a batch: 7 are not its value. */
const sized = (bytes: number, char = 'x') => ({ value: char.repeat(bytes - 7), partition: null });

describe.each(['fast', 'recorded'] as const)('batching (%s)', (mode) => {
  const bench = (config: Partial<ProducerConfig> = {}, ...leaders: number[]) => {
    const b = new ProducerBench(mode, config);
    b.send({ value: 'first' });
    b.leaders(...(leaders.length > 0 ? leaders : [1]));
    return b;
  };

  it('sends what came within linger.ms as one batch, when the first record has waited so long', () => {
    const b = bench({ lingerMs: 10 });
    b.sleep(4).send({ value: 'b' }).sleep(5);
    expect(b.produces).toEqual([]);
    b.sleep(1);
    expect(b.told()).toEqual(['first b@0/0']);
    expect(b.produces[0]?.at).toBe(10);
  });

  it('does not wait for linger.ms when a batch is full', () => {
    const b = bench({ lingerMs: 1_000, batchSize: 61 + 40 });
    b.send(sized(20), sized(20, 'y'));
    expect(b.told()).toEqual([`first ${'x'.repeat(13)}@0/0`]);
    b.sleep(1_000);
    expect(b.told(1)).toEqual([`${'y'.repeat(13)}@2/0`]);
  });

  it('takes along the batch that lingers for another partition of the same broker, not of others', () => {
    const b = bench({ lingerMs: 1_000, batchSize: 61 + 20 }, 1, 1, 2);
    b.send({ value: 'q', partition: 1 }, { value: 'r', partition: 2 });
    b.send({ value: 'x'.repeat(10) });
    expect(b.told()).toEqual(['first@0/0, t-1: q@0/0']);
  });

  it('without linger collects records only while five requests are under way', () => {
    const b = bench();
    b.send(...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((value) => ({ value })));
    expect(b.told()).toEqual(['first@0/0', 'b@1/0', 'c@2/0', 'd@3/0', 'e@4/0']);
    b.answer(b.produces[0]);
    expect(b.told(5)).toEqual(['f g h@5/0']);
  });

  it('with acks=0 has nothing in flight, and forgets a batch once it is sent', () => {
    const b = bench({ acks: 0, enableIdempotence: false });
    b.send(...Array.from({ length: 9 }, () => ({})));
    expect(b.produces.length).toBe(10);
    expect(b.facts.map((f) => f.type)).toEqual(Array(10).fill('acknowledged'));
    b.disconnect(1).leaders(1).sleep(200_000);
    expect(b.produces.length).toBe(10);
  });
});

describe.each(['fast', 'recorded'] as const)('the sticky partition (%s)', (mode) => {
  const partitions = (b: ProducerBench) =>
    b.produces.flatMap(({ body }) => body.batches.map(({ tp }) => tp.partition));
  const bench = (config: Partial<ProducerConfig>) => {
    const b = new ProducerBench(mode, config);
    b.send({ key: 'only to know the topic', partition: 2 });
    b.leaders(1, 1, 1).sleep(config.lingerMs ?? 0);
    b.answer(b.produces[0]);
    b.produces.length = 0;
    return b;
  };

  it('is left after batch.size bytes, headers of batches counted', () => {
    const b = bench({ batchSize: 200 });
    // Without linger each is a batch: 61 + 39 = 100 bytes. Two of them are 200.
    for (let i = 0; i < 5; i++) {
      b.send(sized(39)).answer(b.produces[i]);
    }
    expect(partitions(b)).toEqual([0, 0, 1, 1, 2]);
  });

  it('is kept beyond batch.size until the batch that is being filled is gone', () => {
    const b = bench({ batchSize: 200, lingerMs: 10 });
    b.send(sized(100)).sleep(10); // 161 bytes, sent by linger.ms
    b.send(sized(50)).sleep(5); // 272 bytes in all: it has its share, but this batch is not full
    b.send(sized(30)).sleep(5);
    b.send(sized(30)).sleep(10);
    expect(partitions(b)).toEqual([0, 0, 1]);
    expect(b.produces.map(({ body }) => body.batches[0]?.records.length)).toEqual([1, 2, 1]);
  });

  it('is left at twice batch.size at the latest', () => {
    const b = bench({ batchSize: 200, lingerMs: 10 });
    b.send(sized(100)).sleep(10); // 161
    b.send(sized(100)).sleep(10); // 322
    b.send({ key: 'keeps the batch open', partition: 0, value: null });
    b.send(sized(78)).sleep(1); // 400: twice batch.size, though that batch is not full
    b.send(sized(20)).sleep(10);
    expect(partitions(b)).toEqual([0, 0, 0, 1]);
  });

  it('does not go by keys or explicit partitions, and leaves out partitions without leader', () => {
    const b = bench({ batchSize: 100 });
    b.send({ key: 'k', partition: 2, value: 'x'.repeat(500) });
    b.disconnect(1).sleep(100).leaders(-1, 1, 1);
    b.produces.length = 0;
    b.send(sized(39));
    expect(partitions(b)).toEqual([1]);
  });
});
