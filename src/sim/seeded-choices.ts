import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Choices } from './choices.js';

/** Choices from a seed: the same seed gives the same run on every machine. */
export function seededChoices(seed: number): Choices {
  const generator = xoroshiro128plus(seed | 0);
  return {
    dull: false,
    choose: (_label, n) => (n <= 1 ? 0 : uniformInt(generator, 0, n - 1)),
  };
}
