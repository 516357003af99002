import { describe, expect, it } from 'vitest';
import { SOMETIMES, seenIn } from '../../src/check/sometimes.js';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { billing, type HistoryBuilder } from '../support/history-builder.js';

const saw = (history: HistoryBuilder) => seenIn(history.facts);

describe('what runs come to sometimes', () => {
  it('has a name and a sentence each, and no name twice', () => {
    const names = SOMETIMES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, sentence } of SOMETIMES) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('sees nothing in a quiet run, and each thing once', () => {
    expect(saw(billing().produced('orders-0@0..4').delivered('c1', 'orders-0@0..4'))).toEqual([]);
    expect(saw(billing().crashed('c1').crashed('c1'))).toEqual(['process-crashed']);
  });

  it('sees a zombie only if the member had been removed before it committed', () => {
    const refused = (h: HistoryBuilder) => h.refused('c1', { 'orders-0': 5 });
    const late = saw(refused(billing().removed('c1')));
    expect(late).toContain('zombie-commit-refused');
    expect(late).toContain('commit-refused-unknown-member-id');
    expect(saw(refused(billing()))).not.toContain('zombie-commit-refused');
    expect(saw(refused(billing()).removed('c1'))).not.toContain('zombie-commit-refused');
    expect(saw(refused(billing().removed('c2')))).not.toContain('zombie-commit-refused');
  });

  it.each(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS'])(
    'sees that a consumer was told %s, by whoever refused it, and sent its commit again',
    (error) => {
      const sent = () => billing().sent('c1', { 'orders-0': 5 });
      const fact = { type: 'commit error', group: 'billing', commit: 1, error } as const;
      const name = `commit-refused-${error.toLowerCase().replaceAll('_', '-')}`;
      expect(saw(sent().tell('c1', fact))).toEqual([name]);
      expect(saw(sent().tell('c1', { ...fact, error: 'REQUEST_TIMED_OUT' }))).toEqual([]);
    },
  );

  it('sees it in a run whose commitSync is sent again, of which nobody else tells', () => {
    const { trace } = runScenario(
      scenario({
        summary: 'x',
        topics: { orders: {} },
        consumers: {
          c1: {
            group: 'billing',
            subscribe: 'orders',
            'auto.offset.reset': 'earliest',
            commit: 'sync-per-batch',
          },
        },
        steps: [
          { start: 'c1' },
          { until: 'billing is Stable' },
          { 'reply-with': { api: 'OffsetCommit', of: 'c1', error: 'NOT_COORDINATOR' } },
          { produce: { topic: 'orders', count: 3 } },
          { until: 'billing is caught up' },
        ],
      }),
    );
    expect(seenIn(trace.facts)).toContain('commit-refused-not-coordinator');
    expect(trace.facts.filter(({ fact }) => fact.type === 'commit failed')).toEqual([]);
  });

  it('sees a commit that was stored although its consumer was told that it failed', () => {
    const failed = (h: HistoryBuilder, offset: number) => {
      const { fact } = h.sent('c1', { 'orders-0': offset }).facts.at(-1) ?? {};
      if (fact?.type !== 'commit sent') throw new Error('nothing was sent');
      const { commit, kind, offsets } = fact;
      const exception = 'TimeoutException';
      const group = 'billing';
      return h.tell('c1', { type: 'commit failed', group, commit, kind, offsets, exception });
    };
    expect(saw(failed(billing().stored('c1', { 'orders-0': 5 }), 5))).toEqual([
      'commit-stored-unanswered',
    ]);
    expect(saw(failed(billing().stored('c1', { 'orders-0': 4 }), 5))).toEqual([]);
  });

  it.each([
    ['leader-elected', billing().elected('orders-0', 2, 1, true), 'unclean-election'],
    ['session-expired', billing().removed('c1'), 'member-left'],
    ['offset-reset', billing().position('c1', 'orders-0@0', 'reset'), 'consumer-truncated'],
    ['partitions-lost', billing().lost('c1', 1, 'orders-0'), 'process-crashed'],
  ])('tells %s from what is like it', (name, history, other) => {
    expect(saw(history)).toContain(name);
    expect(saw(history)).not.toContain(other);
  });
});
