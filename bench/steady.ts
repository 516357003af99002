import { bareName } from './bare-loop.js';
import {
  type Bench,
  type Figure,
  perSecond,
  type Samples,
  short,
  speedRatio,
  timed,
  type Workload,
} from './measure.js';
import {
  fastDriver,
  groupWorld,
  joinAll,
  keys,
  runFor,
  runForgetful,
  startAll,
  type Tracing,
} from './worlds.js';

/*
 * Steady consumption: a partition for each consumer; every record is produced, fetched, processed in no time and
 * covered by an auto-commit; heartbeats run. Messages kept is what `cohort run` does.
 */

const RECORDS_PER_SECOND = 500;
/** Virtual time of one sample. */
const SAMPLE_MS = 40_000;

function steadyName(tracing: Tracing): string {
  return `steady, 10 consumers, ${tracing} kept`;
}

function steady(tracing: Tracing): Workload {
  return {
    name: steadyName(tracing),
    sample: () => {
      const world = groupWorld({
        consumers: 10,
        partitions: 10,
        load: {
          rate: { records: RECORDS_PER_SECOND, perMs: 1_000 },
          count: null,
          keys: keys(64),
        },
      });
      const driver = fastDriver(world, tracing);
      joinAll(driver, 10);
      startAll(driver, ['producer']);
      runFor(driver, 1_000);
      const run = tracing === 'nothing' ? runForgetful : runFor;
      return timed(() => run(driver, SAMPLE_MS));
    },
  };
}

function speed(samples: Samples, tracing: Tracing): Figure {
  const name = steadyName(tracing);
  return {
    name,
    measured: speedRatio(samples, name, bareName(10)),
    unit: 'of bare loop',
    target: tracing === 'nothing' ? null : 1 / 10,
    aim: tracing === 'nothing' ? null : 1 / 5,
    better: 'higher',
    note: `${short(perSecond(samples, name))} events/s`,
  };
}

/** How much longer the same events take if they are traced. */
function tracingCost(samples: Samples, tracing: Tracing): Figure {
  return {
    name: `tracing, ${tracing} kept`,
    measured: 1 / speedRatio(samples, steadyName(tracing), steadyName('nothing')) - 1,
    unit: 'more time',
    target: 0.1,
    aim: null,
    better: 'lower',
    note: 'against a run that keeps nothing',
  };
}

export const steadyBench: Bench = {
  name: 'steady',
  workloads: [steady('messages'), steady('facts'), steady('nothing')],
  figures: (samples) => [
    speed(samples, 'messages'),
    speed(samples, 'facts'),
    speed(samples, 'nothing'),
    tracingCost(samples, 'messages'),
    tracingCost(samples, 'facts'),
  ],
};
