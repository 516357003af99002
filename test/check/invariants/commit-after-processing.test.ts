import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

const judge = (history: HistoryBuilder) => history.judge('commit-after-processing');

describe('commit-after-processing', () => {
  it('accuses a commit that was sent before its records were processed', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..4')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..4')
        .commit('c1', { 'orders-0': 5 })
        .processed('c1', 'orders-0@0..4'),
    );
    expect(verdict.status).toBe('violated');
    expect(verdict.findings).toHaveLength(1);
    expect(verdict.findings[0]?.records[0]?.text).toBe('orders-0@0..4');
    expect(verdict.findings[0]?.commit).toMatchObject({
      by: 'c1',
      offset: 5,
      kind: 'sync',
      number: 1,
    });
    expect(verdict.findings[0]?.sentence).toBe(
      'c1 sent a commit of offset 5 for orders-0 (sync) at 0.060 s, before orders-0@0..4 were ' +
        'processed: c1 had them in hand since 0.050 s.',
    );
  });

  it('accepts a commit of what was processed, by whichever member', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..4')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..4')
        .processed('c1', 'orders-0@0..2')
        .crashed('c1')
        .subscribe('c2', 'orders')
        .position('c2', 'orders-0@0', 'reset')
        .delivered('c2', 'orders-0@0..4')
        .processed('c2', 'orders-0@3..4')
        .commit('c2', { 'orders-0': 5 }),
    );
    expect(verdict).toMatchObject({ status: 'holds', findings: [], notes: [] });
  });

  it('names the record that was being processed, and the exception, under auto-commit on close', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..4')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..4')
        .processed('c1', 'orders-0@0..2')
        .begun('c1', 'orders-0@3')
        .failed('c1', 'orders-0@3')
        .closed('c1')
        .commit('c1', { 'orders-0': 5 }, 'auto on close'),
    );
    expect(verdict.findings.map((finding) => finding.records[0]?.text)).toEqual(['orders-0@3..4']);
    expect(verdict.findings[0]?.sentence).toBe(
      'c1 sent a commit of offset 5 for orders-0 (auto on close) at 0.160 s, before orders-0@3..4 were ' +
        'processed: c1 had failed on orders-0@3; c1 threw an exception while processing orders-0@3 at ' +
        '0.130 s, then closed its consumer at 0.140 s.',
    );
  });

  it('names each record once, with the first commit that covers it too early', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..9')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..4')
        .sent('c1', { 'orders-0': 5 }, 'async')
        .delivered('c1', 'orders-0@5..9')
        .sent('c1', { 'orders-0': 10 }, 'async')
        .stored('c1', { 'orders-0': 5 })
        .stored('c1', { 'orders-0': 10 }),
    );
    expect(verdict.findings.map((finding) => finding.records[0]?.text)).toEqual([
      'orders-0@0..4',
      'orders-0@5..9',
    ]);
  });

  it('reports a refused commit as a note: it covers nothing', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..4')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..4')
        .frozen('c1')
        .removed('c1')
        .thawed('c1')
        .sent('c1', { 'orders-0': 5 }, 'auto before rebalance')
        .refused('c1', { 'orders-0': 5 }),
    );
    expect(verdict).toMatchObject({ status: 'holds', findings: [] });
    expect(verdict.notes[0]?.sentence).toMatch(
      /was refused \(UNKNOWN_MEMBER_ID\), so it covers nothing\.$/,
    );
  });

  it('does not count records that were skipped, removed unread, or never in the log', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..9')
        .logStart('orders-0', 3)
        .position('c1', 'orders-0@3', 'reset', -1)
        .delivered('c1', 'orders-0@3..4')
        .processed('c1', 'orders-0@3..4')
        .position('c1', 'orders-0@8', 'seek', 5)
        .delivered('c1', 'orders-0@8..9')
        .processed('c1', 'orders-0@8..9')
        .commit('c1', { 'orders-0': 12 }),
    );
    expect(verdict).toMatchObject({ status: 'holds', notes: [] });
  });

  it('counts records again that were skipped, once the group went back before them', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..9')
        .position('c1', 'orders-0@5', 'seek')
        .position('c1', 'orders-0@0', 'seek', 5)
        .commit('c1', { 'orders-0': 6 }),
    );
    expect(verdict.findings[0]?.records[0]).toMatchObject({ from: 0, to: 5 });
    expect(verdict.findings[0]?.sentence).toMatch(/no consumer of billing had been handed them\.$/);
  });

  it('tells a record from the one that had its offset before a truncation', () => {
    const history = billing()
      .produced('orders-0@0..4', 0)
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..4', 0)
      .processed('c1', 'orders-0@0..4', 0)
      .truncated('orders-0', 3)
      .produced('orders-0@3..4', 1)
      .commit('c1', { 'orders-0': 5 });
    const verdict = judge(history);
    expect(verdict.findings[0]?.records[0]).toMatchObject({ from: 3, to: 4, leaderEpoch: 1 });
  });

  it('does not count records that left the log before anybody read them', () => {
    const gone = billing()
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .logStart('orders-0', 3)
      .commit('c1', { 'orders-0': 3 });
    expect(judge(gone).status).toBe('holds');
    const read = billing()
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@1')
      .logStart('orders-0', 3)
      .commit('c1', { 'orders-0': 4 });
    expect(judge(read).findings.map((finding) => finding.records[0]?.text)).toEqual([
      'orders-0@1',
      'orders-0@3',
    ]);
  });
});
