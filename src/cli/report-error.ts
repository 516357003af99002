import { SimulationError } from '../sim/driver.js';
import { InvariantError } from '../util/invariant.js';
import { UserError } from '../util/user-error.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { errLines, type Io } from './io.js';
import { type PlayFlags, secondsText } from './play.js';

/** What was being done: how to do it again. */
export interface Doing {
  readonly file?: string;
  readonly flags?: PlayFlags;
}

/** Tells standard error what went wrong, and returns what to end with. */
export function reportError(error: unknown, io: Io, doing: Doing = {}): ExitCode {
  if (isUserError(error)) {
    errLines(io, [error.fix === undefined ? error.message : `${error.message} (${error.fix})`]);
    return EXIT.usage;
  }
  errLines(io, internalLines(error, io, doing));
  return EXIT.internal;
}

/** Each bundle of the command has a class of its own of that name, and one may throw through the other. */
function isUserError(error: unknown): error is UserError {
  return error instanceof UserError || (error instanceof Error && error.name === 'UserError');
}

function internalLines(error: unknown, io: Io, doing: Doing): string[] {
  const { file } = doing;
  const where = file === undefined ? '' : ` while playing ${file}`;
  const lines = [`This is a bug in cohort, not in your scenario${where}.`];
  if (error instanceof SimulationError) lines.push(...simulationLines(error));
  else lines.push(`  what    ${messageOf(error)}`);
  if (file !== undefined) {
    lines.push(`  seed    ${doing.flags?.seed ?? 'none'}`);
    lines.push(`  replay  ${replayCommand(file, doing.flags ?? {})}`);
  }
  lines.push('Please report it, with the scenario and these lines.');
  if (io.env.COHORT_DEBUG === '1') lines.push(stackOf(error));
  else lines.push('COHORT_DEBUG=1 shows where in the code it happened.');
  return lines;
}

function simulationLines({ error, event, at, last }: SimulationError): string[] {
  const facts = last.map(
    (f) => `    ${secondsText(f.at)}  event ${f.event}  ${f.node}  ${JSON.stringify(f.fact)}`,
  );
  return [
    `  broken  ${messageOf(error)}`,
    `  event   ${event}, at ${secondsText(at)} of virtual time`,
    facts.length === 0 ? '  before  nothing had happened' : '  before',
    ...facts,
  ];
}

function messageOf(error: unknown): string {
  if (error instanceof InvariantError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function stackOf(error: unknown): string {
  const cause = error instanceof SimulationError ? error.error : error;
  return cause instanceof Error ? String(cause.stack) : String(cause);
}

export function replayCommand(file: string, flags: PlayFlags): string {
  const name = /^[\w./@:+-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
  const seed = flags.seed === undefined ? '' : ` --seed ${flags.seed}`;
  const until = flags.until === undefined ? '' : ` --until ${flags.until}ms`;
  return `cohort run ${name}${seed}${until}`;
}
