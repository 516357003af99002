import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { responseBody } from '../../src/protocol/messages.js';
import { scenario } from '../../src/scenario/build.js';
import type { RunResult } from '../../src/scenario/result.js';
import { runScenario } from '../../src/scenario/run/run.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { FastDriver } from '../../src/sim/run-fast.js';
import { seededChoices } from '../../src/sim/seeded-choices.js';
import { brokerNode, type World } from '../../src/sim/world.js';
import {
  type ClusterStory,
  clusterFile,
  clusterStories,
  copiesOf,
  SAFE,
} from '../support/random-clusters.js';

/*
 * Oracles 2, 4, 5 and 7 of log-and-replication.md §15, over random clusters, loads and faults; 1 and 3 are in
 * `replication.test.ts`, 6 in `test/log/retention.test.ts`. Each is also shown to accuse a world that breaks it.
 */

const SEED = 15;
/** Brokers die while much is on its way: logs part, and have to be truncated. */
const busyStories = clusterStories.map(
  (s): ClusterStory => ({
    ...s,
    latencyMs: 30,
    chaosSeconds: 40,
    perSecond: 20,
    records: 800,
    partitions: 3,
    consumers: 1,
    swarm: false,
    faults: ['crash-broker', 'cut', 'isolate-broker'],
  }),
);
const seeds = fc.integer({ min: 1, max: 1_000_000 });

/** Looks at the world after each event, and writes down what may not be. */
class Watcher {
  readonly wrong: string[] = [];
  seen = { leaders: 0, truncations: 0 };
  private readonly ends = new Map<string, { highWatermark: number; logStart: number }>();
  /** Partition and leader epoch -> what the new leader knew to be replicated. */
  private readonly elected = new Map<string, number>();
  private facts = 0;

  look(world: World, trace: FastDriver['trace']): void {
    this.lookAtLeaders(world);
    for (; this.facts < trace.facts.length; this.facts++) {
      const fact = trace.facts[this.facts]?.fact;
      if (fact?.type === 'leader elected' && fact.leader > 0) {
        const log = brokerNode(world, fact.leader)?.state.replicas.get(fact.tp.key)?.log;
        this.elected.set(`${fact.tp.key}/${fact.leaderEpoch}`, log?.highWatermark ?? 0);
      } else if (fact?.type === 'truncated' && fact.cause === 'diverged') {
        const epoch = brokerNode(world, fact.broker)?.state.replicas.get(fact.tp.key)?.leaderEpoch;
        const safe = this.elected.get(`${fact.tp.key}/${epoch}`) ?? 0;
        this.seen.truncations += 1;
        if (fact.offset < safe) {
          this.wrong.push(
            `5: broker-${fact.broker} truncates ${fact.tp.key} to ${fact.offset} < ${safe}`,
          );
        }
      }
    }
  }

  private lookAtLeaders(world: World): void {
    for (let id = 1; id <= world.brokers; id++) {
      for (const replica of brokerNode(world, id)?.state.replicas.values() ?? []) {
        if (replica.role !== 'leader') continue;
        const { tp, topicId, leaderEpoch, log } = replica;
        const key = `${tp.key} ${topicId} of broker-${id} in epoch ${leaderEpoch}`;
        const { highWatermark, logStartOffset: logStart } = log;
        const before = this.ends.get(key);
        if (before === undefined) this.seen.leaders += 1;
        else if (highWatermark < before.highWatermark || logStart < before.logStart)
          this.wrong.push(`4: ${key} goes back`);
        if (before === undefined) this.ends.set(key, { highWatermark, logStart });
        else Object.assign(before, { highWatermark, logStart });
      }
    }
  }
}

class WatchedDriver extends FastDriver {
  watcher = new Watcher();

  override step(until: number): boolean {
    const happened = super.step(until);
    if (happened) this.watcher.look(this.world, this.trace);
    return happened;
  }
}

interface Watched {
  readonly result: RunResult;
  readonly watcher: Watcher;
}

function watch(file: ScenarioFile, seed: number, Driver = WatchedDriver): Watched {
  const watcher = new Watcher();
  const result = runScenario(scenario(file), {
    choices: seededChoices(seed),
    makeDriver: (world, choices, trace, programs) => {
      const driver = new Driver(world, choices, trace, programs);
      driver.watcher = watcher;
      return driver;
    },
  });
  return { result, watcher };
}

/** Oracle 2: what an answer hands to a consumer is below the high watermark that it tells. */
function readsBeyond({ trace, world }: RunResult): string[] {
  const wrong: string[] = [];
  for (const { envelope } of trace.messages ?? []) {
    if (envelope.kind !== 'response' || envelope.api !== 'Fetch') continue;
    if (envelope.to <= world.brokers) continue;
    for (const { tp, batches, highWatermark } of responseBody(envelope, 'Fetch').partitions) {
      const last = batches.at(-1)?.lastOffset;
      if (last !== undefined && last >= highWatermark)
        wrong.push(`2: ${tp.key}@${last} >= ${highWatermark}`);
    }
  }
  return wrong;
}

/** Oracle 7: what became of each record that the producer was given. */
function outcomes(
  result: RunResult,
): Record<'ackedPresent' | 'ackedLost' | 'unackedPresent' | 'given', number> {
  const present = new Set<string>();
  for (const { key, leader, copies } of copiesOf(result.world)) {
    if (!key.startsWith('orders-')) continue;
    for (const batch of copies.get(leader)?.batches ?? [])
      batch.records.forEach((_, i) => {
        present.add(`${key}@${batch.offsetAt(i)}/${batch.partitionLeaderEpoch}`);
      });
  }
  const acked = new Set<string>();
  let given = 0;
  for (const { fact } of result.trace.facts) {
    if (fact.type === 'send failed') given += fact.count;
    if (fact.type !== 'acknowledged') continue;
    const { tp, from, to, leaderEpoch } = fact.records;
    given += to - from + 1;
    for (let offset = from; offset <= to; offset++) acked.add(`${tp.key}@${offset}/${leaderEpoch}`);
  }
  const ackedPresent = [...acked].filter((one) => present.has(one)).length;
  return {
    ackedPresent,
    ackedLost: acked.size - ackedPresent,
    unackedPresent: present.size - ackedPresent,
    given,
  };
}

describe('acks=all, two of three in sync, clean elections, one machine at a time', () => {
  it('oracles 2, 4, 5 and 7 hold', () => {
    const seen = { leaders: 0, truncations: 0 };
    fc.assert(
      fc.property(fc.oneof(clusterStories, busyStories), seeds, (story, seed) => {
        const { result, watcher } = watch(clusterFile(story, SAFE), seed);
        expect(watcher.wrong).toEqual([]);
        expect(readsBeyond(result)).toEqual([]);
        const is = outcomes(result);
        const failed = story.records - is.ackedPresent;
        expect(is.given).toBe(story.records); // each is one of them, and told once
        expect(is.ackedLost).toBe(0);
        // An idempotent producer: at most one copy each, of those that failed too.
        expect(is.unackedPresent).toBeLessThanOrEqual(failed);
        seen.leaders += watcher.seen.leaders;
        seen.truncations += watcher.seen.truncations;
      }),
      { seed: SEED, numRuns: 40 },
    );
    expect(seen.leaders).toBeGreaterThan(200);
    expect(seen.truncations).toBeGreaterThan(5);
  });
});

describe('what breaks an oracle is accused', () => {
  /** The oracle's number in the first of these runs that it accuses; '' if none. */
  const accused = (
    bug: string | undefined,
    judge: (watched: Watched) => string,
    Driver = WatchedDriver,
  ) => {
    for (const [story, seed] of fc.sample(fc.tuple(busyStories, seeds), {
      seed: SEED,
      numRuns: 20,
    })) {
      const file = { ...clusterFile(story, SAFE), ...(bug === undefined ? {} : { bug }) };
      const verdict = judge(watch(file as ScenarioFile, seed, Driver));
      if (verdict !== '') return verdict;
    }
    return '';
  };

  it('2 by reads beyond the high watermark', () => {
    const beyond = ({ result }: Watched) => readsBeyond(result)[0]?.slice(0, 1) ?? '';
    expect(accused('reads-beyond-the-high-watermark', beyond)).toBe('2');
  });

  it('4 by a high watermark that goes back', () => {
    class Slipping extends WatchedDriver {
      private slipped = false;

      override step(until: number): boolean {
        const replica = brokerNode(this.world, 1)?.state.replicas.get('orders-0');
        if (!this.slipped && replica?.role === 'leader' && replica.log.highWatermark > 3) {
          this.slipped = true;
          replica.log.highWatermark -= 1;
        }
        return super.step(until);
      }
    }
    const back = ({ watcher }: Watched) => watcher.wrong[0]?.slice(0, 1) ?? '';
    expect(accused(undefined, back, Slipping)).toBe('4');
  });

  it('5 by a follower that truncates too much', () => {
    const below = ({ watcher }: Watched) =>
      watcher.wrong.find((w) => w.startsWith('5'))?.slice(0, 1) ?? '';
    expect(accused('truncates-too-much', below)).toBe('5');
  });

  it('7 by acks=all that waits for nobody: acknowledged, and lost', () => {
    const lost = ({ result }: Watched) => (outcomes(result).ackedLost > 0 ? '7' : '');
    expect(accused('acks-all-answered-at-once', lost)).toBe('7');
  });
});
