import fc from 'fast-check';
import { atLeastOnce, scenarios } from 'kafka-cohort/testing';
import { expect, it } from 'vitest';
import { SMALL_STORY } from './small-story.js';

it('does nothing a hundred times', () => {
  const property = fc.property(scenarios({ around: SMALL_STORY, maxFaults: 0 }), () => {
    expect(atLeastOnce).toBeTypeOf('function');
  });
  fc.assert(property, { seed: 1, numRuns: 100 });
});
