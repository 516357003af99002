import fc from 'fast-check';
import { seenIn } from '../check/sometimes.js';
import type { RunResult } from '../scenario/result.js';
import type { ScenarioFile } from '../scenario/schema.js';
import { type RecordedChoice, recordingChoices } from '../sim/choices.js';
import { seededChoices } from '../sim/seeded-choices.js';
import { invariant } from '../util/invariant.js';
import { arbitraryVariation, parsed, type Variation, vary } from './around.js';
import { withChoices } from './choice-list.js';
import { coverageOf } from './coverage.js';
import { arbitraryStory, type GenerateOptions, storyFile } from './generate.js';
import { type Failure, type Judge, type Trial, tryScenario } from './judge.js';

/*
 * A campaign: runs numbered from 0, each from its own seed. Which runs there are and what they come to depends on the
 * campaign alone, not on who plays them, in which order, or how many at a time.
 */

/** A scenario that somebody wrote, to vary. */
export interface Source {
  readonly name: string;
  readonly file: ScenarioFile;
}

export interface Campaign {
  readonly seed: number;
  /** Played in turn; none: whole scenarios are generated. */
  readonly sources: readonly Source[];
  readonly judge: Judge;
  /** Planted in every run; left out: none. */
  readonly bug?: string;
  readonly generate?: GenerateOptions;
}

/** One run before it is played. */
export interface Planned {
  /** '' if it was generated. */
  readonly source: string;
  readonly file: ScenarioFile;
  /** What its schedule is drawn from. */
  readonly seed: number;
}

/** What one run came to. */
export interface Outcome {
  readonly index: number;
  readonly events: number;
  /** Violated, but not promised. */
  readonly allowed: readonly string[];
  /** What it came to of what runs should come to sometimes. */
  readonly seen: readonly string[];
  readonly failure: FailedRun | null;
}

/** A run that failed, in a form for reports: its number is all that is needed to play it again. */
export interface FailedRun {
  readonly index: number;
  readonly source: string;
  readonly check: string;
  readonly group: string;
  readonly sentence: string;
  /** Failures of one kind: only the first of them is shrunk and told. */
  readonly kind: string;
}

/** A seed of its own for each run (the finalizer of murmur3). */
export function seedOf(seed: number, index: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Plays runs of a campaign, one at a time. */
export class Player {
  /** Which events were seen in which states, of all runs so far. */
  readonly coverage = new Set<string>();
  private readonly stories: fc.Arbitrary<ScenarioFile>;
  private readonly variations: fc.Arbitrary<Variation>;

  constructor(private readonly campaign: Campaign) {
    this.stories = arbitraryStory(campaign.generate).map(storyFile);
    this.variations = arbitraryVariation(campaign.generate);
  }

  plan(index: number): Planned {
    const { bug } = this.campaign;
    const planned = this.without(index);
    return bug === undefined ? planned : { ...planned, file: { ...planned.file, bug } };
  }

  private without(index: number): Planned {
    const { sources, seed: campaignSeed } = this.campaign;
    const seed = seedOf(campaignSeed, index);
    const source = sources[index % Math.max(sources.length, 1)];
    if (source === undefined) return { source: '', file: draw(this.stories, seed), seed };
    return { source: source.name, file: vary(source.file, draw(this.variations, seed)), seed };
  }

  play(index: number): Outcome {
    const planned = this.plan(index);
    const { result, failure, allowed } = this.try(planned);
    if (result !== null) coverageOf(result.trace, this.coverage);
    const failed = failure === null ? null : failedRun(index, planned.source, failure);
    const seen = result === null ? [] : seenIn(result.trace.facts);
    return { index, events: result?.world.events ?? 0, allowed, seen, failure: failed };
  }

  /** The scenario of a run with the choices that it drew: all there is to know of it. */
  asPlayed(index: number): ScenarioFile {
    const planned = this.plan(index);
    // Recorded here, since a run that breaks the simulator has no result.
    const drawn: RecordedChoice[] = [];
    this.try(planned, recordingChoices(seededChoices(planned.seed), drawn));
    return withChoices(planned.file, drawn);
  }

  /** The run once more, with all that it told. */
  again(index: number): RunResult | null {
    return this.try(this.plan(index)).result;
  }

  private try({ file, seed }: Planned, choices = seededChoices(seed)): Trial {
    const scenario = parsed(file);
    invariant(scenario !== undefined, 'a generated scenario is one', { file });
    return tryScenario(scenario, this.campaign.judge, choices);
  }
}

/** A value from a seed: uniform, since the engine's bias depends on how many were drawn before. */
function draw<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(fc.noBias(arbitrary), { seed: seed | 0, numRuns: 1 });
  return value as T; // one was asked for
}

function failedRun(index: number, source: string, { check, group, finding }: Failure): FailedRun {
  const faults = finding.faults.map(({ type }) => type);
  const kind = [source, check, finding.cause, ...faults].join(' | ');
  return { index, source, check, group, sentence: finding.sentence, kind };
}
