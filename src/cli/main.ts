import { processIo } from './process-io.js';
import { run } from './run.js';

/** The process: the only place that ends it. */
async function main(): Promise<void> {
  process.exit(await run(process.argv.slice(2), processIo()));
}

void main();
