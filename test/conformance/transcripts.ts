import { type Comparison, compare } from './compare.js';
import type { Coverage } from './coverage.js';
import type { Mode } from './driver.js';
import type { Transcript } from './parse.js';
import { runTranscript } from './run.js';
import type { Defaults } from './shapes.js';

export { Coverage } from './coverage.js';
export { MalformedTranscript, parseTranscripts, type Transcript } from './parse.js';
export type { Defaults } from './shapes.js';

export const MODES: readonly Mode[] = ['fast', 'recorded'];

/** How a transcript fared in one mode. */
export interface Verdict extends Comparison {
  readonly name: string;
  readonly mode: Mode;
  /** An exception of ours; '' if there was none. */
  readonly crash: string;
}

/** Runs a transcript in one mode and holds the result against the recording. */
export function judge(
  transcript: Transcript,
  defaults: Defaults,
  mode: Mode,
  coverage: Coverage | null = null,
): Verdict {
  const { name } = transcript;
  try {
    const output = runTranscript(transcript, defaults, mode, coverage);
    return { name, mode, crash: '', ...compare(transcript, output, defaults) };
  } catch (error) {
    const crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, mode, crash, differences: [], apis: compare(transcript, [], defaults).apis };
  }
}

export function matches(verdict: Verdict): boolean {
  return verdict.crash === '' && verdict.differences.length === 0;
}
