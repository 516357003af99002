import type { Scenario } from '../scenario/model.js';
import type { RunResult } from '../scenario/result.js';
import { type RunOptions, ScenarioRun } from '../scenario/run/run.js';
import type { Choices } from '../sim/choices.js';
import type { World } from '../sim/world.js';
import { UserError } from '../util/user-error.js';
import type { Io } from './io.js';

/** The options of all commands that play a scenario. */
export interface PlayFlags {
  /** Undefined: the dullest outcome of every choice. */
  readonly seed?: number;
  /** Virtual ms. */
  readonly until?: number;
  /** Whether every message is kept: a long run has millions, and most ways to tell it need none. */
  readonly keepMessages?: boolean;
}

export interface Played {
  readonly result: RunResult;
  /** True: the user did not wait for the end. */
  readonly interrupted: boolean;
}

/** Plays a scenario to its end, or until Ctrl-C. */
export async function play(
  scenario: Scenario,
  flags: PlayFlags,
  io: Io,
  makeDriver?: RunOptions['makeDriver'],
): Promise<Played> {
  const choices = await choicesOf(flags);
  const run = new ScenarioRun(scenario, {
    seed: flags.seed ?? null,
    ...(choices !== undefined && { choices }),
    ...(flags.until !== undefined && { untilMs: flags.until }),
    keepMessages: flags.keepMessages ?? false,
    ...(makeDriver !== undefined && { makeDriver }),
  });
  for (;;) {
    const result = run.slice();
    if (result !== undefined) return { result, interrupted: false };
    if (io.heapIsFull()) throw tooLong(scenario, run.soFar());
    if (await io.interrupted()) return { result: run.breakOff(), interrupted: true };
  }
}

/** Better than the engine's own end, which tells nothing of the run. */
function tooLong({ file }: Scenario, { world }: { readonly world: World }): UserError {
  const so = `${world.events} events, ${secondsText(world.now)} of virtual time`;
  return new UserError(
    `${file === '' ? 'the scenario' : file}: the run needs more memory than Node has, after ${so}`,
    'play a shorter part with --until, or give it more: NODE_OPTIONS=--max-old-space-size=8192',
  );
}

async function choicesOf({ seed }: PlayFlags): Promise<Choices | undefined> {
  if (seed === undefined) return undefined;
  const { seededChoices } = await import('../sim/seeded-choices.js');
  return seededChoices(seed);
}

/** `12.345 s`, as messages about a run say it. */
export function secondsText(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}

/** What standard error says of a run that was left off. */
export function interruptedText({ world }: RunResult): string {
  return `interrupted at ${secondsText(world.now)} of virtual time, after ${world.events} events; this is the run so far`;
}
