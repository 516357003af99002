import { resolve } from 'node:path';
import type { RunResult } from '../scenario/result.js';
import { linesOf } from './differ.js';
import type { Io } from './io.js';
import { writeWhole } from './write-file.js';

/** Writes everything that happened in a run to a file, one JSON object a line. */
export function writeTrace(name: string, result: RunResult, io: Io): void {
  writeWhole(name, resolve(io.cwd, name), `${linesOf(result).join('\n')}\n`);
}
