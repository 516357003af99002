import { SCENARIO_SCHEMA } from '../../scenario/generated/schema.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Io } from '../io.js';

/** The JSON Schema of scenarios, for editors. */
export function schemaCommand(io: Io): ExitCode {
  io.out(`${JSON.stringify(SCENARIO_SCHEMA, null, 2)}\n`);
  return EXIT.held;
}
