import { describe, expect, it } from 'vitest';
import type { DuplicateWindow } from '../../../src/check/verdict.js';
import { TopicPartition } from '../../../src/protocol/topic-partition.js';
import { scenario } from '../../../src/scenario/build.js';
import { duplicateWindows } from '../../../src/scenario/duplicate-windows.js';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

type Commit =
  | 'sync-per-record'
  | 'sync-per-batch'
  | 'before-processing'
  | 'auto'
  | 'async-per-batch';

function windowOf(...commits: Commit[]): (group: string) => DuplicateWindow | undefined {
  const consumer = (commit: Commit) => ({
    group: 'billing',
    subscribe: 'orders',
    'max.poll.records': 4,
    ...(commit === 'auto' ? { 'auto.commit.interval.ms': 1_000 } : {}),
    commit,
  });
  const names = commits.map((commit, i) => [`c${i}`, consumer(commit)] as const);
  return duplicateWindows(
    scenario({
      summary: 'x',
      topics: { orders: {} },
      consumers: Object.fromEntries(names),
      steps: [{ start: 'c0' }],
    }),
  );
}

const judge = (history: HistoryBuilder, ...commits: Commit[]) =>
  history.judge('bounded-duplicates', { duplicateWindow: windowOf(...commits) });

/** c1 begins records 0..`last`, crashes, and c2 goes on from offset 0. */
function crashed(last: number, before: (h: HistoryBuilder) => HistoryBuilder = (h) => h) {
  const records = `orders-0@0..${last}`;
  const first = billing()
    .produced('orders-0@0..19')
    .position('c1', 'orders-0@0', 'reset')
    .delivered('c1', records)
    .begun('c1', records);
  return before(first)
    .crashed('c1')
    .position('c2', 'orders-0@0', 'committed')
    .delivered('c2', records)
    .begun('c2', records);
}

describe('bounded-duplicates', () => {
  it.each<[Commit, number, number]>([
    ['sync-per-record', 0, 1],
    ['sync-per-batch', 3, 4],
  ])('%s leaves what it has in hand uncommitted, and no more', (commit, within, beyond) => {
    expect(judge(crashed(within), commit).status).toBe('holds');
    expect(judge(crashed(beyond), commit).status).toBe('violated');
  });

  it('before-processing leaves nothing', () => {
    expect(judge(crashed(0), 'before-processing').status).toBe('violated');
    const next = billing()
      .position('c1', 'orders-0@0', 'reset')
      .begun('c1', 'orders-0@0..3')
      .position('c2', 'orders-0@4', 'committed')
      .begun('c2', 'orders-0@4..7');
    expect(judge(next, 'before-processing')).toMatchObject({ status: 'holds', notes: [] });
  });

  it('prints the window, the fault and the records', () => {
    const { findings } = judge(crashed(4), 'sync-per-batch');
    expect(findings[0]?.sentence).toBe(
      'c2 began 5 records of orders-0 again from offset 0 at 0.100 s (c1 crashed at 0.070 s); ' +
        'commit: sync-per-batch allows 4 (max.poll.records 4).',
    );
    expect(findings[0]).toMatchObject({ records: [{ text: 'orders-0@0..4' }] });
    expect(judge(crashed(3), 'sync-per-batch').notes[0]?.sentence).toContain('allows 4');
  });

  it.each([
    ['was never stored', (h: HistoryBuilder) => h.sent('c1', { 'orders-0': 4 })],
    [
      'was refused by the client',
      (h: HistoryBuilder) =>
        h.tell('c1', {
          type: 'commit failed',
          group: 'billing',
          commit: 9,
          kind: 'sync',
          offsets: [{ tp: new TopicPartition('orders', 0), offset: 4 }],
          exception: 'CommitFailedException',
        }),
    ],
  ])('a commit that %s adds another window', (_, before) => {
    expect(judge(crashed(7, before), 'sync-per-batch').status).toBe('holds');
    expect(judge(crashed(8, before), 'sync-per-batch').status).toBe('violated');
  });

  it('a commit that took effect adds none', () => {
    const history = billing()
      .position('c1', 'orders-0@0', 'reset')
      .begun('c1', 'orders-0@0..3')
      .commit('c1', { 'orders-0': 4 })
      .begun('c1', 'orders-0@4..9')
      .crashed('c1')
      .position('c2', 'orders-0@4', 'committed')
      .begun('c2', 'orders-0@4..8');
    expect(judge(history, 'sync-per-batch').status).toBe('violated');
  });

  it('auto adds what is handed out within its interval', () => {
    // Nine in one interval, and four in hand.
    expect(judge(crashed(8), 'auto').status).toBe('holds');
    const slow = billing().produced('orders-0@0..19').position('c1', 'orders-0@0', 'reset');
    for (let i = 0; i < 10; i++) {
      slow
        .at(1_000 + i * 2_000)
        .delivered('c1', `orders-0@${i}`)
        .begun('c1', `orders-0@${i}`);
    }
    slow.crashed('c1').position('c2', 'orders-0@0', 'committed').begun('c2', 'orders-0@0..9');
    expect(judge(slow, 'auto').findings[0]?.sentence).toContain('auto allows 5');
  });

  it('sets no bound for async, also if one of two consumers is', () => {
    expect(judge(crashed(19), 'async-per-batch').notes[0]?.sentence).toContain('sets no bound');
    expect(judge(crashed(19), 'sync-per-record', 'async-per-batch').status).toBe('holds');
  });

  it.each([
    ['a seek', (h: HistoryBuilder) => h.position('c1', 'orders-0@0', 'seek', 9), 'c1'],
    [
      'an operator',
      (h: HistoryBuilder) =>
        h.stored('operator', { 'orders-0': 0 }).position('c2', 'orders-0@0', 'committed'),
      'c2',
    ],
    [
      'expiry',
      (h: HistoryBuilder) =>
        h
          .commit('c1', { 'orders-0': 9 })
          .tombstones('expired', 'orders-0')
          .position('c2', 'orders-0@0', 'reset'),
      'c2',
    ],
  ])('notes what %s moved', (_, move, node) => {
    const read = billing().position('c1', 'orders-0@0', 'reset').begun('c1', 'orders-0@0..8');
    const verdict = judge(move(read).begun(node, 'orders-0@0..8'), 'sync-per-record');
    expect(verdict).toMatchObject({ status: 'holds', notes: [{}] });
  });

  it('is undecided without a configuration, if there is anything to judge', () => {
    expect(crashed(8).judge('bounded-duplicates').status).toBe('undecided');
    expect(billing().judge('bounded-duplicates').status).toBe('holds');
  });
});
