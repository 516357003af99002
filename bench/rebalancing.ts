import { enqueueCall } from '../src/sim/faults.js';
import { consumerNamed } from '../src/sim/world.js';
import { bareName } from './bare-loop.js';
import { type Bench, perSecond, short, speedRatio, timed, type Workload } from './measure.js';
import { fastDriver, groupWorld, joinAll, runFor } from './worlds.js';

/* A group of 50 on 50 partitions, one of which asks for a rebalance every five seconds: all join, sync and go on. */

const NAME = '50 consumers rebalancing';
const MEMBERS = 50;
const REBALANCES = 10;

const rebalancing: Workload = {
  name: NAME,
  sample: () => {
    const driver = fastDriver(groupWorld({ consumers: MEMBERS, partitions: 50 }), 'messages');
    joinAll(driver, MEMBERS);
    return timed(() => {
      let events = 0;
      for (let i = 0; i < REBALANCES; i++) {
        driver.apply((world) => {
          const first = consumerNamed(world, 'c1'); // the leader
          if (first !== undefined) enqueueCall(world, first, { kind: 'enforceRebalance' });
        });
        events += runFor(driver, 5_000);
      }
      return events;
    });
  },
};

export const rebalancingBench: Bench = {
  name: 'rebalancing',
  workloads: [rebalancing],
  figures: (samples) => [
    {
      name: NAME,
      measured: speedRatio(samples, NAME, bareName(10)),
      unit: 'of bare loop',
      target: null,
      aim: null,
      better: 'higher',
      note: `${short(perSecond(samples, NAME))} events/s`,
    },
  ],
};
