import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitStrategy } from '../../src/app/spec.js';
import type { BrokerState } from '../../src/broker/state.js';
import { replay } from '../../src/coordinator/replay.js';
import { type DurableState, makeDurable } from '../../src/coordinator/state.js';
import { visitBatches } from '../../src/log/partition-log.js';
import { OFFSETS_TOPIC } from '../../src/protocol/internal-topics.js';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { recordedChoices } from '../../src/sim/choices.js';
import { RecordedDriver } from '../../src/sim/run-recorded.js';
import { seededChoices } from '../../src/sim/seeded-choices.js';
import { type Story, stories, toScenarioFile } from '../support/random-scenarios.js';

/* The laws of every run, whatever happens in it. */

const SEED = 42;
const strategies = fc.constantFrom<CommitStrategy>(
  'auto',
  'sync-per-batch',
  'async-per-batch',
  'watermark',
  'hand-off',
);
const seeds = fc.integer({ min: 1, max: 1_000_000 });
/** Recording keeps every world: short stories are enough. */
const shortStories = stories.map(
  (story): Story => ({
    ...story,
    counts: story.counts.map((n) => Math.min(n, 12)),
    faults: story.faults
      .slice(0, 2)
      .map((f) => ({ ...f, at: f.at % 8_000, forMs: f.forMs % 4_000 })),
  }),
);

/** The durable state that the log of this partition of `__consumer_offsets` gives to a new coordinator. */
function replayed(broker: BrokerState, partition: number): DurableState {
  const durable = makeDurable();
  const log = broker.replicas.get(`${OFFSETS_TOPIC}-${partition}`)?.log;
  if (log === undefined) return durable;
  visitBatches(log, log.logStartOffset, (batch) => {
    batch.records.forEach(({ value }, i) => {
      if (value === null || typeof value === 'string') return;
      replay(durable, value, batch.offsetAt(i), batch.producer.producerId, null);
    });
    return true;
  });
  return durable;
}

describe('a run', () => {
  it('is the same in place and recorded: the same trace, event for event, and the same last world', () => {
    fc.assert(
      fc.property(shortStories, strategies, seeds, (story, strategy, seed) => {
        const file = scenario(toScenarioFile(story, strategy));
        const untilMs = 15_000;
        const fast = runScenario(file, { choices: seededChoices(seed), untilMs });
        const recorded = runScenario(file, {
          choices: seededChoices(seed),
          untilMs,
          makeDriver: (world, choices, trace) => new RecordedDriver(world, choices, trace),
        });
        expect(recorded.trace.facts).toEqual(fast.trace.facts);
        expect(recorded.trace.messages?.length).toEqual(fast.trace.messages?.length);
        expect(recorded.world).toEqual(fast.world);
      }),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('ends with every coordinator equal to a fresh replay of its log', () => {
    let groups = 0;
    fc.assert(
      fc.property(stories, strategies, seeds, (story, strategy, seed) => {
        const file = scenario(toScenarioFile(story, strategy));
        const { world } = runScenario(file, { choices: seededChoices(seed) });
        for (const node of world.nodes) {
          if (node.kind !== 'broker') continue;
          for (const shard of node.state.volatile.coordinator.shards.values()) {
            if (shard.status !== 'Active') continue;
            groups += shard.durable.groups.size;
            expect(shard.durable).toEqual(replayed(node.state, shard.partition));
          }
        }
      }),
      { seed: SEED, numRuns: 40 },
    );
    expect(groups).toBeGreaterThan(30);
  });

  it('tells the same trace again from the same seed, and from its recorded choices', () => {
    fc.assert(
      fc.property(stories, strategies, seeds, (story, strategy, seed) => {
        const file = scenario(toScenarioFile(story, strategy));
        const first = runScenario(file, { choices: seededChoices(seed) });
        const again = runScenario(file, { choices: seededChoices(seed) });
        const replayed = runScenario(file, { choices: recordedChoices(first.choices) });
        expect(JSON.stringify(again.trace.facts)).toBe(JSON.stringify(first.trace.facts));
        // An empty list of choices is the dull run, in which tables are looked at too.
        expect(JSON.stringify(replayed.trace.facts)).toBe(JSON.stringify(first.trace.facts));
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('differs under another seed: chance is really drawn', () => {
    const [story] = fc.sample(stories, { seed: 7, numRuns: 1 });
    if (story === undefined) throw new Error('fast-check gives one sample');
    const file = scenario(toScenarioFile({ ...story, latencyMs: 20 }, 'auto'));
    const runs = [1, 2, 3].map((seed) =>
      JSON.stringify(runScenario(file, { choices: seededChoices(seed) }).trace.facts),
    );
    expect(new Set(runs).size).toBe(3);
  });
});
