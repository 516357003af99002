import type { CommitStrategy } from '../../src/app/spec.js';
import { type ScenarioFile, scenario } from '../../src/scenario/build.js';
import type { RunResult } from '../../src/scenario/result.js';
import { runScenario } from '../../src/scenario/run/run.js';

/*
 * Every commit strategy under every interruption, in one setting: `old` reads twelve records, four a poll, and is
 * interrupted when it has done 0..5, in the middle of its second batch; `new` is or becomes its successor.
 */

export const STRATEGIES: readonly CommitStrategy[] = [
  'auto',
  'sync-per-batch',
  'sync-per-record',
  'async-per-batch',
  'async-per-batch-retried',
  'async-then-sync-on-revoke',
  'before-processing',
  'hand-off',
  'watermark',
  'none',
];

export const INTERRUPTIONS = [
  'crash',
  'eviction',
  'lost commit answer',
  'exception and close()',
  'rebalance',
] as const;
export type Interruption = (typeof INTERRUPTIONS)[number];

type Steps = ScenarioFile['steps'];

const MID_BATCH = 'old has processed orders-0@5';
const SUCCESSOR: Steps = [{ start: 'new' }];

/** What happens to `old`, and when `new` comes. */
const STEPS: Readonly<Record<Interruption, Steps>> = {
  crash: [{ when: MID_BATCH, crash: 'old' }, ...SUCCESSOR],
  // Frozen for longer than its session: it wakes up as a zombie, with its batch in hand.
  eviction: [{ when: MID_BATCH, freeze: 'old', for: '20s' }, ...SUCCESSOR],
  // Stored, and never answered: the coordinator dies. Nobody else is interrupted.
  'lost commit answer': [
    {
      when: 'before 2nd commit of old is answered',
      within: '30s',
      optional: true,
      crash: 'coordinator of billing',
    },
    { after: '20s', crash: 'old' },
    ...SUCCESSOR,
  ],
  'exception and close()': [{ until: 'old is closed' }, ...SUCCESSOR],
  // The only partition goes to `new`: members are assigned in order of their ids.
  rebalance: [{ when: MID_BATCH, start: 'new' }],
};

function story(commit: CommitStrategy, interruption: Interruption) {
  const auto = commit === 'auto' || commit === 'hand-off';
  const reader = {
    group: 'billing',
    subscribe: 'orders',
    'auto.offset.reset': 'earliest' as const,
    'max.poll.records': 4,
    'session.timeout.ms': '6s',
    'heartbeat.interval.ms': '2s',
    processing: '100ms',
    commit,
    ...(auto ? { 'auto.commit.interval.ms': '100ms' } : {}),
    ...(commit === 'hand-off' || commit === 'watermark' ? { workers: 2 } : {}),
  };
  const fail = interruption === 'exception and close()' ? { fail: { on: 'orders-0@6' } } : {};
  return scenario({
    summary: `${commit}: ${interruption}`,
    cluster: { brokers: 3 },
    topics: { orders: { partitions: 1, 'replication.factor': 3 } },
    consumers: { old: { ...reader, ...fail }, new: { ...reader, 'client.id': 'a-new' } },
    limit: '5m',
    steps: [
      { produce: { 'orders-0': 12 } },
      { start: 'old' },
      ...STEPS[interruption],
      { until: 'new owns orders-0' },
      { after: '90s' },
    ],
  });
}

/** One cell: which records were never processed, and which more than once. */
export function cell(commit: CommitStrategy, interruption: Interruption): string {
  const result = runScenario(story(commit, interruption));
  if (result.outcome !== 'passed')
    throw new Error(
      `${commit}, ${interruption}: it was not told: ${result.unfired.map((u) => u.what)}`,
    );
  const times = processedTimes(result);
  const lost = times.flatMap((n, offset) => (n === 0 ? [offset] : []));
  const again = times.flatMap((n, offset) => (n > 1 ? [offset] : []));
  const said = [
    lost.length > 0 ? `lost ${spans(lost)}` : '',
    again.length > 0 ? `twice ${spans(again)}` : '',
  ];
  return said.filter((s) => s !== '').join(', ') || '–';
}

function processedTimes({ trace }: RunResult): number[] {
  const times = Array.from({ length: 12 }, () => 0);
  for (const { fact } of trace.facts) {
    if (fact.type !== 'processed') continue;
    const { from, to } = fact.records;
    for (let offset = from; offset <= to; offset++) times[offset] = (times[offset] ?? 0) + 1;
  }
  return times;
}

/** `2..3, 7` */
function spans(offsets: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const offset of offsets) {
    const last = parts[parts.length - 1];
    if (last !== undefined && last[1] + 1 === offset) last[1] = offset;
    else parts.push([offset, offset]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}..${to}`)).join(', ');
}

/** The table as Markdown. */
export function measuredTable(): string[] {
  return [
    `| Strategy | ${INTERRUPTIONS.join(' | ')} |`,
    `|---|${INTERRUPTIONS.map(() => '---').join('|')}|`,
    ...STRATEGIES.map((commit) => {
      return `| ${commit} | ${INTERRUPTIONS.map((i) => cell(commit, i)).join(' | ')} |`;
    }),
  ];
}
