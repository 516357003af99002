import { bareName } from './bare-loop.js';
import { type Bench, perSecond, short, speedRatio, timed, type Workload } from './measure.js';
import { fastDriver, groupWorld, joinAll, runFor } from './worlds.js';

/*
 * Heartbeats and nothing else: a group whose members have nothing to read and wait in a long poll. Events are the
 * heartbeat thread's timer, the request, the answer. The second kind polls every second besides, as loops do.
 */

/** Long enough to lie beyond every sample. */
const ENDLESS_POLL_MS = 100_000_000;

function beatName(members: number, polling: boolean): string {
  return `${members} consumers heartbeating${polling ? ' and polling' : ''}`;
}

function heartbeating(members: number, polling: boolean): Workload {
  return {
    name: beatName(members, polling),
    sample: () => {
      const world = groupWorld({
        consumers: members,
        partitions: 1,
        app: { pollTimeoutMs: polling ? 1_000 : ENDLESS_POLL_MS },
        config: { fetchMaxWaitMs: ENDLESS_POLL_MS, requestTimeoutMs: 2 * ENDLESS_POLL_MS },
      });
      const driver = fastDriver(world, 'messages');
      joinAll(driver, members);
      runFor(driver, 6_000);
      return timed(() => runFor(driver, (30_000 * 1_000) / members));
    },
  };
}

export const heartbeatsBench: Bench = {
  name: 'heartbeats',
  workloads: [
    heartbeating(10, false),
    heartbeating(1_000, false),
    heartbeating(10, true),
    heartbeating(1_000, true),
  ],
  figures: (samples) =>
    [false, true].flatMap((polling) => [
      ...[10, 1_000].map((members) => ({
        name: beatName(members, polling),
        measured: speedRatio(samples, beatName(members, polling), bareName(members)),
        unit: 'of bare loop',
        target: members === 1_000 ? 1 / 5 : null,
        aim: members === 1_000 ? 1 / 3 : null,
        better: 'higher' as const,
        note: `${short(perSecond(samples, beatName(members, polling)))} events/s`,
      })),
      {
        name: `an event at 1,000 / at 10${polling ? ', and polling' : ''}`,
        measured: 1 / speedRatio(samples, beatName(1_000, polling), beatName(10, polling)),
        unit: 'times the cost',
        target: 3,
        aim: null,
        better: 'lower' as const,
        note: 'heartbeating',
      },
    ]),
};
