import { processIo } from './process-io.js';
import { type LoadProgram, run } from './run.js';

/** The process: the only place that ends it. The launcher says where the rest of the command is. */
export async function main(loadProgram: LoadProgram): Promise<void> {
  process.exit(await run(process.argv.slice(2), processIo(), loadProgram));
}
