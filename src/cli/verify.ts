import type { Scenario } from '../scenario/model.js';
import type { RunResult } from '../scenario/result.js';
import { RecordedDriver } from '../sim/run-recorded.js';
import { differenceLines, linesOf } from './differ.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { errLines, type Io } from './io.js';
import { type PlayFlags, play } from './play.js';

/** Plays a scenario again, in the other driver: both must tell the same, line by line. */
export async function playAgain(
  scenario: Scenario,
  first: RunResult,
  flags: PlayFlags,
  io: Io,
): Promise<ExitCode> {
  const { result: second, interrupted } = await play(
    scenario,
    { ...flags, keepMessages: first.trace.messages !== null },
    io,
    (world, choices, trace) => new RecordedDriver(world, choices, trace),
  );
  if (interrupted) return EXIT.interrupted;
  const lines = differenceLines(linesOf(first), linesOf(second));
  errLines(io, lines);
  return lines.length === 0 ? EXIT.held : EXIT.notDeterministic;
}
