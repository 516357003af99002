import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TracedFact } from '../../src/protocol/trace.js';
import type { Scenario } from '../../src/scenario/model.js';
import { formatDiagnostic } from '../../src/scenario/parse/diagnostics.js';
import { parseScenario } from '../../src/scenario/parse/parse.js';
import type { RunResult } from '../../src/scenario/result.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { heading, timeline } from '../../src/scenario/text/timeline/timeline.js';
import { verdict } from '../../src/scenario/text/verdict.js';
import { RecordedDriver } from '../../src/sim/run-recorded.js';
import { seededChoices } from '../../src/sim/seeded-choices.js';

/*
 * The scenarios that users get. Each shows what it says under the dull choices, tells the same in both drivers, and
 * keeps its properties under other schedules. What `cohort run` prints of it stands beside it in *.expected.txt:
 * UPDATE_GOLDEN=1 writes these anew, and the diff wants to be read.
 */

const FOLDER = new URL('../../scenarios/', import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort();

/** What the issues promised. */
const PROMISED = [
  'acks-1-loses-on-failover',
  'acks-all-min-isr-2-survives',
  'async-commit-dies-with-its-process',
  'async-commit-goes-backwards',
  'chaos-then-converge',
  'auto-commit-and-crash',
  'commit-before-processing',
  'commit-on-revoke-after-an-exception',
  'commit-per-record-vs-batch',
  'committed-offset-below-log-start',
  'consumer-truncation-detected',
  'coordinator-failover-mid-rebalance',
  'coordinator-killed-between-commit-and-answer',
  'coordinator-killed-during-rebalance',
  'coordinator-killed-while-stable',
  'crash-after-commit',
  'crash-before-commit',
  'duplicate-from-retry-without-idempotence',
  'eager-vs-cooperative-join',
  'effects-stored-with-offsets-are-exactly-once-in-the-store',
  'exception-then-close-under-auto-commit',
  'failover-while-members-join',
  'first-join',
  'group-full',
  'hand-off-under-auto-commit',
  'isolated-consumer-keeps-processing',
  'isr-shrinks-high-watermark-stalls',
  'key-ordering-across-a-rebalance',
  'kill-9-then-fast-restart-stalls-an-eager-group',
  'lost-leader-sync',
  'more-consumers-than-partitions',
  'network-duplicate-of-a-join',
  'never-commit-start-over',
  'new-partitions-with-latest-skip-records',
  'not-enough-replicas-after-append-duplicates',
  'offsets-expire-while-away',
  'one-way-partition-to-the-coordinator',
  'pause-survives-or-not-a-rebalance',
  'poison-pill-blocks-a-partition',
  'producer-retry-without-idempotence-reorders',
  'reset-by-duration',
  'reset-earliest',
  'reset-latest-skips',
  'reset-none-fails',
  'rolling-broker-restart',
  'rolling-restart-cooperative',
  'rolling-restart-eager',
  'rolling-restart-static',
  'slow-consumer-exceeds-max-poll-interval',
  'stale-read-never-below-the-high-watermark',
  'static-member-fenced',
  'static-member-restarts-in-time',
  'two-bounce-upgrade-eager-to-cooperative',
  'two-groups-read-everything',
  'unclean-election-loses',
  'watermark-commits-only-what-is-done',
  'zombie-wakes-after-eviction',
];

const SEEDS = [1, 2, 3, 4, 5];

it('has every scenario that was promised', () => {
  expect(NAMES).toEqual(expect.arrayContaining(PROMISED));
});

describe.each(NAMES)('%s', (name) => {
  const text = textOf(name);
  const scenario = parsed(text, name);
  const fast = runScenario(scenario);

  it('says what it shows, what to watch for, and judges itself', () => {
    expect(scenario.summary).toMatch(/^[^\n]+\.$/);
    expect(scenario.watchFor).not.toBe('');
    expect(actionsOf(scenario, 'expect').length).toBeGreaterThan(0);
    expect(actionsOf(scenario, 'must-happen').length).toBeGreaterThan(0);
    expect(actionsOf(scenario, 'check').length).toBeGreaterThan(0);
  });

  it('is small enough to be read', () => {
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    // A table is as wide as the tool prints it.
    expect(lines.filter((line) => line.length > 120 && !/^ +\S+ {5,}/.test(line))).toEqual([]);
  });

  it('passes', () => {
    expect(complaints(fast)).toEqual([]);
    expect(fast.outcome).toBe('passed');
  });

  it('is told as its transcript says', () => {
    const transcript = new URL(`${name}.expected.txt`, FOLDER);
    const now = printed(fast);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(transcript, now);
    expect(existsSync(transcript) ? readFileSync(transcript, 'utf8') : '').toBe(now);
  });

  it('tells the same facts in the recorded driver', () => {
    const recorded = runScenario(scenario, {
      makeDriver: (world, choices, trace) => new RecordedDriver(world, choices, trace),
    });
    expect(told(recorded)).toEqual(told(fast));
    expect(recorded.outcome).toBe('passed');
  });

  it.each(SEEDS)('keeps its properties under seed %i', (seed) => {
    const result = runScenario(scenario, { choices: seededChoices(seed), seed });
    expect(complaints(result)).toEqual([]);
    expect(result.outcome).toBe('passed');
  });
});

it('has no transcript without a scenario', () => {
  const transcripts = readdirSync(FOLDER).filter((file) => file.endsWith('.expected.txt'));
  expect(transcripts.sort()).toEqual(NAMES.map((name) => `${name}.expected.txt`));
});

describe('a scenario that was broken on purpose', () => {
  it('fails when the verdict of a check is turned round', () => {
    const result = runBroken('exception-then-close-under-auto-commit', [
      ['no-loss: violated', 'no-loss: holds'],
    ]);
    expect(result.outcome).toBe('failed');
    expect(complaints(result)).toEqual(['check: no-loss: holds, but violated']);
  });

  it('fails when a cell of a table is wrong', () => {
    const result = runBroken('crash-after-commit', [
      [
        '0          5               8               3 ',
        '0          5               8               4 ',
      ],
    ]);
    expect(result.outcome).toBe('failed');
    const [wrong] = result.expectations.filter((e) => !e.ok);
    expect(wrong?.actual).toContain('5               8               3');
    expect(wrong?.expected).toContain('5               8               4');
  });

  it('fails when a fact is wrong', () => {
    const result = runBroken('crash-before-commit', [
      ['processed twice: orders-0@0..4', 'processed twice: orders-0@0..5'],
    ]);
    expect(complaints(result)).toEqual([
      'expected: processed twice: orders-0@0..5, but: processed: orders-0@5 once',
    ]);
    expect(result.outcome).toBe('failed');
  });

  it('fails when the copy of a replica, its leader or who is in sync is said to be another', () => {
    const wrong = (from: string, to: string) => {
      const result = runBroken('acks-1-loses-on-failover', [[from, to]]);
      expect(result.outcome).toBe('failed');
      return complaints(result);
    };
    expect(wrong('broker-3: { orders-0: 5 } }', 'broker-3: { orders-0: 10 } }')).toEqual([
      'expected: the copy of orders-0 on broker-3 ends at 10, but: the copy of orders-0 on broker-3 ends at 5',
    ]);
    expect(wrong('isr: { orders-0: [2, 3] }', 'isr: { orders-0: [1, 2] }')).toEqual([
      'expected: in sync for orders-0: broker-1, broker-2, but: in sync for orders-0: broker-2, broker-3',
    ]);
    expect(wrong('isr: { orders-0: [2, 3] }', 'leader: { orders-0: null }')).toEqual([
      'expected: the leader of orders-0 is nobody, but: the leader of orders-0 is broker-2',
    ]);
  });

  it('fails when the fault is taken away that its duplicates come from', () => {
    const idempotent: [string, string] = ['count: 5, enable.idempotence: false', 'count: 5'];
    for (const name of [
      'duplicate-from-retry-without-idempotence',
      'not-enough-replicas-after-append-duplicates',
    ]) {
      const result = runBroken(name, [idempotent]);
      expect(complaints(result)[0]).toBe('expected: orders-0 ends at 10, but: orders-0 ends at 5');
      expect(result.outcome).toBe('failed');
    }
  });

  it('is undecided when no replica out of sync may lead', () => {
    const clean: [string, string] = [', unclean.leader.election.enable: true', ''];
    expect(runBroken('unclean-election-loses', [clean]).outcome).toBe('undecided');
    expect(runBroken('consumer-truncation-detected', [clean]).outcome).toBe('undecided');
  });

  it('is undecided when a step cannot fire, whatever else holds', () => {
    const result = runBroken('crash-after-commit', [
      ['- until: billing is Empty', '- until: billing has 3 members\n    within: 10s'],
    ]);
    expect(result.outcome).toBe('undecided');
    expect(result.unfired).toHaveLength(1);
    expect(result.unfired[0]?.what).toContain('billing has 3 members');
  });

  it('is undecided when what must happen did not: the story was never told', () => {
    // c1 is closed instead of killed: it leaves, nobody waits for its session, and nothing is repeated.
    const result = runBroken('auto-commit-and-crash', [
      ['crash: c1', 'close: c1'],
      ['at-most-once: violated', 'at-most-once: holds'],
      [/ {2}- expect:\n {6}# Nine(.|\n)*?c1\n\n/, ''],
      [/ {2}- expect: \{ processed twice.*\n/, ''],
      ['[orders-0@0..5, orders-0@9..11]', 'orders-0@0..11'],
    ]);
    expect(complaints(result)).toEqual(['must happen: session expired']);
    expect(result.outcome).toBe('undecided');
  });
});

function textOf(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8');
}

function parsed(text: string, name: string): Scenario {
  const result = parseScenario(text, `scenarios/${name}.yaml`);
  if ('scenario' in result) return result.scenario;
  throw new Error(result.diagnostics.map(formatDiagnostic).join('\n'));
}

function actionsOf(scenario: Scenario, kind: 'expect' | 'must-happen' | 'check') {
  return scenario.steps.flatMap((step) => step.actions.filter((action) => action.kind === kind));
}

/** Plays a scenario with parts of its text replaced; each must be there. */
function runBroken(name: string, changes: readonly [string | RegExp, string][]): RunResult {
  let text = textOf(name);
  for (const [from, to] of changes) {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${name} does not say ${from}`);
    text = changed;
  }
  return runScenario(parsed(text, name));
}

/** What `cohort run` prints, without colour. */
function printed(result: RunResult): string {
  const { trace, scenario } = result;
  const lines = [...heading(scenario), '', ...timeline(trace, scenario), '', ...verdict(result)];
  return `${lines.join('\n')}\n`;
}

/** All that kept a run from passing, in one line each. */
function complaints(result: RunResult): string[] {
  return [
    ...result.expectations
      .filter((e) => !e.ok)
      .map((e) => `expected: ${e.expected}, but: ${e.actual}`),
    ...result.mustHappen.filter((m) => !m.ok).map((m) => `must happen: ${m.action.event.kind}`),
    ...result.checks
      .filter((c) => c.ok !== true)
      .map((c) => `check: ${c.action.property}: ${c.action.verdict}, but ${c.verdict.status}`),
    ...result.unfired.map((u) => u.what),
  ];
}

function told(result: RunResult): readonly TracedFact[] {
  return result.trace.facts;
}
