import type { GenerateOptions } from '../../src/search/generate.js';
import type { Ground } from './hunt.js';

/*
 * Where each bug is looked for, and by which check it has to be found. Not listed: among all generated scenarios.
 */

export interface Hunt {
  readonly ground: Ground;
  /** Runs at most. */
  readonly runs: number;
  /** Why nothing finds it yet; '' if something does. */
  readonly unfound: string;
}

const EARLIEST: GenerateOptions = { reset: ['earliest'] };
const CLUSTER: GenerateOptions = { ...EARLIEST, brokers: [3], acks: ['all'], failures: false };

const generated = (runs: number, generate: GenerateOptions = {}): Hunt => ({
  ground: { kind: 'generated', generate },
  runs,
  unfound: '',
});

const around = (scenario: string, runs = 100): Hunt => ({
  ground: { kind: 'around', scenario },
  runs,
  unfound: '',
});

const written = (scenario: string): Hunt => ({
  ground: { kind: 'written', scenario },
  runs: 1,
  unfound: '',
});

const COMMON = generated(150);

const HUNTS: Readonly<Record<string, Hunt>> = {
  'unknown-members-welcome': written('expired-member-joins-anew'),
  'no-generation-check': written('static-member-misses-a-generation'),
  'truncation-forgotten': generated(400, { ...CLUSTER, faults: ['freeze a broker'] }),
  'truncates-too-much': generated(400, CLUSTER),
  'follower-enters-isr-too-early': generated(400, CLUSTER),
  'commit-without-generation-check': written('static-member-commits-too-late'),
  'offsets-loaded-without-tombstones': written('expired-offsets-stay-expired'),
  'any-live-replica-elected': written('out-of-sync-never-leads'),
  'dead-broker-not-fenced': written('a-dead-leader-is-replaced'),
  'stored-offsets-ignored': written('store-knows-where-to-read-on'),
  'commit-of-fenced-member-accepted': written('static-member-fenced'),
  'session-timer-not-rearmed': written('coordinator-killed-while-stable'),
  'session-never-expires': written('chaos-then-converge'),
  'commit-answered-before-it-is-replicated': generated(400, CLUSTER),
  'leader-epoch-not-bumped': generated(400, CLUSTER),
  'high-watermark-ahead-of-isr': around('acks-all-min-isr-2-survives'),
  'acks-all-answered-at-once': around('acks-all-min-isr-2-survives'),
  'reads-beyond-the-high-watermark': around('acks-all-min-isr-2-survives'),
  'min-isr-not-checked': written('isr-shrinks-high-watermark-stalls'),
  'duplicate-batches-appended': written('not-enough-replicas-after-append-duplicates'),
  'sequence-window-off-by-one': written('not-enough-replicas-after-append-duplicates'),
  'auto-commit-never-due': generated(150, EARLIEST),
  'partitions-kept-while-joining': generated(150, EARLIEST),
  'sticky-loses-a-partition': generated(150, EARLIEST),
  'roundrobin-forgets-the-last-member': generated(150, EARLIEST),
  'stale-fetch-delivered': written('poison-pill-blocks-a-partition'),
  'store-takes-rows-again': written('effects-stored-with-offsets-are-exactly-once-in-the-store'),
};

export function huntFor(bug: string): Hunt {
  return HUNTS[bug] ?? COMMON;
}
