import type { Life } from '../../check/why.js';

export interface WhyOptions {
  /** ANSI colours; off if left out. */
  readonly color?: boolean;
}

/** The life of one record, as `cohort why FILE orders-0@3` prints it. */
export function whyText(life: Life, options: WhyOptions = {}): string[] {
  return [life.record.text, String(options.color)];
}
