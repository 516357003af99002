import { BUGS } from '../../bugs/registry.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type Io, outLines } from '../io.js';

/** Lists the bugs that a world can be made with. */
export function bugsCommand(io: Io): ExitCode {
  const width = Math.max(...BUGS.map(({ name }) => name.length));
  const layers = new Set(BUGS.map(({ layer }) => layer));
  for (const layer of layers) {
    const own = BUGS.filter((bug) => bug.layer === layer);
    outLines(io, [
      `${layer}:`,
      ...own.map(({ name, sentence }) => `  ${name.padEnd(width)}  ${sentence}`),
    ]);
  }
  return EXIT.held;
}
