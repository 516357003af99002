import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

const judge = (history: HistoryBuilder) => history.judge('monotone-commits');
const atTen = () =>
  billing().position('c1', 'orders-0@0', 'reset').commit('c1', { 'orders-0': 10 });

describe('monotone-commits', () => {
  it('accuses a commit that takes the group back', () => {
    const verdict = judge(atTen().commit('c1', { 'orders-0': 7 }, 'async'));
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]).toMatchObject({ cause: 'application', commit: { offset: 7 } });
    expect(verdict.findings[0]?.sentence).toBe(
      'The committed offset of billing for orders-0 went back from 10 to 7: ' +
        "c1's commit of offset 7 (async, stored at 0.070 s), after c1's commit of offset 10 (sync, stored at 0.050 s).",
    );
  });

  it('names a commit that was overtaken', () => {
    const verdict = judge(
      billing()
        .sent('c1', { 'orders-0': 5 }, 'async')
        .sent('c1', { 'orders-0': 8 }, 'async')
        .stored('c1', { 'orders-0': 8 })
        .stored('c1', { 'orders-0': 5 }),
    );
    expect(verdict.findings[0]?.sentence).toContain('which was sent earlier and arrived later');
  });

  it('accepts commits that repeat or go on, also by another member', () => {
    const history = atTen()
      .commit('c1', { 'orders-0': 10 })
      .commit('c2', { 'orders-0': 12, 'orders-1': 1 });
    expect(judge(history)).toMatchObject({ status: 'holds', notes: [] });
  });

  it('does not count a refused step back', () => {
    const history = atTen().sent('c1', { 'orders-0': 7 }).refused('c1', { 'orders-0': 7 });
    expect(judge(history)).toMatchObject({ status: 'holds', notes: [] });
  });

  it.each([
    ['a seek', (h: HistoryBuilder) => h.position('c1', 'orders-0@3', 'seek', 10), 'c1 sought to'],
    [
      'a reset',
      (h: HistoryBuilder) => h.position('c1', 'orders-0@3', 'reset', 10),
      'auto.offset.reset=earliest moved c1 to',
    ],
    [
      'a truncated log',
      (h: HistoryBuilder) => h.position('c1', 'orders-0@3', 'truncated', 10),
      'where the logs diverged',
    ],
  ])('explains %s', (_name, before, words) => {
    const verdict = judge(before(atTen()).commit('c1', { 'orders-0': 4 }));
    expect(verdict.status).toBe('holds');
    expect(verdict.notes[0]?.sentence).toContain(words);
  });

  it('explains an operator', () => {
    const verdict = judge(atTen().closed('c1').stored('operator', { 'orders-0': 0 }));
    expect(verdict).toMatchObject({ status: 'holds', notes: [{ cause: 'explained' }] });
    expect(verdict.notes[0]?.sentence).toContain('an operator set it back');
  });

  it('does not let a seek explain a commit that was sent before it', () => {
    const history = atTen()
      .sent('c1', { 'orders-0': 4 }, 'async')
      .position('c1', 'orders-0@3', 'seek', 10)
      .stored('c1', { 'orders-0': 4 });
    expect(judge(history).status).toBe('violated');
  });

  it('does not let a forward seek or the committed position explain it', () => {
    const forward = atTen().position('c1', 'orders-0@20', 'seek', 10);
    expect(judge(forward.commit('c1', { 'orders-0': 4 })).status).toBe('violated');
    const committed = atTen().position('c2', 'orders-0@3', 'committed');
    expect(judge(committed.commit('c2', { 'orders-0': 4 })).status).toBe('violated');
  });

  it.each(['expired', 'topic deleted', 'group deleted', 'deleted by operator'] as const)(
    'has nothing to step back from after tombstones: %s',
    (cause) => {
      const history = atTen().tombstones(cause, 'orders-0').commit('c1', { 'orders-0': 1 });
      expect(judge(history)).toMatchObject({ status: 'holds', notes: [] });
    },
  );

  it('has nothing to step back from in a new topic or a new group', () => {
    const topic = atTen()
      .topicDeleted('orders')
      .topic('orders', 'id-2')
      .commit('c1', { 'orders-0': 1 });
    expect(judge(topic).status).toBe('holds');
    const group = atTen()
      .tell('broker-1', { type: 'group deleted', group: 'billing', cause: 'operator' })
      .commit('c1', { 'orders-0': 1 });
    expect(judge(group).status).toBe('holds');
  });

  it('explains commits that were lost with the tail of __consumer_offsets', () => {
    const verdict = judge(
      atTen().truncated('__consumer_offsets-3', 40).commit('c1', { 'orders-0': 4 }),
    );
    expect(verdict.status).toBe('holds');
    expect(verdict.notes[0]?.sentence).toContain('__consumer_offsets-3 lost its tail at 0.060 s');
  });

  it('explains commits on a deposed coordinator, whose log is truncated later', () => {
    const late = () =>
      billing()
        .sent('c1', { 'orders-0': 5 }, 'async')
        .sent('c1', { 'orders-0': 8 }, 'async')
        .stored('c1', { 'orders-0': 8 })
        .stored('c1', { 'orders-0': 5 });
    expect(judge(late()).status).toBe('violated');
    const verdict = judge(late().truncated('__consumer_offsets-3', 40));
    expect(verdict.status).toBe('holds');
    expect(verdict.notes[0]?.sentence).toContain('broker-1 had been deposed');
    // Only a log with commits in it undoes commits.
    expect(judge(late().truncated('orders-0', 0)).status).toBe('violated');
  });
});
