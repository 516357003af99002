import { runCommand } from './commands/run.js';
import type { ExitCode } from './exit-codes.js';
import type { Io } from './io.js';
import { reportError } from './report-error.js';

/** Brings in what reads options. Not named here, so that it is no part of the bundle of a plain run. */
export type LoadProgram = () => Promise<typeof import('./program.js')>;

/**
 * What `cohort` does with these arguments. `run FILE...` without any option needs no parser of options, and is the
 * same as what the parser would make of it; everything else goes to `program.ts`.
 */
export async function run(
  argv: readonly string[],
  io: Io,
  loadProgram: LoadProgram,
): Promise<ExitCode> {
  const [command, ...names] = argv;
  if (command !== 'run' || names.length === 0 || names.some(isOption)) {
    const { runProgram } = await loadProgram();
    return runProgram(argv, io);
  }
  try {
    return await runCommand(names, {}, io);
  } catch (error) {
    return reportError(error, io);
  }
}

function isOption(argument: string): boolean {
  return argument.startsWith('-') && argument !== '-';
}
