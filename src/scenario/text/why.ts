import type { LifeStep } from '../../check/life-steps.js';
import type { Life } from '../../check/why.js';
import { painter, type Tone } from './color.js';
import { secondsText } from './words.js';

export interface WhyOptions {
  /** ANSI colours; off if left out. */
  readonly color?: boolean;
}

const TIME_WIDTH = 9;

/** The life of one record, as `cohort why FILE orders-0@3` prints it: each step, then what it came to in each group. */
export function whyText(life: Life, options: WhyOptions = {}): string[] {
  const paint = painter(options.color === true);
  const { record, steps, groups } = life;
  const key = record.keys[0] === undefined ? '' : ` (key ${record.keys[0]})`;
  const names = steps.map(({ group }) => group);
  // With one group there is nothing to tell apart.
  const width = groups.length < 2 ? 0 : Math.max(...names.map((name) => name.length));
  const lines = steps.map((step) => {
    const time = paint('dim', secondsText(step.at).padStart(TIME_WIDTH));
    const group = width === 0 ? '' : `${step.group.padEnd(width)}  `;
    const text = `${group}${step.sentence}`;
    const tone = toneOf(step);
    return `${time}  ${tone === undefined ? text : paint(tone, text)}`;
  });
  const sums =
    groups.length === 0 ? ['No group ever read it.'] : groups.map(({ sentence }) => sentence);
  return [`${paint('strong', record.text)}${key}`, '', ...lines, '', ...sums];
}

const FAULTS: readonly LifeStep['type'][] = ['crashed', 'frozen', 'processing failed'];

function toneOf({ type }: LifeStep): Tone | undefined {
  return FAULTS.includes(type) ? 'fault' : undefined;
}
