import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitStrategy } from '../../src/app/spec.js';
import { scenario } from '../../src/scenario/build.js';
import { type RunOptions, runScenario } from '../../src/scenario/run/run.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { RecordedDriver } from '../../src/sim/run-recorded.js';
import { seededChoices } from '../../src/sim/seeded-choices.js';
import { type Story, stories, toScenarioFile } from '../support/random-scenarios.js';
import { type ClockFile, withClocks } from '../support/with-clocks.js';

/* What clocks may change, and what they may not, whatever else happens in a run. */

const SEED = 42;
const strategies = fc.constantFrom<CommitStrategy>(
  'auto',
  'sync-per-batch',
  'watermark',
  'hand-off',
);
const seeds = fc.integer({ min: 1, max: 1_000_000 });
const names = ['broker-1', 'broker-2', 'broker-3', 'controller', 'p0', 'p1', 'c0', 'c1', 'c2'];
const clock: fc.Arbitrary<ClockFile> = fc.record({
  offset: fc.integer({ min: -100_000, max: 100_000 }),
  drift: fc.integer({ min: -100_000, max: 100_000 }).map((ppm) => `${ppm}ppm`),
});
const clocks = fc.dictionary(fc.constantFrom(...names), clock, { minKeys: 1 });
const jumps = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 12_000 }), who: fc.nat(8), clock }),
  { maxLength: 3 },
);

function play(file: ScenarioFile, seed: number, options: RunOptions = {}) {
  return runScenario(scenario(file), { choices: seededChoices(seed), ...options });
}

/** Clocks of nodes that the story has not are left out. */
function withSome(file: ScenarioFile, given: Readonly<Record<string, ClockFile>>): ScenarioFile {
  return withClocks(file, (name) => given[name]);
}

function withJumps(
  file: ScenarioFile,
  list: typeof jumps extends fc.Arbitrary<infer T> ? T : never,
) {
  const brokers = Array.from({ length: file.cluster?.brokers ?? 1 }, (_, i) => `broker-${i + 1}`);
  const known = [...brokers, 'controller', ...Object.keys(file.consumers ?? {})];
  const [first, ...rest] = file.steps;
  const steps = [...list]
    .sort((a, b) => a.at - b.at)
    .map((j) => ({ at: j.at, 'set-clock': { [known[j.who % known.length] as string]: j.clock } }));
  return { ...file, steps: [first, ...steps, ...rest.slice(-1)] } as ScenarioFile;
}

describe('clocks', () => {
  it('that all show the same wrong time change nothing: no rule knows what time it is', () => {
    fc.assert(
      fc.property(
        stories,
        strategies,
        seeds,
        fc.integer({ min: -200, max: 2_000 }).filter((h) => h !== 0),
        (story, strategy, seed, hours) => {
          const file = toScenarioFile(story, strategy);
          const off = play(
            withClocks(file, () => ({ offset: hours * 3_600_000 })),
            seed,
          );
          const facts = play(file, seed).trace.facts;
          expect(off.trace.facts).toEqual(facts);
        },
      ),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('that are off by nothing are no clocks at all: the same trace, message for message', () => {
    fc.assert(
      fc.property(stories, strategies, seeds, (story, strategy, seed) => {
        const file = toScenarioFile(story, strategy);
        const off = play(
          withClocks(file, () => ({ offset: 0, drift: '0ppm' })),
          seed,
        );
        const plain = play(file, seed);
        expect(off.trace).toEqual(plain.trace);
        expect(off.world).toEqual(plain.world);
      }),
      { seed: SEED, numRuns: 10 },
    );
  });

  it('that are all different, drift and jump: both drivers tell the same, and so does the same seed again', () => {
    fc.assert(
      fc.property(
        stories,
        strategies,
        seeds,
        clocks,
        jumps,
        (story, strategy, seed, some, list) => {
          const small: Story = { ...story, counts: story.counts.map((n) => Math.min(n, 12)) };
          const file = withJumps(withSome(toScenarioFile(small, strategy), some), list);
          const untilMs = 15_000;
          const fast = play(file, seed, { untilMs });
          const recorded = play(file, seed, {
            untilMs,
            makeDriver: (world, choices, trace) => new RecordedDriver(world, choices, trace),
          });
          expect(recorded.trace.facts).toEqual(fast.trace.facts);
          expect(recorded.world).toEqual(fast.world);
          expect(play(file, seed, { untilMs }).trace.facts).toEqual(fast.trace.facts);
        },
      ),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('that drift and jump make no storm of events, and the group still reads everything', () => {
    fc.assert(
      fc.property(
        stories,
        strategies,
        seeds,
        clocks,
        jumps,
        (story, strategy, seed, some, list) => {
          const file = toScenarioFile(story, strategy);
          const calm = { ...file, steps: [file.steps[0], file.steps.at(-1)] } as ScenarioFile;
          const plain = play(calm, seed);
          const off = play(withJumps(withSome(calm, some), list), seed);
          const rate = (r: typeof off) => r.world.events / (r.world.now + 1_000);
          expect(off.unfired).toEqual([]);
          expect(rate(off)).toBeLessThan(3 * rate(plain));
        },
      ),
      { seed: SEED, numRuns: 40 },
    );
  });
});
