import type fc from 'fast-check';
import type { CommitStrategy } from '../../src/app/spec.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { arbitraryStory, type Story, storyFile } from '../../src/search/generate.js';

export type { Story } from '../../src/search/generate.js';

/*
 * Random scenarios around the mission's question, as `cohort fuzz` generates them: brokers, topics, loads, consumers of
 * one group, and crashes, freezes and restarts at random moments. All faults end; then the group must catch up.
 */

/** Faults of processes; what a network does to them is for the search. */
const PROMISING = {
  reset: ['earliest'],
  acks: ['all'],
  faults: [
    'crash a consumer',
    'freeze a consumer',
    'close a consumer',
    'make a consumer rejoin',
    'crash a broker',
    'freeze a broker',
    'freeze a coordinator',
  ],
} as const;

/** Stories in which nothing but faults of processes goes wrong. */
export const stories: fc.Arbitrary<Story> = arbitraryStory({ ...PROMISING, failures: false });

/** The same, and the application throws on one record and closes. */
export const throwingStories: fc.Arbitrary<Story> = arbitraryStory({
  ...PROMISING,
  failures: true,
}).map((story) => ({
  ...story,
  failure: story.failure === null ? null : { ...story.failure, reaction: 'close' },
}));

/** The scenario of a story, with every consumer of the group committing by `strategy`. */
export function toScenarioFile(story: Story, strategy: CommitStrategy): ScenarioFile {
  return storyFile({ ...story, commit: strategy });
}
