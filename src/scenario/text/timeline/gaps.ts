import { formatDuration } from '../../units.js';
import { amount } from '../words.js';
import type { Line } from './item.js';

/** A silence of this length is worth a line: it is a timeout that somebody waits for. */
const LEAST_GAP_MS = 5000;

/** Says between two lines that for long nothing happened but heartbeats. */
export function withGaps(
  lines: readonly Line[],
  heartbeatsAt: readonly number[],
  repeatedCommits: readonly number[],
): Line[] {
  const heartbeats = new Instants(heartbeatsAt);
  const commits = new Instants(repeatedCommits);
  const all: Line[] = [];
  let before = 0; // the end of what has been told
  for (const one of lines) {
    const beats = heartbeats.between(before, one.at);
    const repeats = commits.between(before, one.at);
    if (one.at - before >= LEAST_GAP_MS) all.push(gap(before, one.at, beats, repeats));
    all.push(one);
    before = Math.max(before, one.until);
  }
  return all;
}

/** When something dull happened, in order. */
class Instants {
  private next = 0;

  constructor(private readonly instants: readonly number[]) {}

  /** How many are after `from` and before `to`; ask in the order of time. */
  between(from: number, to: number): number {
    let count = 0;
    for (; ; this.next++) {
      const at = this.instants[this.next];
      if (at === undefined || at >= to) return count;
      if (at > from) count += 1;
    }
  }
}

function gap(from: number, to: number, beats: number, repeats: number): Line {
  const dull: string[] = [];
  if (beats > 0) dull.push(amount(beats, 'heartbeat'));
  if (repeats > 0) dull.push(`${amount(repeats, 'auto-commit')} of nothing new`);
  const but = dull.length === 0 ? '' : ` but ${dull.join(' and ')}`;
  // Whole seconds will do: the lines around it have the milliseconds.
  const time = formatDuration(Math.round((to - from) / 1000) * 1000);
  const text = `… nothing${but} for ${time}`;
  const quiet = { kind: 'groups', mark: '', actor: '', crowd: '' } as const;
  return { form: 'line', at: from, until: to, event: 0, text, ...quiet };
}
