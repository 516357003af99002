import { processIo } from './process-io.js';
import { type LoadProgram, run } from './run.js';

/** The process: the only place that ends it. The launcher knows where in the package things are. */
export async function main(loadProgram: LoadProgram, shipped: string): Promise<void> {
  process.exit(await run(process.argv.slice(2), processIo(shipped), loadProgram));
}
