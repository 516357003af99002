import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { compareStrings } from '../util/compare.js';
import { UserError } from '../util/user-error.js';
import type { Io } from './io.js';
import { isScenarioName, unreadable } from './read-source.js';

/** What to run, in order: files as they were named, the scenarios of a directory in order of code units. */
export function expandTargets(names: readonly string[], io: Io): string[] {
  if (names.includes('')) throw new UserError('a file without a name', 'is a variable empty?');
  const targets = names.flatMap((name) => (isDirectory(name, io) ? filesIn(name, io) : [name]));
  if (targets.filter((name) => name === '-').length > 1) {
    throw new UserError('standard input can be read only once', 'one - is enough');
  }
  return targets;
}

/** The scenarios of a directory, not of those in it. @throws UserError if there is none. */
export function filesIn(directory: string, io: Io): string[] {
  const path = resolve(io.cwd, directory);
  let names: string[];
  try {
    names = readdirSync(path, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && isScenarioName(entry.name))
      .map((entry) => entry.name);
  } catch (error) {
    throw unreadable(directory, path, error);
  }
  if (names.length === 0) {
    const fix = 'a scenario ends in .yaml or .yml; cohort new NAME writes one';
    throw new UserError(`${directory}: there is no scenario in this directory`, fix);
  }
  const prefix = /[/\\]$/.test(directory) ? directory : `${directory}/`;
  return names.sort(compareStrings).map((name) => prefix + name);
}

export function isDirectory(name: string, io: Io): boolean {
  if (name === '-') return false;
  try {
    return statSync(resolve(io.cwd, name)).isDirectory();
  } catch {
    // Whoever opens it will say what is wrong.
    return false;
  }
}
