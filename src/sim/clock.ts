import type { SimNode } from './world.js';

/** Of drift: a clock that is so many parts per million fast counts 1 000 000 + ppm of its ms in a million. */
const MILLION = 1_000_000;

/**
 * A node's own clock. It reads `reading` at the virtual ms `since`, and from there on runs `ppm` parts per million
 * too fast (negative: too slow). A class, so that immer never drafts it; setting a clock makes a new one.
 */
export class NodeClock {
  constructor(
    readonly since: number,
    readonly reading: number,
    readonly ppm: number,
    /** By how much it was set back in all: timers that were armed before came so much later. */
    readonly setBackMs: number,
  ) {}
}

/** What is wrong with a clock: how far it is ahead of virtual time (ms, negative: behind), and how much too fast. */
export interface ClockSpec {
  readonly offsetMs: number;
  readonly ppm: number;
}

/** The clock of a node at time 0; null: it shows virtual time, and nothing need be translated. */
export function makeClock(spec: ClockSpec | undefined): NodeClock | null {
  if (spec === undefined || (spec.offsetMs === 0 && spec.ppm === 0)) return null;
  return new NodeClock(0, spec.offsetMs, spec.ppm, 0);
}

/** What the clock shows at a virtual ms, not before `since`: whole ms, never going back. */
export function readingAt({ since, reading, ppm }: NodeClock, virtualMs: number): number {
  const passed = virtualMs - since;
  const millions = Math.floor(passed / MILLION);
  const rest = passed - millions * MILLION;
  const rate = MILLION + ppm;
  return reading + millions * rate + Math.floor((rest * rate) / MILLION);
}

/** The first virtual ms at which the clock shows `ownMs` or more; `since` if it did so before. */
export function whenReads({ since, reading, ppm }: NodeClock, ownMs: number): number {
  const shown = ownMs - reading;
  if (shown <= 0) return since;
  const rate = MILLION + ppm;
  const rounds = Math.floor(shown / rate);
  const rest = shown - rounds * rate;
  return since + rounds * MILLION + Math.ceil((rest * MILLION) / rate);
}

/** What the node's own clock shows at a virtual ms: the `now` of its steps. */
export function ownTime(node: SimNode, virtualMs: number): number {
  return node.clock === null ? virtualMs : readingAt(node.clock, virtualMs);
}

/**
 * How long it takes at most, in virtual ms, until every node has counted `ms` on its own clock: slow clocks, and those
 * that were set back meanwhile, take longer.
 */
export function longestFor(nodes: readonly SimNode[], ms: number): number {
  let longest = ms;
  for (const { clock } of nodes) {
    if (clock === null) continue;
    const counted = ms + clock.setBackMs;
    longest = Math.max(longest, Math.ceil((counted * MILLION) / (MILLION + clock.ppm)));
  }
  return longest;
}
