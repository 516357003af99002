import { benchAssignors } from './assignors.js';
import type { Bench } from './measure.js';

/** The assignors against Kafka's own classes, in ms on a machine of this kind. */
export const assignorsBench: Bench = {
  name: 'assignors',
  workloads: [],
  figures: () =>
    benchAssignors().map(({ assignor, members, partitions, ms, kafkaMs }) => ({
      name: `${assignor}, ${members} members, ${partitions} partitions`,
      measured: ms,
      unit: 'ms',
      target: null,
      aim: kafkaMs,
      better: 'lower',
      note: 'one member has left',
    })),
};
