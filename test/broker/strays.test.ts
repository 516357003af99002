import { describe, expect, it } from 'vitest';
import { deleteTopic } from '../../src/controller/topics.js';
import { BrokerBench, type Mode } from '../support/broker-bench.js';

/* Logs that a broker finds on its disk when it starts (LogManager.isStrayKraftReplica; KAFKA-14616). */

const KEY = 'orders-0';

describe.each<Mode>(['fast', 'recorded'])('a broker that starts, %s', (mode) => {
  const withThreeRecords = () => {
    const b = new BrokerBench(mode).topic('orders', 1);
    b.produce(KEY, 3);
    return b;
  };

  it('keeps the logs of topics that it still has', () => {
    expect(withThreeRecords().restart().tell().logEnd(KEY)).toBe(3);
  });

  it('drops the log of a topic that was deleted meanwhile, though there is another of that name', () => {
    const b = withThreeRecords().restart();
    deleteTopic(b.controller, 'orders', b.controllerOut());
    b.topic('orders', 1);
    b.tell();
    expect(b.logEnd(KEY)).toBe(0);
    b.produce(KEY, 1);
    expect(b.logEnd(KEY)).toBe(1);
  });
});
