import type { Fact } from '../../../protocol/facts.js';

/** What `--only` can name, with what help says of it. */
export const TIMELINE_KINDS = {
  faults: 'crashes, freezes, applications that fail',
  processes: 'starts and closes',
  groups: 'members, rebalances, generations, coordinators',
  assignments: 'partitions assigned, revoked and lost',
  positions: 'where a consumer starts to read, and seeks',
  records: 'records sent, handed out and processed',
  commits: 'offsets committed, stored and refused',
  exceptions: 'exceptions that reach an application',
  cluster: 'topics, leaders, logs, brokers fenced',
  network: 'links that fail or heal, messages that are lost, late or held',
  operator: "what Kafka's tools did, offsets and groups that are removed",
  effects: 'writes to the outside store (only when named)',
  messages: 'each request and answer (only when named)',
} as const;
export type TimelineKind = keyof typeof TIMELINE_KINDS;

/** Shown only when asked for: they are many. */
const ON_DEMAND: readonly TimelineKind[] = ['effects', 'messages'];

/** What is shown if nobody says otherwise. */
export const DEFAULT_KINDS: readonly TimelineKind[] = Object.keys(TIMELINE_KINDS)
  .filter(isTimelineKind)
  .filter((kind) => !ON_DEMAND.includes(kind));

export function isTimelineKind(text: string): text is TimelineKind {
  return Object.hasOwn(TIMELINE_KINDS, text);
}

const KIND_OF: Readonly<Record<Fact['type'], TimelineKind>> = {
  started: 'processes',
  crashed: 'faults',
  frozen: 'faults',
  thawed: 'faults',
  'clock set': 'faults',
  'shutting down': 'processes',
  'shut down': 'processes',
  closing: 'processes',
  closed: 'processes',
  subscribed: 'processes',
  unsubscribed: 'processes',
  'assigned manually': 'assignments',
  assigned: 'assignments',
  revoked: 'assignments',
  lost: 'assignments',
  position: 'positions',
  paused: 'positions',
  resumed: 'positions',
  delivered: 'records',
  processing: 'records',
  processed: 'records',
  'processing failed': 'faults',
  effect: 'effects',
  'store written': 'records',
  'commit sent': 'commits',
  'commit succeeded': 'commits',
  'commit failed': 'commits',
  'commit error': 'commits',
  exception: 'exceptions',
  'max poll interval exceeded': 'groups',
  acknowledged: 'records',
  'send failed': 'records',
  'group state': 'groups',
  'member joined': 'groups',
  'member removed': 'groups',
  'member rejoined': 'groups',
  'membership refused': 'groups',
  'static member replaced': 'groups',
  'group assignment': 'groups',
  'offsets stored': 'commits',
  'offsets refused': 'commits',
  'offsets removed': 'operator',
  'group deleted': 'operator',
  'coordinator loading': 'groups',
  'coordinator loaded': 'groups',
  'coordinator unloaded': 'groups',
  'topic created': 'cluster',
  'topic deleted': 'cluster',
  'partitions added': 'cluster',
  'leader elected': 'cluster',
  appended: 'records',
  'log start raised': 'cluster',
  'log compacted': 'cluster',
  truncated: 'cluster',
  'isr changed': 'cluster',
  'follower caught up': 'cluster',
  reassigned: 'cluster',
  'broker fenced': 'cluster',
  'broker unfenced': 'cluster',
  'link fault': 'network',
  'link healed': 'network',
  'message fault': 'network',
  'messages released': 'network',
  'connection closed': 'network',
  operator: 'operator',
  'cluster tool refused': 'operator',
};

export function kindOf(type: Fact['type']): TimelineKind {
  return KIND_OF[type];
}
