import type { TracedMessage } from '../../../sim/trace.js';
import { formatDuration } from '../../units.js';
import { amount } from '../words.js';
import type { Line } from './item.js';

/** A silence of this length is worth a line: it is a timeout that somebody waits for. */
const LEAST_GAP_MS = 5000;

/** Says between two lines that for long nothing happened but heartbeats. */
export function withGaps(
  lines: readonly Line[],
  messages: readonly TracedMessage[] | null,
): Line[] {
  const beats = heartbeats(messages ?? []);
  const all: Line[] = [];
  let before = 0; // the end of what has been told
  let next = 0; // the first heartbeat that has not been counted
  for (const one of lines) {
    let count = 0;
    for (; next < beats.length && (beats[next] ?? 0) < one.at; next++) {
      if ((beats[next] ?? 0) > before) count += 1;
    }
    if (one.at - before >= LEAST_GAP_MS) all.push(gap(before, one.at, count));
    all.push(one);
    before = Math.max(before, one.until);
  }
  return all;
}

function heartbeats(messages: readonly TracedMessage[]): number[] {
  return messages
    .filter(({ envelope: { api, kind } }) => api === 'Heartbeat' && kind === 'request')
    .map(({ at }) => at);
}

function gap(from: number, to: number, beats: number): Line {
  const rest = beats === 0 ? '' : ` but ${amount(beats, 'heartbeat')}`;
  // Whole seconds will do: the lines around it have the milliseconds.
  const time = formatDuration(Math.round((to - from) / 1000) * 1000);
  const text = `… nothing${rest} for ${time}`;
  const quiet = { kind: 'groups', mark: '', actor: '', crowd: '' } as const;
  return { form: 'line', at: from, until: to, event: 0, text, ...quiet };
}
