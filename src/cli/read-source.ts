import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { MAX_FILE_BYTES } from '../scenario/bounds.js';
import type { Scenario } from '../scenario/model.js';
import { formatDiagnostic } from '../scenario/parse/diagnostics.js';
import { nearest } from '../scenario/parse/nearest.js';
import { parseScenario } from '../scenario/parse/parse.js';
import { UserError } from '../util/user-error.js';
import type { Io } from './io.js';
import { readBounded } from './read-bounded.js';

/** A scenario as it stands in its file. */
export interface Source {
  /** What messages call it: as the user wrote it. */
  readonly name: string;
  /** Where it is; null: standard input. */
  readonly path: string | null;
  readonly text: string;
}

/** Reads FILE, or standard input for `-`. @throws UserError if there is nothing to read. */
export function readSource(name: string, io: Io): Source {
  if (name === '-') {
    const bytes = io.readStdin(MAX_FILE_BYTES);
    return { name: 'stdin', path: null, text: decode('stdin', bytes) };
  }
  const path = resolve(io.cwd, name);
  return { name, path, text: decode(name, readFile(name, path)) };
}

/** Reads FILE, or standard input for `-`, up to `limit` bytes. @throws UserError if there is nothing to read. */
export function readText(name: string, io: Io, limit: number): string {
  const bytes = name === '-' ? io.readStdin(limit) : readFile(name, resolve(io.cwd, name), limit);
  if (bytes.length > limit) throw new UserError(`${name}: this file is too large`);
  return bytes.toString('utf8');
}

/** Reads and checks FILE. @throws UserError with all that is wrong with it, a line each. */
export function readScenario(name: string, io: Io): { source: Source; scenario: Scenario } {
  const source = readSource(name, io);
  return { source, scenario: parseSource(source) };
}

export function parseSource({ text, name }: Source): Scenario {
  const result = parseScenario(text, name);
  if ('scenario' in result) return result.scenario;
  throw new UserError(result.diagnostics.map(formatDiagnostic).join('\n'));
}

function readFile(name: string, path: string, limit = MAX_FILE_BYTES): Buffer {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw unreadable(name, path, error);
  }
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory())
      throw new UserError(`${name}: this is a directory`, `name a file in it`);
    if (stats.isFile() && stats.size > limit) throw tooLarge(name);
    return readBounded(fd, limit);
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(name, path, error);
  } finally {
    closeSync(fd);
  }
}

function decode(name: string, bytes: Buffer): string {
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(name);
  return bytes.toString('utf8');
}

function tooLarge(name: string): UserError {
  const fix = 'a scenario is a page or two; is this the right file?';
  return new UserError(`${name}: this file is larger than 1 MiB`, fix);
}

/** What the operating system said, in words. */
export function unreadable(name: string, path: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException; // node:fs throws nothing else
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError(`${name}: there is no such file`, suggestion(name, path));
    case 'EACCES':
    case 'EPERM':
      return new UserError(`${name}: this file may not be read`, 'look at its permissions');
    case 'EISDIR':
      return new UserError(`${name}: this is a directory`, 'name a file in it');
    default:
      return new UserError(`${name}: cannot be read: ${message}`);
  }
}

/** The file beside it whose name is nearest. */
function suggestion(name: string, path: string): string {
  let names: string[];
  try {
    names = readdirSync(dirname(path));
  } catch {
    return `nor is there a directory ${dirname(name)}`;
  }
  const wanted = basename(path);
  const found = names.includes(`${wanted}.yaml`)
    ? `${wanted}.yaml`
    : nearest(wanted, names.filter(isScenarioName));
  if (found === undefined) return 'cohort list shows the scenarios there are';
  return `did you mean ${name.slice(0, name.length - wanted.length)}${found}?`;
}

export function isScenarioName(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}
