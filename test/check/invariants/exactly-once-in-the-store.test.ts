import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

const judge = (history: HistoryBuilder) => history.judge('exactly-once-in-the-store');

const three = () =>
  billing()
    .produced('orders-0@0..2')
    .position('c1', 'orders-0@0', 'reset')
    .delivered('c1', 'orders-0@0..2');

describe('exactly-once-in-the-store', () => {
  it('names the records that stand there twice, who wrote them, and the fault between', () => {
    const verdict = judge(
      three()
        .wrote('c1', 'orders-0@0..2', 'append')
        .at(1_000)
        .crashed('c1')
        .subscribe('c2', 'orders')
        .delivered('c2', 'orders-0@1..2')
        .wrote('c2', 'orders-0@1..2', 'append', 'repeated'),
    );
    expect(verdict.status).toBe('violated');
    expect(verdict.findings.map((f) => f.records.map((r) => r.text))).toEqual([['orders-0@1..2']]);
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@1..2 stand twice in the store of billing: c1 wrote them at 0.100 s, c2 again at 1.040 s; ' +
        'c1 crashed at 1.000 s.',
    );
  });

  it('holds if a record is processed twice, but the store refuses or replaces it', () => {
    for (const [mode, outcome] of [
      ['with-offsets', 'refused'],
      ['upsert', 'replaced'],
    ] as const) {
      const history = three()
        .wrote('c1', 'orders-0@0..2', mode)
        .delivered('c2', 'orders-0@2')
        .wrote('c2', 'orders-0@2', mode, outcome);
      expect(judge(history)).toMatchObject({ status: 'holds', findings: [] });
    }
  });

  it('names a record that the committed offset has passed without a row', () => {
    const verdict = judge(
      three().commit('c1', { 'orders-0': 3 }).wrote('c1', 'orders-0@0..1', 'append').crashed('c1'),
    );
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@2 was not written to the store of billing: the committed offset has passed it, and nobody reads it again.',
    );
  });

  it('names a record that was refused and has no row of its own', () => {
    const verdict = judge(
      three()
        .wrote('c1', 'orders-0@1..2', 'with-offsets')
        .wrote('c1', 'orders-0@0', 'with-offsets', 'refused'),
    );
    expect(verdict.findings.map((f) => f.sentence)).toEqual([
      'orders-0@0 was not written to the store of billing: the application processed it, but no row of it stands there.',
    ]);
  });

  it('is undecided as long as somebody may still write a record', () => {
    const held = three()
      .wrote('c1', 'orders-0@0..1', 'append')
      .ends({ held: { c1: ['orders-0@2'] } });
    expect(judge(held)).toMatchObject({
      status: 'undecided',
      findings: [{ records: [{ text: 'orders-0@2' }] }],
    });
    const waiting = three().wrote('c1', 'orders-0@0..1', 'append').crashed('c1');
    expect(judge(waiting).status).toBe('undecided');
  });

  it('names a key whose row is older than what was written before', () => {
    const zombie = three()
      .wrote('c2', 'orders-0@0', 'upsert', 'added', 'ada')
      .wrote('c2', 'orders-0@1..2', 'upsert', 'replaced', 'ada')
      .at(2_000)
      .wrote('c1', 'orders-0@1', 'upsert', 'set back', 'ada');
    expect(judge(zombie).findings.map((f) => f.sentence)).toEqual([
      'the row of key ada in the store of billing is that of orders-0@1, which c1 wrote at 2.010 s, though c2 had ' +
        'written orders-0@2 at 0.130 s.',
    ]);
    // It goes on to the end: in the end the newest one stands there.
    zombie.wrote('c1', 'orders-0@2', 'upsert', 'replaced', 'ada');
    expect(judge(zombie).status).toBe('holds');
  });

  it('does not judge a group that has no store', () => {
    expect(judge(three().processed('c1', 'orders-0@0')).status).toBe('holds');
    const other = three().wrote('c1', 'orders-0@0', 'append').ends({ stores: [] });
    expect(judge(other).status).toBe('holds');
  });
});
