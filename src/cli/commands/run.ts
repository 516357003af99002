import type { Scenario } from '../../scenario/model.js';
import type { RunResult } from '../../scenario/result.js';
import type { TimelineKind } from '../../scenario/text/timeline/kinds.js';
import { heading, timeline } from '../../scenario/text/timeline/timeline.js';
import { verdict } from '../../scenario/text/verdict.js';
import { UserError } from '../../util/user-error.js';
import { EXIT, type ExitCode, exitCodeOf, worst } from '../exit-codes.js';
import { errLines, type Io, outLines } from '../io.js';
import { interruptedText, type Played, type PlayFlags, play } from '../play.js';
import { readScenario, type Source } from '../read-source.js';
import { reportError } from '../report-error.js';
import { expandTargets, isDirectory } from '../targets.js';

export interface RunFlags extends PlayFlags {
  readonly json?: boolean;
  /** Where the whole trace goes. */
  readonly trace?: string;
  readonly only?: readonly TimelineKind[];
  readonly update?: boolean;
  /** Whether the timeline is printed; undefined: if one file is run. */
  readonly timeline?: boolean;
  readonly verify?: boolean;
}

type Style = 'json' | 'story' | 'brief';

/** Plays scenarios and judges them. */
export async function runCommand(
  names: readonly string[],
  flags: RunFlags,
  io: Io,
): Promise<ExitCode> {
  const targets = expandTargets(names, io);
  refuseOddities(flags, targets);
  const one = names.length === 1 && !names.some((name) => isDirectory(name, io));
  const style = styleOf(flags, one);
  const tally = new Tally();
  for (const target of targets) {
    const code = await runOne(target, flags, style, io);
    tally.add(code);
    if (code === EXIT.interrupted || io.closed()) break;
  }
  if (!one && style !== 'json') outLines(io, tally.lines(targets.length));
  return tally.worst;
}

function refuseOddities({ trace, update, seed }: RunFlags, targets: readonly string[]): void {
  if (trace !== undefined && targets.length > 1) {
    throw new UserError('--trace takes the trace of one scenario', `not of ${targets.length}`);
  }
  if (update !== true) return;
  if (targets.includes('-')) {
    throw new UserError('--update cannot write to standard input', 'name the file');
  }
  if (seed !== undefined) {
    const why = 'tables hold under the default choices only';
    throw new UserError(`--update and --seed exclude each other: ${why}`, 'leave out --seed');
  }
}

function styleOf({ json, timeline: wanted, only }: RunFlags, one: boolean): Style {
  if (json === true) return 'json';
  return (wanted ?? (one || only !== undefined)) ? 'story' : 'brief';
}

async function runOne(target: string, flags: RunFlags, style: Style, io: Io): Promise<ExitCode> {
  try {
    const read = readScenario(target, io);
    const [source, played] = await playAndUpdate(read, flags, io);
    const { result } = played;
    await print(source, result, flags, style, io);
    if (flags.trace !== undefined) await writeTrace(flags.trace, result, io);
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

async function print(
  source: Source,
  result: RunResult,
  flags: RunFlags,
  style: Style,
  io: Io,
): Promise<void> {
  const color = style !== 'json' && io.color();
  switch (style) {
    case 'json': {
      const { jsonLines } = await import('../../scenario/text/json.js');
      return outLines(io, jsonLines(result));
    }
    case 'story': {
      const { only } = flags;
      const messages = only?.includes('messages') === true;
      const options = { color, messages, ...(only !== undefined && { only }) };
      const story = timeline(result.trace, result.scenario, options);
      return outLines(io, [
        ...heading(result.scenario),
        '',
        ...story,
        '',
        ...verdict(result, { color }),
      ]);
    }
    case 'brief': {
      const mark = MARKS[result.outcome].padEnd(9);
      const why = result.outcome === 'passed' ? [] : verdict(result, { color });
      const indented = why.map((line) => (line === '' ? '' : `    ${line}`));
      return outLines(io, [`${mark}  ${source.name}`, ...indented]);
    }
  }
}

const MARKS = { passed: 'held', failed: 'FAILED', undecided: 'undecided' } as const;

async function writeTrace(name: string, { trace, world }: RunResult, io: Io): Promise<void> {
  const [{ traceLines }, { writeWhole }, { resolve }] = await Promise.all([
    import('../../scenario/text/json.js'),
    import('../write-file.js'),
    import('node:path'),
  ]);
  const lines = traceLines(
    trace,
    world.nodes.map((node) => node.name),
  );
  writeWhole(name, resolve(io.cwd, name), `${lines.join('\n')}\n`);
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

/** What came of several scenarios. */
class Tally {
  worst: ExitCode = EXIT.held;
  private readonly counts = new Map<ExitCode, number>();

  add(code: ExitCode): void {
    this.worst = worst(this.worst, code);
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
  }

  lines(total: number): string[] {
    const parts: string[] = [];
    let seen = 0;
    for (const [code, words] of WORDS) {
      const count = this.counts.get(code) ?? 0;
      if (count > 0) parts.push(`${count} ${words}`);
      seen += count;
    }
    if (seen < total) parts.push(`${total - seen} not run`);
    return ['', `${total} scenario${total === 1 ? '' : 's'}: ${parts.join(', ')}`];
  }
}

const WORDS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.held, 'held'],
  [EXIT.failed, 'failed'],
  [EXIT.undecided, 'undecided'],
  [EXIT.usage, 'not readable'],
  [EXIT.notDeterministic, 'not deterministic'],
  [EXIT.internal, 'broken by a bug in cohort'],
  [EXIT.interrupted, 'interrupted'],
];
