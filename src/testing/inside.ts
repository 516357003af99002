import type { ApplicationOrFactory } from '../api/application.js';
import type { ApplicationResult } from '../api/result.js';
import { runApplications } from '../api/run-applications.js';
import type { OutsideStore } from '../api/store.js';
import type { Scenario } from '../scenario/model.js';
import type { RunResult } from '../scenario/result.js';
import type { PlayOptions } from '../search/judge.js';

/** What each application wrote, by the result of its run: a search knows of results alone. */
const stores = new WeakMap<RunResult, OutsideStore>();

/**
 * Plays a scenario with this application in every consumer, in the place of the built-in one.
 * @throws UserError for an application that cannot be run so; what a test asserts inside of it comes out as it is
 */
export function playInside(
  scenario: Scenario,
  application: ApplicationOrFactory,
  options: PlayOptions,
): RunResult {
  const names = [...scenario.consumers.keys()];
  const applications = Object.fromEntries(names.map((name) => [name, application]));
  const { run, store }: ApplicationResult = runApplications(scenario, applications, options);
  stores.set(run, store);
  return run;
}

/** The outside store as that run left it; undefined: no application of one's own ran in it. */
export function storeOf(result: RunResult): OutsideStore | undefined {
  return stores.get(result);
}
