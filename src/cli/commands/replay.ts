import { resolve } from 'node:path';
import { scenario } from '../../scenario/build.js';
import type { Scenario } from '../../scenario/model.js';
import { timeline } from '../../scenario/text/timeline/timeline.js';
import { verdict } from '../../scenario/text/verdict.js';
import { decodeToken, looksLikeToken } from '../../search/token.js';
import { VERSION } from '../../search/version.js';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.js';
import { errLines, type Io, outLines } from '../io.js';
import { interruptedText, play } from '../play.js';
import { printRun } from '../print-run.js';
import { parseSource, readSource } from '../read-source.js';
import { writeTrace } from '../write-trace.js';

export interface ReplayFlags {
  readonly step?: boolean;
  /** A planted bug, besides or instead of that of the token. */
  readonly bug?: string;
  readonly json?: boolean;
  readonly trace?: string;
}

/** Plays the run of a token, or of a file with a token or a scenario in it. */
export async function replayCommand(what: string, flags: ReplayFlags, io: Io): Promise<ExitCode> {
  const { name, found: read } = readWhat(what, io);
  const found = flags.bug === undefined ? read : { ...read, bug: flags.bug };
  const { result, interrupted } = await play(
    found,
    { keepMessages: flags.trace !== undefined },
    io,
  );
  if (flags.trace !== undefined) writeTrace(flags.trace, result, io);
  if (flags.step === true) {
    walk(timeline(result.trace, result.scenario, { color: io.color() }), io);
    outLines(io, ['', ...verdict(result, { color: io.color() })]);
  } else {
    const how = flags.json === true ? 'json' : 'story';
    await printRun(name, result, { how, only: undefined, several: false }, io);
  }
  if (!interrupted) return exitCodeOf(result.outcome);
  errLines(io, [interruptedText(result)]);
  return EXIT.interrupted;
}

function readWhat(what: string, io: Io): { readonly name: string; readonly found: Scenario } {
  if (looksLikeToken(what)) return { name: 'token', found: ofToken(what) };
  const source = readSource(what, io);
  const text = source.text.trim();
  if (looksLikeToken(text)) return { name: source.name, found: ofToken(text) };
  const file = source.path === null ? source.name : resolve(io.cwd, source.name);
  return { name: file, found: parseSource(source) };
}

function ofToken(token: string): Scenario {
  return scenario(decodeToken(token, VERSION));
}

/** One line of the timeline, then the next when the reader wants it. */
function walk(lines: readonly string[], io: Io): void {
  errLines(io, ['Enter: the next event; r: all the rest; q: to the verdict']);
  let all = false;
  for (const line of lines) {
    outLines(io, [line]);
    if (all || io.closed()) continue;
    const answer = io.readLine();
    if (answer === null || answer.trim() === 'r') all = true;
    else if (answer.trim() === 'q') return;
  }
}
