import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../util/user-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type Io, outLines } from '../io.js';
import { readScenario } from '../read-source.js';
import { reportError } from '../report-error.js';
import { filesIn } from '../targets.js';

/** The scenarios of a directory: file and summary. Without one, ./scenarios, or else those that came with cohort. */
export function listCommand(directory: string | undefined, io: Io): ExitCode {
  const rows: (readonly [string, string])[] = [];
  let code: ExitCode = EXIT.held;
  for (const file of filesIn(directory ?? usualDirectory(io), io)) {
    try {
      rows.push([file, readScenario(file, io).scenario.summary]);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      code = reportError(error, io);
    }
  }
  const width = Math.max(0, ...rows.map(([file]) => file.length));
  outLines(
    io,
    rows.map(([file, summary]) => `${file.padEnd(width)}  ${summary}`.trimEnd()),
  );
  return code;
}

function usualDirectory(io: Io): string {
  if (existsSync(resolve(io.cwd, 'scenarios'))) return 'scenarios';
  if (existsSync(io.shipped)) return io.shipped;
  throw new UserError('there is no directory scenarios here', 'cohort list DIR');
}
