import type { ProgramFactory } from '../app/program.js';
import type { Scenario } from '../scenario/model.js';
import { suggest } from '../scenario/parse/unknown.js';
import { type RunOptions, runScenario } from '../scenario/run/run.js';
import { traceLines } from '../scenario/text/json.js';
import type { Choices } from '../sim/choices.js';
import { SimulationError } from '../sim/driver.js';
import { seededChoices } from '../sim/seeded-choices.js';
import type { ApplicationOrFactory } from './application.js';
import { makeApplication } from './check-application.js';
import { Journal } from './journal.js';
import { endsRun, refuse } from './refuse.js';
import { ApplicationResult } from './result.js';
import { Thread } from './thread.js';
import { messageOf, nameOf } from './uncaught.js';

/** Applications by the name of their consumer. */
export type Applications = Readonly<Record<string, ApplicationOrFactory>>;

export interface ApplicationRunOptions extends Omit<RunOptions, 'programs' | 'seed' | 'choices'> {
  /** Draws latencies, ties and processing times instead of taking the least; the same seed is the same run. */
  readonly seed?: number;
  /** Choices of another source, such as `recordedChoices`; instead of `seed`. */
  readonly choices?: Choices;
  /** Runs everything a second time, and refuses applications that do not do the same again. */
  readonly twice?: boolean;
}

/**
 * Plays a scenario, its consumers with applications of the caller in place of the built-in one, and judges it.
 *
 * @throws UserError for an application that cannot be run: a promise, an unknown key, a forgotten `yield*`
 */
export function runApplications(
  scenario: Scenario,
  applications: Applications,
  options: ApplicationRunOptions = {},
): ApplicationResult {
  const result = runOnce(scenario, applications, options);
  if (options.twice === true) {
    mustBeTheSame(result, runOnce(scenario, applications, options));
  }
  return result;
}

function runOnce(
  scenario: Scenario,
  applications: Applications,
  options: ApplicationRunOptions,
): ApplicationResult {
  const { seed, twice: _, ...rest } = options;
  const journal = new Journal();
  const programs = programsOf(scenario, applications, journal);
  const chance = seed === undefined ? {} : { seed, choices: seededChoices(seed) };
  try {
    return new ApplicationResult(runScenario(scenario, { ...rest, ...chance, programs }), journal);
  } catch (error) {
    // The application's own end of the run is no bug of the simulator.
    throw error instanceof SimulationError && endsRun(error.error) ? error.error : error;
  }
}

function programsOf(
  scenario: Scenario,
  applications: Applications,
  journal: Journal,
): Map<string, ProgramFactory> {
  const programs = new Map<string, ProgramFactory>();
  for (const [name, application] of Object.entries(applications)) {
    const spec = scenario.consumers.get(name);
    if (spec === undefined) {
      const names = [...scenario.consumers.keys()];
      throw refuse(`an application for ${name}, which is no consumer`, suggest(name, names));
    }
    const make = () => makeApplication(name, application, spec.commit);
    make(); // what is wrong with it is told before anything runs
    programs.set(name, () => new Thread(name, make(), journal));
  }
  return programs;
}

/** @throws UserError that tells where the two runs part */
function mustBeTheSame(first: ApplicationResult, second: ApplicationResult): void {
  const names = first.run.world.nodes.map((n) => n.name);
  partNowhere([...traceLines(first.run.trace, names)], [...traceLines(second.run.trace, names)]);
  partNowhere(leftBehind(first), leftBehind(second)); // what is not in the trace: values, and texts
}

/** All that its applications wrote, logged and left uncaught, a line each. */
function leftBehind({ effects, logs, exceptions }: ApplicationResult): string[] {
  return [
    ...effects.map((effect) => `effect ${JSON.stringify(effect)}`),
    ...logs.map((line) => `log ${JSON.stringify(line)}`),
    ...exceptions.map(({ error, ...where }) => {
      return `exception ${JSON.stringify(where)} ${nameOf(error)}: ${messageOf(error)}`;
    }),
  ];
}

/** @throws UserError for the first line that differs */
function partNowhere(a: readonly string[], b: readonly string[]): void {
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length === b.length) return;
  const i = at < 0 ? Math.min(a.length, b.length) : at;
  throw refuse(
    `the second run differs from the first one, first in\n  ${a[i] ?? '(its end)'}\n  ${b[i] ?? '(its end)'}\n`,
    'an application must not read clocks or random numbers, nor keep anything outside of its factory',
  );
}
