import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replay, replayMarker } from '../../src/coordinator/replay.js';
import { type DurableState, makeDurable, type Shard } from '../../src/coordinator/state.js';
import { CoordinatorBench, MODES, type Mode } from '../support/coordinator-bench.js';
import { type HistoryOptions, RandomHistory } from '../support/random-history.js';

const CONFIG = {
  groupInitialRebalanceDelayMs: 300,
  offsetsRetentionMs: 60_000,
  offsetsRetentionCheckIntervalMs: 20_000,
};

/** A small generator of our own, so that one number is a whole history. */
function diceOf(seed: number): (n: number) => number {
  let x = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return (n) => {
    x ^= x << 13;
    x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    return x % n;
  };
}

/** Runs a history and looks after each step. */
function run(
  mode: Mode,
  seed: number,
  steps: number,
  options: HistoryOptions,
  look: (bench: CoordinatorBench) => void = () => {},
): CoordinatorBench {
  const bench = new CoordinatorBench(mode, CONFIG);
  const history = new RandomHistory(bench, diceOf(seed), options);
  for (let i = 0; i < steps; i++) {
    history.step();
    look(bench);
  }
  history.end();
  look(bench);
  return bench;
}

function replayed(bench: CoordinatorBench): DurableState {
  const durable = makeDurable();
  bench.log().read((record, offset, producer, control) => {
    if (record !== null) replay(durable, record, offset, producer.producerId, null);
    else if (control !== null) replayMarker(durable, producer.producerId, control, null);
  });
  return durable;
}

/** What the law says of every group: it is its last record, unless a rebalance is under way. */
function expectGroupsToEqualTheirRecords(shard: Shard): void {
  for (const [groupId, group] of shard.groups) {
    const value = shard.durable.groups.get(groupId);
    if (value === undefined || value === null) continue;
    if (group.state !== 'Stable' && group.state !== 'Empty') continue;
    expect({
      generation: group.generationId,
      protocolType: group.protocolType ?? '',
      protocol: group.protocolName,
      members: [...group.members.values()]
        .map(({ memberId, assignment }) => ({ memberId, assignment }))
        .sort(byId),
    }).toEqual({
      generation: value.generation,
      protocolType: value.protocolType,
      protocol: value.protocol,
      members: value.members
        .map(({ memberId, assignment }) => ({ memberId, assignment }))
        .sort(byId),
    });
  }
}

function byId(a: { memberId: string }, b: { memberId: string }): number {
  return a.memberId < b.memberId ? -1 : 1;
}

const seeds = fc.integer({ min: 1, max: 2 ** 31 });
const numRuns = 60;

describe('random histories of a coordinator', () => {
  it('cut by failovers: durable state equals a fresh replay of the log', () => {
    const options = { storageTrouble: true, failovers: true };
    fc.assert(
      fc.property(seeds, (seed) => {
        run('fast', seed, 60, options, (bench) => {
          const shard = bench.partitionState();
          if (shard !== undefined) expect(shard.durable).toEqual(replayed(bench));
        });
      }),
      { numRuns },
    );
  });

  it('a live Stable or Empty group equals its last record', () => {
    // Not with failing appends: what cannot be written stays in memory, as in Kafka.
    const options = { storageTrouble: false, failovers: true };
    fc.assert(
      fc.property(seeds, (seed) => {
        run('fast', seed, 80, options, (bench) => {
          const shard = bench.partitionState();
          if (shard !== undefined) expectGroupsToEqualTheirRecords(shard);
        });
      }),
      { numRuns },
    );
  });

  it('give the same answers, records and facts in both modes', () => {
    const options = { storageTrouble: true, failovers: true };
    fc.assert(
      fc.property(seeds, (seed) => {
        const [fast, recorded] = MODES.map((mode) => run(mode, seed, 60, options));
        expect(recorded?.records).toEqual(fast?.records);
        expect(recorded?.facts).toEqual(fast?.facts);
        expect(recorded?.allAnswers()).toEqual(fast?.allAnswers());
      }),
      { numRuns: 30 },
    );
  });

  it('leave nothing behind when they are over: no answer owed to nobody, no change uncommitted', () => {
    const options = { storageTrouble: true, failovers: true };
    fc.assert(
      fc.property(seeds, (seed) => {
        const bench = run('fast', seed, 60, options);
        bench.sleep(400_000);
        const shard = bench.shard();
        expect([shard.deferred, shard.uncommitted]).toEqual([[], []]);
        const owed = [...shard.groups.values()].flatMap((group) =>
          [...group.members.values()].flatMap(({ joinToken, syncToken }) => [joinToken, syncToken]),
        );
        expect([...shard.parked.keys()].filter((token) => !owed.includes(token))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('the same log without what compaction drops gives the same offsets', () => {
    const options = { storageTrouble: true, failovers: true };
    fc.assert(
      fc.property(seeds, (seed) => {
        const bench = run('fast', seed, 80, options);
        const { entries } = bench.log();
        const keyOf = (i: number): string => {
          const { record, producer } = entries[i] ?? {};
          return record === null || record === undefined || producer?.isTransactional === true
            ? `${i}`
            : JSON.stringify([record.type, record.key]);
        };
        const last = new Map(entries.map((_, i) => [keyOf(i), i]));
        const durable = makeDurable();
        bench.log().read((record, offset, producer, control) => {
          if (record === null) {
            if (control !== null) replayMarker(durable, producer.producerId, control, null);
          } else if (last.get(keyOf(offset)) === offset)
            replay(durable, record, offset, producer.producerId, null);
        });
        expect(durable.offsets).toEqual(replayed(bench).offsets);
      }),
      { numRuns },
    );
  });
});
