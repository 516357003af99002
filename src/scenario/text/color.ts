/*
 * The few colours that mean something: a fault is red, what came of it yellow, what went well green, what one reads
 * past is dim.
 */

const ESC = '\u001b[';

export type Tone = 'fault' | 'consequence' | 'good' | 'dim' | 'strong';

const CODES: Readonly<Record<Tone, string>> = {
  fault: '1;31',
  consequence: '33',
  good: '32',
  dim: '2',
  strong: '1',
};

/** Paints a text, or gives it back as it is. */
export type Paint = (tone: Tone, text: string) => string;

export function painter(color: boolean): Paint {
  if (!color) return (_, text) => text;
  return (tone, text) => (text === '' ? '' : `${ESC}${CODES[tone]}m${text}${ESC}0m`);
}
