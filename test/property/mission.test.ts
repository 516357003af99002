import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitStrategy } from '../../src/app/spec.js';
import { indexHistory } from '../../src/check/index-facts.js';
import { checkAll } from '../../src/check/registry.js';
import type { Verdict } from '../../src/check/verdict.js';
import { scenario } from '../../src/scenario/build.js';
import { printFile } from '../../src/scenario/print.js';
import type { RunResult } from '../../src/scenario/result.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { seededChoices } from '../../src/sim/seeded-choices.js';
import {
  type Story,
  stories,
  throwingStories,
  toScenarioFile,
} from '../support/random-scenarios.js';

/*
 * The mission's own property: random topologies, loads, reset policies, crashes, freezes and restarts at random
 * moments. A strategy that promises at-least-once keeps it, and every group converges; where nothing is promised the
 * violation is found.
 */

const SEED = 20_261_122;
const RUNS = 60;

interface Play {
  readonly result: RunResult;
  readonly verdicts: readonly Verdict[];
}

function play(story: Story, strategy: CommitStrategy, seed: number): Play {
  const result = runScenario(scenario(toScenarioFile(story, strategy)), {
    choices: seededChoices(seed),
    seed,
    keepMessages: false,
    maxEvents: 1_000_000,
  });
  return { result, verdicts: checkAll(indexHistory(result.trace.facts), result.ending) };
}

/** Says what to do with a failure: the shrunk scenario as YAML, and its seed. */
function holdsFor(
  strategy: CommitStrategy,
  arbitrary: fc.Arbitrary<Story>,
  judge: (play: Play) => string | undefined,
): void {
  const seeds = fc.integer({ min: 1, max: 1_000_000 });
  const details = fc.check(
    fc.property(
      arbitrary,
      seeds,
      (story, seed) => judge(play(story, strategy, seed)) === undefined,
    ),
    { seed: SEED, numRuns: RUNS },
  );
  if (!details.failed) return;
  const [story, seed] = details.counterexample ?? [];
  if (story === undefined || seed === undefined) throw details.errorInstance;
  const what = judge(play(story, strategy, seed)) ?? details.errorInstance;
  const yaml = printFile(toScenarioFile(story, strategy));
  throw new Error(`${String(what)}\nseed ${seed}, ${details.numShrinks} shrinks\n\n${yaml}`);
}

function firstBroken(verdicts: readonly Verdict[], names: readonly string[]): string | undefined {
  const broken = verdicts.find((v) => names.includes(v.check) && v.status !== 'holds');
  return broken === undefined
    ? undefined
    : `${broken.check} ${broken.status}: ${broken.findings[0]?.sentence ?? ''}`;
}

const PROMISING: readonly CommitStrategy[] = [
  'auto',
  'sync-per-batch',
  'sync-per-record',
  'async-per-batch',
  'async-then-sync-on-revoke',
  'watermark',
];

describe.each(PROMISING)('committing by %s', (strategy) => {
  it('loses nothing, commits nothing unprocessed, and converges, whatever fails', () => {
    holdsFor(strategy, stories, ({ verdicts, result }) => {
      const broken = firstBroken(verdicts, [
        'commit-after-processing',
        'at-least-once',
        'no-loss',
        'exclusive-ownership',
        'monotone-commits',
        'converges',
      ]);
      return broken ?? (result.unfired.length > 0 ? 'the group was never caught up' : undefined);
    });
  });
});

/** How many of `runs` random stories violate `check`. */
function violations(
  strategy: CommitStrategy,
  arbitrary: fc.Arbitrary<Story>,
  check: string,
  runs: number,
): number {
  const samples = fc.sample(fc.tuple(arbitrary, fc.integer({ min: 1, max: 1_000_000 })), {
    seed: SEED,
    numRuns: runs,
  });
  return samples.filter(([story, seed]) =>
    play(story, strategy, seed).verdicts.some((v) => v.check === check && v.status === 'violated'),
  ).length;
}

describe('where nothing is promised', () => {
  it('committing before processing loses records', () => {
    expect(violations('before-processing', stories, 'at-least-once', 150)).toBeGreaterThan(0);
    expect(violations('before-processing', stories, 'commit-after-processing', 20)).toBeGreaterThan(
      0,
    );
  });

  it('handing records to other threads under auto-commit loses records', () => {
    expect(violations('hand-off', stories, 'at-least-once', 150)).toBeGreaterThan(0);
  });

  it('an exception, then close() under auto-commit, loses the rest of the batch', () => {
    expect(violations('auto', throwingStories, 'at-least-once', 60)).toBeGreaterThan(0);
  });

  it('crashes repeat records under every strategy that promises at-least-once', () => {
    for (const strategy of PROMISING) {
      expect(violations(strategy, stories, 'at-most-once', 60)).toBeGreaterThan(0);
    }
  });

  it('every group still converges', () => {
    for (const strategy of ['before-processing', 'hand-off'] as const) {
      holdsFor(strategy, stories, ({ verdicts }) => firstBroken(verdicts, ['converges']));
    }
  });
});
