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

const unfound = (reason: string): Hunt => ({ ...generated(400, EARLIEST), unfound: reason });

const COMMON = generated(150);

const HUNTS: Readonly<Record<string, Hunt>> = {
  'no-generation-check': unfound(
    'clients hear of each rebalance before it ends; a check that compares generations in requests with those in answers',
  ),
  'unknown-members-welcome': unfound(
    'members that are unknown cannot join; scenarios that expect an expired session to be told end undecided',
  ),
  'missing-members-stay': unfound(
    'they are dead or late, and their sessions end the same way; a check of who is in a generation',
  ),
  'removal-not-noticed': unfound(
    'the next commit or join tells the same; a check of how long a removed member goes on',
  ),
  'follower-enters-isr-too-early': unfound(
    'a follower catches up within milliseconds; a check that the ISR has what is below the high watermark',
  ),
  'truncation-forgotten': unfound(
    'an offset out of range truncates too; a check that replicas have the same records below the high watermark',
  ),
  'truncates-too-much': unfound(
    'it reads the same again at once; a check of how far logs are truncated',
  ),
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
