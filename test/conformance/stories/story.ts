/* A recorded story as the runner reads it (STORIES.md of the recordings). Only what is executed or compared is typed. */

/** The file is no story, or asks for something that is not understood. */
export class MalformedStory extends Error {
  override readonly name = 'MalformedStory';
}

/** What a client showed; `detail` is JSON as in the file. */
export interface StoryEvent {
  readonly consumer: string;
  readonly event: string;
  readonly detail: Detail;
}

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [k: string]: Json };
export type Detail = { readonly [k: string]: Json };

export interface ExpectedEvent extends StoryEvent {
  readonly stable: boolean;
}

/** One step; its other fields are checked against the table of steps. */
export interface Step {
  readonly n: number | null;
  readonly do: string;
  readonly fields: { readonly [k: string]: Json };
  /** `FILE: step 7 (poll)`, for complaints. */
  readonly where: string;
}

export const FINAL_FIELDS = [
  'committed',
  'groups',
  'deliveredTimes',
  'processedTimes',
  'duplicates',
  'lost',
  'produced',
] as const;
export type FinalField = (typeof FINAL_FIELDS)[number];
export type Final = { readonly [F in FinalField]: Json } & { readonly timedOut: boolean };

export interface Stability {
  /** By client: all runs showed the same. */
  readonly same: ReadonlyMap<string, boolean>;
  /** Fields of `final` in which all runs agreed. */
  readonly final: ReadonlySet<FinalField>;
  /** Lists of the other runs, by client that varied. */
  readonly otherRuns: readonly ReadonlyMap<string, readonly StoryEvent[]>[];
}

export interface Story {
  readonly file: string;
  readonly name: string;
  readonly brokers: number;
  readonly clusterConfigs: { readonly [k: string]: Json };
  readonly steps: readonly Step[];
  readonly outline: readonly ExpectedEvent[];
  readonly final: { readonly [k: string]: Json };
  readonly stability: Stability;
}
