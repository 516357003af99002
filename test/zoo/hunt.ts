import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bug } from '../../src/bugs/bug.js';
import type { Scenario } from '../../src/scenario/model.js';
import { parseScenario } from '../../src/scenario/parse/parse.js';
import type { RunResult } from '../../src/scenario/result.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { toVary } from '../../src/search/around.js';
import { type Campaign, Player } from '../../src/search/campaign.js';
import type { GenerateOptions } from '../../src/search/generate.js';
import { BY_PROMISES } from '../../src/search/judge.js';
import { minimise, type Shrunk } from '../../src/search/minimise.js';

/** Where a bug is looked for: among generated scenarios, around a shipped one, or in what one expects as it is. */
export type Ground =
  | { readonly kind: 'generated'; readonly generate: GenerateOptions }
  | { readonly kind: 'around' | 'written'; readonly scenario: string };

/** A bug that was found. */
export interface Catch {
  /** The check that found it; `expectations`: what a scenario expects of instants. */
  readonly check: string;
  /** Runs until then, with this one. */
  readonly runs: number;
  readonly sentence: string;
  /** Null if it was found in a scenario as it is written. */
  readonly campaign: { readonly player: Player; readonly index: number } | null;
}

const SEED = 1;

/** A failure is shrunk by so many runs at most: small enough to be told, if perhaps not the least. */
const MOST_TO_SHRINK = 100;

/** Plays at most `most` runs with the bug, until a check accuses one that passes without it. */
export function hunt(bug: Bug, ground: Ground, most: number): Catch | undefined {
  if (ground.kind === 'written') return asWritten(bug, ground.scenario);
  const campaign = campaignOn(ground);
  const player = new Player({ ...campaign, bug: bug.name });
  const without = new Player(campaign);
  for (let index = 0; index < most; index++) {
    const { failure } = player.play(index);
    if (failure === null) continue;
    // Whoever is accused without the bug is accused wrongly, or of something else.
    if (without.play(index).failure !== null) continue;
    const { check, sentence } = failure;
    return { check, sentence, runs: index + 1, campaign: { player, index } };
  }
  return undefined;
}

function campaignOn(ground: Exclude<Ground, { kind: 'written' }>): Campaign {
  const common = { seed: SEED, judge: BY_PROMISES };
  if (ground.kind === 'generated') return { ...common, sources: [], generate: ground.generate };
  const source = { name: ground.scenario, file: toVary(shipped(ground.scenario)) };
  return { ...common, sources: [source] };
}

function asWritten(bug: Bug, name: string): Catch | undefined {
  const scenario = shipped(name);
  if (runScenario(scenario).outcome !== 'passed') return undefined;
  const result = runScenario({ ...scenario, bug: bug.name });
  if (result.outcome !== 'failed') return undefined;
  return { ...accusation(result), runs: 1, campaign: null };
}

function accusation({ checks, expectations }: RunResult): { check: string; sentence: string } {
  const broken = checks.find(({ ok }) => ok === false);
  if (broken !== undefined) {
    const sentence = broken.verdict.findings[0]?.sentence ?? `it ${broken.verdict.status}`;
    return { check: broken.action.property, sentence };
  }
  const missed = expectations.find(({ ok }) => !ok);
  return { check: 'expectations', sentence: missed?.actual ?? '' };
}

/** The failure of a catch, as small as it gets; undefined if it was found in a scenario as it is written. */
export function shrink({ campaign, check }: Catch): Shrunk | undefined {
  if (campaign === null) return undefined;
  const running = minimise(campaign.player.asPlayed(campaign.index), check, BY_PROMISES);
  let next = running.next();
  for (let runs = 1; runs < MOST_TO_SHRINK && next.done !== true; runs++) next = running.next();
  return next.value;
}

const here = fileURLToPath(new URL('../../', import.meta.url));

/** A scenario that comes with cohort, or one of the zoo's own, by its name. */
function shipped(name: string): Scenario {
  const file = [`scenarios/${name}.yaml`, `test/zoo/scenarios/${name}.yaml`]
    .map((path) => join(root(), path))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`there is no scenario ${name}`);
  const parsed = parseScenario(readFileSync(file, 'utf8'), name);
  if (!('scenario' in parsed)) throw new Error(`${name} is no scenario`);
  return parsed.scenario;
}

/** Bundled, this file lies elsewhere: then the working directory is that of the project. */
function root(): string {
  return import.meta.url.includes('/test/zoo/') ? here : '.';
}
