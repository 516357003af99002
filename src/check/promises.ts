import type { AfterFailure, CommitStrategy } from '../app/spec.js';

/*
 * What a configuration promises. A run fails only on what was promised; the rest may be violated, and is reported as
 * allowed. docs/promises.md has the same table for people.
 */

/** What bears on promises in one group's configuration, and in what is done to it. */
export interface GroupConfiguration {
  readonly group: string;
  readonly strategies: ReadonlySet<CommitStrategy>;
  /** How processing fails on purpose, and what the application makes of it. */
  readonly failures: readonly {
    readonly how: 'throw' | 'poison' | 'hang';
    readonly then: AfterFailure;
  }[];
  /** `auto.offset.reset` of all consumers, by kind. */
  readonly resets: ReadonlySet<string>;
  /** Some consumer keeps its partitions while it rejoins: cooperative-sticky. */
  readonly cooperative: boolean;
  /** Some consumer has a `group.instance.id`. */
  readonly staticMembers: boolean;
  /** Some consumer takes its partitions by assign(). */
  readonly standalone: boolean;
  /** The weakest `acks` of the producers whose topics it reads; −1 is `all`. */
  readonly weakestAcks: -1 | 0 | 1;
  /** Some producer of its topics is not idempotent. */
  readonly sendsAgain: boolean;
  /** Some producer of its topics is not idempotent and has more than one request in flight. */
  readonly overtakes: boolean;
  /** Brokers, links or messages fail. */
  readonly brokersFail: boolean;
  /** Crashes, or elections of leaders that were not in sync, take acknowledged records with them. */
  readonly logsLose: boolean;
  /** Requests may arrive long after they were sent, or twice. */
  readonly messagesReordered: boolean;
  /** Some consumer writes its results to an outside store. */
  readonly storesResults: boolean;
  /** Some fault is never ended. */
  readonly faultsLast: boolean;
  /** Somebody seeks, or sets or removes committed offsets. */
  readonly positionsMoved: boolean;
  /** Records or topics are deleted, or partitions are added that `latest` would skip. */
  readonly recordsRemoved: boolean;
  /** Topics are deleted, and may be created again. */
  readonly topicsDeleted: boolean;
  /** Offsets may expire within the run. */
  readonly offsetsExpire: boolean;
  /** Consumers pause, unsubscribe, or are kept out: the group need not read everything. */
  readonly heldBack: boolean;
  /** A batch can take longer than max.poll.interval.ms: a loop without end. */
  readonly tooSlow: boolean;
}

/** '' if promised, otherwise why not. */
export type Promised = '' | (string & {});

interface Rule {
  readonly property: string;
  readonly because: string;
  readonly breaks: (c: GroupConfiguration) => boolean;
}

const uses = (c: GroupConfiguration, ...names: readonly CommitStrategy[]): boolean =>
  names.some((name) => c.strategies.has(name));

const fails = (c: GroupConfiguration, ...then: readonly AfterFailure[]): boolean =>
  c.failures.some((f) => f.how !== 'hang' && then.includes(f.then));

/** The commits of these cover what was not processed. */
const EARLY: readonly Omit<Rule, 'property'>[] = [
  {
    because: 'commit: before-processing commits what is not processed yet',
    breaks: (c) => uses(c, 'before-processing'),
  },
  {
    because: 'commit: hand-off lets poll() commit what other threads still process',
    breaks: (c) => uses(c, 'hand-off'),
  },
  {
    because: 'then: continue and then: next-poll leave records behind that later commits cover',
    breaks: (c) => fails(c, 'continue', 'next-poll'),
  },
  {
    because: 'then: close commits the position on close(), beyond what was processed',
    breaks: (c) => fails(c, 'close') && uses(c, 'auto', 'hand-off', 'async-then-sync-on-revoke'),
  },
];

const RULES: readonly Rule[] = [
  ...['lost-write', 'unseen', 'inconsistent-offsets'].map((property) => ({
    property,
    because: 'acks=0 and acks=1 lose records when brokers fail',
    breaks: (c: GroupConfiguration) => c.weakestAcks !== -1 && c.brokersFail,
  })),
  ...[
    'lost-write',
    'unseen',
    'inconsistent-offsets',
    'duplicate',
    'monotone-generations',
    'monotone-logs',
    'replicas-agree',
    'replicated-stays',
    'assigned-as-stored',
  ].map((property) => ({
    property,
    because: 'crashes or unclean elections take acknowledged records with them',
    breaks: (c: GroupConfiguration) => c.logsLose,
  })),
  {
    property: 'duplicate',
    because: 'a producer that is not idempotent sends a batch again whose answer was lost',
    breaks: (c) => c.sendsAgain,
  },
  {
    property: 'nonmonotonic-send',
    because:
      'without idempotence and with several requests in flight a batch that is sent again is overtaken',
    breaks: (c) => c.overtakes,
  },
  {
    property: 'bounded-duplicates',
    because: 'auto commits nothing while no coordinator is known',
    breaks: (c) => uses(c, 'auto') && c.brokersFail,
  },
  {
    property: 'bounded-duplicates',
    because: 'auto commits nothing while a cooperative member rejoins, and it goes on reading',
    breaks: (c) => uses(c, 'auto') && c.cooperative,
  },
  {
    property: 'bounded-duplicates',
    because: 'crashes or unclean elections take acknowledged records with them',
    breaks: (c) => c.logsLose,
  },
  {
    property: 'everything-owned',
    because: 'topics are created, deleted or grow, and the leader learns of it later',
    breaks: (c) => c.recordsRemoved,
  },
  ...['no-starvation', 'one-generation'].map((property) => ({
    property,
    because: 'a fault is never ended',
    breaks: (c: GroupConfiguration) => c.faultsLast,
  })),
  {
    property: 'no-starvation',
    because: 'consumers pause, unsubscribe, read by hand or are kept out of the group',
    breaks: (c) => c.heldBack || c.standalone,
  },
  ...['commit-after-processing', 'at-least-once', 'no-loss'].flatMap((property) =>
    EARLY.map((rule) => ({ property, ...rule })),
  ),
  {
    property: 'no-loss',
    because: 'auto.offset.reset other than earliest skips records',
    breaks: (c) => [...c.resets].some((kind) => kind !== 'earliest'),
  },
  {
    property: 'no-loss',
    because: 'acks=0 and acks=1 lose records when brokers fail',
    breaks: (c) => c.weakestAcks !== -1 && c.brokersFail,
  },
  ...['at-least-once', 'no-loss', 'monotone-commits', 'converges'].map((property) => ({
    property,
    because: 'crashes or unclean elections take acknowledged records with them',
    breaks: (c: GroupConfiguration) => c.logsLose,
  })),
  {
    property: 'exactly-once-in-the-store',
    because:
      'how effects and offsets go into a store is not for Kafka to promise; ask with --check',
    breaks: (c) => c.storesResults,
  },
  {
    property: 'monotone-commits',
    because: 'requests arrive late or twice, a commit too',
    breaks: (c) => c.messagesReordered,
  },
  {
    property: 'converges',
    because: 'a fault is never ended',
    breaks: (c) => c.faultsLast,
  },
  {
    property: 'no-loss',
    because: 'a seek or an operator moves positions over records',
    breaks: (c) => c.positionsMoved,
  },
  {
    property: 'no-loss',
    because: 'records or topics are deleted',
    breaks: (c) => c.recordsRemoved,
  },
  ...['commit-after-processing', 'at-least-once', 'lost-write', 'unseen'].map((property) => ({
    property,
    because: 'a topic is deleted: what is committed by its name counts for the next of that name',
    breaks: (c: GroupConfiguration) => c.topicsDeleted,
  })),
  {
    property: 'at-most-once',
    because: 'no commit strategy of Kafka promises it',
    breaks: () => true,
  },
  {
    property: 'monotone-commits',
    because: 'consumers with assign() overwrite the commits of others',
    breaks: (c) => c.standalone,
  },
  {
    property: 'monotone-commits',
    because: 'a commitAsync that is sent again overwrites newer ones',
    breaks: (c) => uses(c, 'async-per-batch-retried'),
  },
  ...[
    'monotone-commits',
    'commits-only-by-owners',
    'bounded-duplicates',
    'refused-members-stop',
  ].map((property) => ({
    property,
    because: 'a cooperative member that is removed while it rejoins keeps its old positions',
    breaks: (c: GroupConfiguration) => c.cooperative,
  })),
  {
    property: 'monotone-commits',
    because: 'committed offsets are moved, removed or expire',
    breaks: (c) => c.positionsMoved || c.offsetsExpire || c.recordsRemoved,
  },
  {
    property: 'converges',
    because: 'records that always fail or hang are never done',
    breaks: (c) => c.failures.some((f) => f.how !== 'throw'),
  },
  {
    property: 'converges',
    because: 'a watermark stops below a failed record that nobody repeats',
    breaks: (c) => uses(c, 'watermark') && fails(c, 'continue', 'next-poll'),
  },
  ...['converges', 'everything-owned'].map((property) => ({
    property,
    because:
      'a cooperative static member that restarts between two rebalances leaves what it gave up to nobody',
    breaks: (c: GroupConfiguration) => c.cooperative && c.staticMembers,
  })),
  {
    property: 'converges',
    because: 'then: next-poll leaves the batch of a failed record uncommitted, if it is the last',
    breaks: (c) => fails(c, 'next-poll'),
  },
  {
    property: 'converges',
    because: 'auto.offset.reset=none leaves a consumer without a position',
    breaks: (c) => c.resets.has('none'),
  },
  {
    property: 'converges',
    because: 'a batch may take longer than max.poll.interval.ms',
    breaks: (c) => c.tooSlow,
  },
  {
    property: 'converges',
    because: 'consumers pause, unsubscribe, read by hand or are kept out of the group',
    breaks: (c) => c.heldBack || c.standalone,
  },
  {
    property: 'converges',
    because: 'topics or offsets are changed under the group',
    breaks: (c) => c.recordsRemoved || c.positionsMoved,
  },
];

/** Why the configuration does not promise the property; '' if it does. */
export function whyNotPromised(property: string, configuration: GroupConfiguration): Promised {
  const rule = RULES.find((r) => r.property === property && r.breaks(configuration));
  return rule?.because ?? '';
}

/** Every exception to a promise, for the table in docs/promises.md. */
export function exceptions(): readonly { readonly property: string; readonly because: string }[] {
  return RULES.map(({ property, because }) => ({ property, because }));
}
