import { benchAssignors } from './assignors.js';
import { bareLoop, bareName } from './bare-loop.js';
import { type Bench, interleaved, perSecond, short } from './measure.js';

/** The bare loop with 10 members on the machine that Kafka's figures are from, events a second. */
const KAFKA_BARE_LOOP = 12_600_000;
const ROUNDS = 5;

/** The assignors against Kafka's own classes: in ms, and in events of the bare loop of this process and of Kafka's machine. */
export const assignorsBench: Bench = {
  name: 'assignors',
  workloads: [],
  figures: () => {
    const bare = perSecond(interleaved([bareLoop(10)], ROUNDS), bareName(10));
    return benchAssignors().map(({ assignor, members, partitions, ms, kafkaMs }) => {
      const ours = (ms * bare) / 1_000;
      const kafkas = (kafkaMs * KAFKA_BARE_LOOP) / 1_000;
      return {
        name: `${assignor}, ${members} members, ${partitions} partitions`,
        measured: ms,
        unit: 'ms',
        target: 2 * kafkaMs,
        aim: kafkaMs,
        better: 'lower',
        note: `${short(ours)} bare-loop events, Kafka's ${short(kafkas)}`,
      };
    });
  },
};
