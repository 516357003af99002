import fc from 'fast-check';
import { atLeastOnce, scenarios } from 'kafka-cohort/testing';
import { it } from 'vitest';
import { SMALL_STORY } from './small-story.js';

it('holds in a hundred small stories', () => {
  const property = fc.property(scenarios({ around: SMALL_STORY, maxFaults: 0 }), (story) => {
    atLeastOnce(story.run());
  });
  fc.assert(property, { seed: 1, numRuns: 100 });
});
