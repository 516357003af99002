import type { Paint } from '../color.js';
import { secondsText } from '../words.js';
import type { Line, Mark } from './item.js';

/** Actors with longer names push their sentence to the right. */
const WIDEST_ACTOR = 24;
const TIME_WIDTH = 9;
const SIGNS: Readonly<Record<Mark, string>> = { fault: '!!', consequence: ' !', '': '  ' };

/** Lays lines out: time, sign, actor, sentence. */
export function render(lines: readonly Line[], paint: Paint): string[] {
  let width = 0;
  for (const { actor } of lines) {
    if (actor.length <= WIDEST_ACTOR) width = Math.max(width, actor.length);
  }
  return lines.map((one) => {
    const time = paint('dim', secondsText(one.at).padStart(TIME_WIDTH));
    const until = one.until > one.at ? ` (until ${secondsText(one.until)})` : '';
    const sentence = `${SIGNS[one.mark]} ${one.actor.padEnd(width)}  ${one.text}${until}`;
    return `${time} ${one.mark === '' ? sentence : paint(one.mark, sentence)}`;
  });
}
