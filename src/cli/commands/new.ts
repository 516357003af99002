import { resolve } from 'node:path';
import { scenarioTemplate } from '../../scenario/template.js';
import { UserError } from '../../util/user-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { errLines, type Io, outLines } from '../io.js';
import { isScenarioName } from '../read-source.js';
import { writeNew } from '../write-file.js';

/** Writes a first scenario to NAME.yaml. */
export function newCommand(name: string, io: Io): ExitCode {
  if (name === '' || /[/\\]$/.test(name)) {
    throw new UserError('a scenario needs a name', 'cohort new my-first');
  }
  const file = isScenarioName(name) ? name : `${name}.yaml`;
  writeNew(file, resolve(io.cwd, file), scenarioTemplate(file));
  outLines(io, [file]);
  errLines(io, [`Run it:  cohort run ${file}`]);
  return EXIT.held;
}
