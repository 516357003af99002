import { bareName } from './bare-loop.js';
import { type Bench, perSecond, short, speedRatio, timed, type Workload } from './measure.js';
import { fastDriver, groupWorld, joinAll, runFor } from './worlds.js';

/*
 * Heartbeats and nothing else: a group whose members have nothing to read and wait in a long poll. Events are the
 * heartbeat thread's timer, the request, the answer. The second kind polls every second besides, as loops do.
 */

/** Long enough to lie beyond every sample. */
const ENDLESS_POLL_MS = 100_000_000;

type Kind = 'facts kept' | 'messages kept' | 'polling, facts kept';

const KINDS: readonly Kind[] = ['facts kept', 'messages kept', 'polling, facts kept'];

function beatName(members: number, kind: Kind): string {
  return `${members} consumers heartbeating, ${kind}`;
}

function heartbeating(members: number, kind: Kind): Workload {
  const polling = kind === 'polling, facts kept';
  return {
    name: beatName(members, kind),
    sample: () => {
      const world = groupWorld({
        consumers: members,
        partitions: 1,
        app: { pollTimeoutMs: polling ? 1_000 : ENDLESS_POLL_MS },
        config: { fetchMaxWaitMs: ENDLESS_POLL_MS, requestTimeoutMs: 2 * ENDLESS_POLL_MS },
      });
      const driver = fastDriver(world, kind === 'messages kept' ? 'messages' : 'facts');
      joinAll(driver, members);
      runFor(driver, 6_000);
      return timed(() => runFor(driver, (30_000 * 1_000) / members));
    },
  };
}

export const heartbeatsBench: Bench = {
  name: 'heartbeats',
  workloads: KINDS.flatMap((kind) => [heartbeating(10, kind), heartbeating(1_000, kind)]),
  figures: (samples) =>
    KINDS.flatMap((kind) => [
      ...[10, 1_000].map((members) => ({
        name: beatName(members, kind),
        measured: speedRatio(samples, beatName(members, kind), bareName(members)),
        unit: 'of bare loop',
        target: members === 1_000 ? 1 / 5 : null,
        aim: members === 1_000 ? 1 / 3 : null,
        better: 'higher' as const,
        note: `${short(perSecond(samples, beatName(members, kind)))} events/s`,
      })),
      {
        name: `an event at 1,000 / at 10, ${kind}`,
        measured: 1 / speedRatio(samples, beatName(1_000, kind), beatName(10, kind)),
        unit: 'times the cost',
        target: 3,
        aim: null,
        better: 'lower' as const,
        note: 'heartbeating',
      },
    ]),
};
