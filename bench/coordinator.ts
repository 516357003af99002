import { bareName } from './bare-loop.js';
import { BenchGroup } from './coordinator-group.js';
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

/*
 * The group coordinator by itself: handler, append and replay, without network and trace. Targets are half of what
 * Kafka's own coordinator does on one warm JVM thread, aims all of it, both told as parts of the bare loop there.
 */

interface Load {
  readonly name: string;
  readonly members: number;
  /** Members of the bare loop that it is compared with. */
  readonly base: number;
  /** Kafka's own, in parts of the bare loop. */
  readonly kafka: number | null;
  readonly repeat: number;
  run(group: BenchGroup, i: number): void;
}

/** The bare loop where Kafka's figures come from, events a second with 10 members. */
const BARE_10 = 12.6e6;

const LOADS: readonly Load[] = [
  heartbeats(10, 0.34),
  heartbeats(1_000, 0.73),
  rebalances(10, 76_000 / BARE_10, 300),
  rebalances(100, 8_000 / BARE_10, 30),
  rebalances(1_000, null, 3),
  commits(1, 864_000 / BARE_10, 20_000),
  commits(100, 33_000 / BARE_10, 400),
];

function heartbeats(members: number, kafka: number): Load {
  return {
    name: `heartbeats in a group of ${members}`,
    members,
    base: members,
    kafka,
    repeat: 100_000,
    run: (group, i) => {
      const slot = i % members;
      if (slot === 0) group.host.now += 3_000;
      group.heartbeat(group.memberIds[slot] ?? '');
    },
  };
}

function rebalances(members: number, kafka: number | null, repeat: number): Load {
  const name = `full rebalances of ${members}`;
  return { name, members, base: 10, kafka, repeat, run: (group) => group.rebalance() };
}

function commits(partitions: number, kafka: number, repeat: number): Load {
  return {
    name: `OffsetCommits of ${partitions}`,
    members: 10,
    base: 10,
    kafka,
    repeat,
    run: (group, i) => group.commit(group.memberIds[i % 10] ?? '', partitions, i),
  };
}

function workload(load: Load): Workload {
  const group = new BenchGroup(load.members);
  return {
    name: load.name,
    sample: () => {
      group.forgetLog();
      return timed(() => {
        for (let i = 0; i < load.repeat; i++) load.run(group, i);
        return load.repeat;
      });
    },
  };
}

const REPLAY = 'replay of 100,000 records';
const RECORDS = 100_000;

function replayWorkload(): Workload {
  const group = new BenchGroup(10);
  for (let i = 0; group.host.log.logEndOffset < RECORDS; i++)
    group.commit(group.memberIds[0] ?? '', 100, i);
  const records = group.host.log.logEndOffset;
  return {
    name: REPLAY,
    sample: () =>
      timed(() => {
        group.reload();
        return records;
      }),
  };
}

function figure(samples: Samples, load: Load): Figure {
  return {
    name: load.name,
    measured: speedRatio(samples, load.name, bareName(load.base)),
    unit: 'of bare loop',
    target: load.kafka === null ? null : load.kafka / 2,
    aim: load.kafka,
    better: 'higher',
    note: `${short(perSecond(samples, load.name))} a second`,
  };
}

function replayFigure(samples: Samples): Figure {
  return {
    name: REPLAY,
    measured: (RECORDS * 1_000) / perSecond(samples, REPLAY),
    unit: 'ms',
    target: null,
    aim: null,
    better: 'lower',
    note: `${short(perSecond(samples, REPLAY))} records a second`,
  };
}

export const coordinatorBench: Bench = {
  name: 'coordinator',
  get workloads() {
    return [...LOADS.map(workload), replayWorkload()];
  },
  figures: (samples) => [...LOADS.map((load) => figure(samples, load)), replayFigure(samples)],
};
