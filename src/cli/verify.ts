import type { Scenario } from '../scenario/model.js';
import type { RunResult } from '../scenario/result.js';
import { traceLines } from '../scenario/text/json.js';
import { RecordedDriver } from '../sim/run-recorded.js';
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
    flags,
    io,
    (world, choices, trace) => new RecordedDriver(world, choices, trace),
  );
  if (interrupted) return EXIT.interrupted;
  const a = linesOf(first);
  const b = linesOf(second);
  const at = a.findIndex((line, index) => line !== b[index]);
  if (at === -1 && a.length === b.length) return EXIT.held;
  const line = at === -1 ? a.length : at;
  errLines(io, [
    `not deterministic: line ${line + 1} of the trace differs between two runs of the same choices`,
    `  first   ${a[line] ?? 'ends here'}`,
    `  second  ${b[line] ?? 'ends here'}`,
    'Please report it: this is a bug in cohort.',
  ]);
  return EXIT.notDeterministic;
}

function linesOf({ trace, world }: RunResult): string[] {
  return traceLines(
    trace,
    world.nodes.map((node) => node.name),
  );
}
