import type { RunResult } from '../scenario/result.js';
import type { TimelineKind } from '../scenario/text/timeline/kinds.js';
import { heading, timeline } from '../scenario/text/timeline/timeline.js';
import { verdict } from '../scenario/text/verdict.js';
import { type Io, outLines } from './io.js';

/** How a run is told. */
export interface Style {
  /** story: from beginning to verdict. brief: a line if it held, why if it did not. */
  readonly how: 'json' | 'story' | 'brief';
  /** What the timeline shows; undefined: all that it shows by itself. */
  readonly only: readonly TimelineKind[] | undefined;
  /** Others come before or after it. */
  readonly several: boolean;
}

/** Prints a run to standard output. `name` is what the user calls its file. */
export async function printRun(
  name: string,
  result: RunResult,
  style: Style,
  io: Io,
): Promise<void> {
  switch (style.how) {
    case 'json': {
      const { jsonLines } = await import('../scenario/text/json.js');
      outLines(io, jsonLines(result));
      return;
    }
    case 'story': {
      const story = storyLines(result, style, io.color());
      outLines(io, style.several ? [`==> ${name} <==`, '', ...story, ''] : story);
      return;
    }
    case 'brief':
      outLines(io, briefLines(name, result, io.color()));
  }
}

function storyLines(result: RunResult, { only }: Style, color: boolean): string[] {
  const { trace, scenario } = result;
  const shown = timeline(trace, scenario, { color, ...(only !== undefined && { only }) });
  return [...heading(scenario), '', ...shown, '', ...verdict(result, { color })];
}

const MARKS = { passed: 'held', failed: 'FAILED', undecided: 'undecided' } as const;

function briefLines(name: string, result: RunResult, color: boolean): string[] {
  const line = `${MARKS[result.outcome].padEnd('undecided'.length)}  ${name}`;
  if (result.outcome === 'passed') return [line];
  const why = verdict(result, { color }).map((text) => (text === '' ? '' : `    ${text}`));
  return [line, ...why];
}
