import type { CommitKind, PartitionOffset, RecordRange } from '../../../protocol/facts.js';
import type { TimelineKind } from './kinds.js';

/** A fault stands out, and what comes of it does so less. */
export type Mark = 'fault' | 'consequence' | '';

/** A line of the timeline, before it is laid out. */
export interface Line {
  readonly form: 'line';
  readonly at: number;
  /** When the last of what was folded into it happened. */
  readonly until: number;
  /** Number of the event in which it was told. */
  readonly event: number;
  readonly kind: TimelineKind;
  /** It tells of a second kind too. */
  readonly also?: TimelineKind;
  readonly mark: Mark;
  /** `c1`, `group billing`, `broker-1`. */
  readonly actor: string;
  /** Follows the actor. */
  readonly text: string;
  /** Many lines of one crowd within a second become few: "and 990 more consumers start". '' if each counts. */
  readonly crowd: string;
}

/** Something small that happens over and over: folded with others of its actor as long as nothing else happens. */
export type Deed = {
  readonly form: 'deed';
  readonly at: number;
  readonly event: number;
  readonly kind: TimelineKind;
  readonly actor: string;
} & (
  | { readonly verb: 'sends' | 'polls' | 'processes'; readonly records: RecordRange }
  | { readonly verb: 'writes'; readonly records: RecordRange }
  | {
      readonly verb: 'commits';
      readonly commit: CommitKind;
      readonly offsets: readonly PartitionOffset[];
    }
  /** Heartbeats, fetches without records, metadata: only counted. */
  | { readonly verb: 'hums'; readonly what: string }
);

export type Item = Line | Deed;

/** When something happened: a fact, a message. */
export interface Moment {
  readonly at: number;
  readonly event: number;
}

export function line(
  { at, event }: Moment,
  kind: TimelineKind,
  actor: string,
  text: string,
  mark: Mark = '',
  crowd = '',
): Line {
  return { form: 'line', at, until: at, event, kind, mark, actor, text, crowd };
}
