/** What `--only` can name, in the order in which help lists them. */
export const TIMELINE_KINDS = [
  'faults',
  'processes',
  'groups',
  'assignments',
  'positions',
  'records',
  'commits',
  'exceptions',
  'cluster',
  'operator',
  'messages',
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];
