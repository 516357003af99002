import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactOf, TracedFact } from '../../src/protocol/trace.js';
import { scenario } from '../../src/scenario/build.js';
import type { RunResult } from '../../src/scenario/result.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { groupNames, viewGroup } from '../../src/sim/observe.js';
import { RecordedDriver } from '../../src/sim/run-recorded.js';
import { seededChoices } from '../../src/sim/seeded-choices.js';
import {
  type ClusterStory,
  clusterFile,
  clusterStories,
  contentBelow,
  copiesOf,
  type Durability,
  SAFE,
} from '../support/random-clusters.js';

/* The oracles of replication (log-and-replication.md §15), over random clusters, loads and faults. */

const SEED = 6;
const seeds = fc.integer({ min: 1, max: 1_000_000 });

function play(story: ClusterStory, seed: number, durability: Durability): RunResult {
  return runScenario(scenario(clusterFile(story, durability)), { choices: seededChoices(seed) });
}

function facts<T extends FactOf<'started'>['type'] | TracedFact['fact']['type']>(
  { trace }: RunResult,
  type: T,
): (TracedFact & { readonly fact: Extract<TracedFact['fact'], { type: T }> })[] {
  return trace.facts.filter((f): f is never => f.fact.type === type);
}

/** Acknowledged records that the leaders' logs do not have in the end, at their offset and in their epoch. */
function lostRecords(result: RunResult): string[] {
  const kept = new Set<string>();
  for (const { key, leader, copies } of copiesOf(result.world)) {
    for (const batch of copies.get(leader)?.batches ?? []) {
      batch.records.forEach((_, i) => {
        kept.add(`${key}@${batch.offsetAt(i)}/${batch.partitionLeaderEpoch}`);
      });
    }
  }
  const lost: string[] = [];
  for (const { fact } of facts(result, 'acknowledged')) {
    const { tp, from, to, leaderEpoch } = fact.records;
    for (let offset = from; offset <= to; offset++) {
      const name = `${tp.key}@${offset}/${leaderEpoch}`;
      if (!kept.has(name)) lost.push(name);
    }
  }
  return lost;
}

/** Each epoch of a partition has one leader: nobody else appends in it. */
function expectOneLeaderAnEpoch(result: RunResult): void {
  const leaders = new Map<string, string>();
  for (const { node, fact } of facts(result, 'appended')) {
    const key = `${fact.records.tp.key}/${fact.records.leaderEpoch}`;
    expect(leaders.get(key) ?? node, key).toBe(node);
    leaders.set(key, node);
  }
}

function expectIsrOfReplicas(result: RunResult): void {
  for (const { fact } of facts(result, 'isr changed')) {
    expect([1, 2, 3]).toEqual(expect.arrayContaining([...fact.isr]));
    expect(new Set(fact.isr).size).toBe(fact.isr.length);
  }
}

/** Everybody is in sync again, and all copies are one. */
function expectWhole(result: RunResult): void {
  for (const { key, leader, isr, replicas, copies } of copiesOf(result.world)) {
    const led = copies.get(leader);
    expect(led, `${key} has a leader`).toBeDefined();
    expect([...isr].sort(), `ISR of ${key}`).toEqual([...replicas].sort());
    for (const [id, copy] of copies) {
      const end = Math.min(copy.highWatermark, led?.highWatermark ?? 0);
      const own = contentBelow(copy.batches, end);
      expect(own, `${key} on broker-${id}`).toEqual(contentBelow(led?.batches ?? [], end));
      expect(copy.end, `end of ${key} on broker-${id}`).toBe(led?.end);
    }
  }
  for (const group of groupNames(result.world)) {
    expect(['Stable', 'Empty']).toContain(viewGroup(result.world, group)?.state);
  }
}

/** What poll() hands out was below a high watermark: it is still there in the end. */
function expectNoPhantoms(result: RunResult): void {
  const kept = new Map(
    copiesOf(result.world).map(({ key, leader, copies }) => {
      const batches = copies.get(leader)?.batches ?? [];
      return [
        key,
        new Set(
          contentBelow(batches, Number.MAX_SAFE_INTEGER).map((t) => t.split('/', 2).join('/')),
        ),
      ];
    }),
  );
  for (const { fact } of facts(result, 'delivered')) {
    const { tp, from, to, leaderEpoch } = fact.records;
    for (let offset = from; offset <= to; offset++) {
      expect(kept.get(tp.key), `${tp.key}@${offset}`).toContain(`${offset}/${leaderEpoch}`);
    }
  }
}

describe('with acks=all, two of three in sync, clean elections and one machine at a time', () => {
  it('nothing acknowledged is lost, and all replicas agree again once the faults are over', () => {
    let failovers = 0;
    fc.assert(
      fc.property(clusterStories, seeds, (story, seed) => {
        const result = play(story, seed, SAFE);
        failovers += facts(result, 'leader elected').length;
        expect(lostRecords(result)).toEqual([]);
        expectOneLeaderAnEpoch(result);
        expectIsrOfReplicas(result);
        expectWhole(result);
        expectNoPhantoms(result);
      }),
      { seed: SEED, numRuns: 60 },
    );
    expect(failovers).toBeGreaterThan(100);
  });

  it('the same, and the same trace, when each event makes a frozen world', () => {
    const short = clusterStories.map(
      (s): ClusterStory => ({ ...s, records: Math.min(s.records, 30), chaosSeconds: 8 }),
    );
    fc.assert(
      fc.property(short, seeds, (story, seed) => {
        const file = scenario(clusterFile(story, SAFE));
        const untilMs = 18_000;
        const fast = runScenario(file, { choices: seededChoices(seed), untilMs });
        const recorded = runScenario(file, {
          choices: seededChoices(seed),
          untilMs,
          makeDriver: (world, choices, trace) => new RecordedDriver(world, choices, trace),
        });
        expect(recorded.trace.facts).toEqual(fast.trace.facts);
        expect(recorded.world).toEqual(fast.world);
      }),
      { seed: SEED, numRuns: 6 },
    );
  });
});

describe('without that', () => {
  /** How many of these runs lose an acknowledged record; whatever they lose, the rest of the laws hold. */
  function losing(durability: Durability, faults: ClusterStory['faults'], numRuns = 25): number {
    const stories = clusterStories.map((s): ClusterStory => ({ ...s, faults, swarm: false }));
    const samples = fc.sample(fc.tuple(stories, seeds), { seed: SEED, numRuns });
    return samples.filter(([story, seed]) => {
      // Faults go on for as long as records come.
      const result = play(
        { ...story, chaosSeconds: 60, perSecond: 3, records: 180 },
        seed,
        durability,
      );
      expectOneLeaderAnEpoch(result);
      expectIsrOfReplicas(result);
      expectWhole(result);
      return lostRecords(result).length > 0;
    }).length;
  }

  it('acks=1 loses', () => {
    // The leader is cut off from its followers, and dies: two things at a time.
    const durability: Durability = { ...SAFE, acks: 1, minIsr: 1, brokersDown: 2 };
    expect(losing(durability, ['crash-broker', 'cut'], 50)).toBeGreaterThan(0);
  });

  it('unclean elections lose', () => {
    const durability: Durability = { ...SAFE, minIsr: 1, unclean: true, brokersDown: 3 };
    // A clean leader is nearly always left: few of these runs lose anything.
    expect(losing(durability, ['isolate-broker', 'cut', 'freeze-broker'], 40)).toBeGreaterThan(0);
  });

  it('machines that lose their disks one after the other lose', () => {
    const durability: Durability = { ...SAFE, minIsr: 1, brokersDown: 3, lose: 'all' };
    expect(losing(durability, ['crash-broker'], 60)).toBeGreaterThan(0);
  });
});

describe('a clean restart of every broker', () => {
  it('changes nothing durable', () => {
    fc.assert(
      fc.property(clusterStories, seeds, (story, seed) => {
        const file = clusterFile({ ...story, chaosSeconds: 1, faults: ['slow'] }, SAFE);
        const before = runScenario(scenario(file), { choices: seededChoices(seed) });
        const restarts = ['broker-1', 'broker-2', 'broker-3'].flatMap((broker) => [
          { 'shut-down': broker },
          { after: '3s' },
          { restart: broker },
          { after: '20s' },
        ]);
        const steps = [...file.steps, { after: '90s' }, ...restarts];
        const after = runScenario(scenario({ ...file, steps }), { choices: seededChoices(seed) });
        expect(lostRecords(after)).toEqual([]);
        expectWhole(after);
        const text = ({ world }: RunResult) =>
          copiesOf(world)
            .filter(({ key }) => key.startsWith('orders'))
            .map(({ copies }) => contentBelow(copies.get(1)?.batches ?? [], 1e9).length);
        expect(text(after)).toEqual(text(before));
      }),
      { seed: SEED, numRuns: 8 },
    );
  });
});
