import { resolve } from 'node:path';
import type { Scenario } from '../../scenario/model.js';
import type { RunResult } from '../../scenario/result.js';
import type { TimelineKind } from '../../scenario/text/timeline/kinds.js';
import { UserError } from '../../util/user-error.js';
import { EXIT, type ExitCode, exitCodeOf, worst } from '../exit-codes.js';
import { errLines, type Io, outLines } from '../io.js';
import { interruptedText, type Played, type PlayFlags, play } from '../play.js';
import { printRun, type Style } from '../print-run.js';
import { readScenario, type Source } from '../read-source.js';
import { reportError } from '../report-error.js';
import { Tally } from '../tally.js';
import { expandTargets, isDirectory } from '../targets.js';

export interface RunFlags extends PlayFlags {
  /** A planted bug. */
  readonly bug?: string;
  readonly json?: boolean;
  /** Where the whole trace goes. */
  readonly trace?: string;
  readonly only?: readonly TimelineKind[];
  readonly update?: boolean;
  /** Whether the timeline is printed; undefined: if one file is run. */
  readonly timeline?: boolean;
  readonly verify?: boolean;
}

/** Plays scenarios and judges them. */
export async function runCommand(
  names: readonly string[],
  flags: RunFlags,
  io: Io,
): Promise<ExitCode> {
  const targets = expandTargets(names, io);
  refuseOddities(flags, targets, io);
  const one = names.length === 1 && !names.some((name) => isDirectory(name, io));
  const style = styleOf(flags, one);
  const tally = new Tally();
  for (const target of targets) {
    const code = await runOne(target, flags, style, io);
    tally.add(code);
    if (code === EXIT.interrupted || io.closed()) break;
  }
  if (!one && style.how === 'brief') outLines(io, ['', tally.line(targets.length)]);
  if (!one && style.how === 'story') outLines(io, [tally.line(targets.length)]);
  return tally.worst;
}

function refuseOddities(flags: RunFlags, targets: readonly string[], io: Io): void {
  if (flags.trace !== undefined) refuseTrace(flags.trace, targets, io);
  if (flags.update === true) refuseUpdate(flags, targets);
}

function refuseTrace(trace: string, targets: readonly string[], { cwd }: Io): void {
  if (targets.some((t) => t !== '-' && resolve(cwd, t) === resolve(cwd, trace))) {
    throw new UserError('--trace would overwrite the scenario', 'name another file: trace.jsonl');
  }
  if (targets.length > 1) {
    throw new UserError('--trace takes the trace of one scenario', `not of ${targets.length}`);
  }
}

function refuseUpdate({ seed, bug }: RunFlags, targets: readonly string[]): void {
  if (targets.includes('-')) {
    throw new UserError('--update cannot write to standard input', 'name the file');
  }
  if (bug !== undefined) {
    throw new UserError('--update would keep what a bug did', 'leave out --bug');
  }
  if (seed !== undefined) {
    const why = 'tables hold under the default choices only';
    throw new UserError(`--update and --seed exclude each other: ${why}`, 'leave out --seed');
  }
}

function styleOf({ json, timeline, only }: RunFlags, one: boolean): Style {
  const story = timeline ?? (one || only !== undefined);
  return { how: json === true ? 'json' : story ? 'story' : 'brief', only, several: !one };
}

async function runOne(target: string, flags: RunFlags, style: Style, io: Io): Promise<ExitCode> {
  try {
    const read = withBug(readScenario(target, io), flags);
    const [source, played] = await playAndUpdate(read, playFlags(flags), io);
    const { result } = played;
    await printRun(source.name, result, style, io);
    if (flags.trace !== undefined) {
      const { writeTrace } = await import('../write-trace.js');
      writeTrace(flags.trace, result, io);
    }
    if (played.interrupted) {
      errLines(io, [interruptedText(result)]);
      return EXIT.interrupted;
    }
    const code = exitCodeOf(result.outcome);
    return flags.verify === true
      ? worst(code, await verify(read.scenario, result, flags, io))
      : code;
  } catch (error) {
    return reportError(error, io, { file: target, flags });
  }
}

/** Messages are shown by the timeline if asked for, written into a trace, and compared between two drivers. */
function playFlags(flags: RunFlags): RunFlags {
  const shown = flags.only?.includes('messages') ?? false;
  return { ...flags, keepMessages: shown || flags.trace !== undefined || flags.verify === true };
}

/** The scenario in a world with the bug that was asked for. */
function withBug(read: ReturnType<typeof readScenario>, { bug }: RunFlags): typeof read {
  return bug === undefined ? read : { ...read, scenario: { ...read.scenario, bug } };
}

async function playAndUpdate(
  { source, scenario }: { source: Source; scenario: Scenario },
  flags: RunFlags,
  io: Io,
): Promise<[Source, Played]> {
  const played = await play(scenario, flags, io);
  if (flags.update !== true || played.interrupted) return [source, played];
  const { updateFile } = await import('../update-file.js');
  const updated = updateFile(source, played.result, io);
  if (updated === undefined) return [source, played];
  return [updated.source, await play(updated.scenario, flags, io)];
}

async function verify(
  scenario: Scenario,
  first: RunResult,
  flags: RunFlags,
  io: Io,
): Promise<ExitCode> {
  const { playAgain } = await import('../verify.js');
  return playAgain(scenario, first, flags, io);
}
