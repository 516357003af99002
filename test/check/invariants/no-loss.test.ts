import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

const judge = (history: HistoryBuilder) => history.judge('no-loss');

describe('no-loss', () => {
  it('holds once every acknowledged record was processed, committed or not', () => {
    const history = billing()
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..4')
      .processed('c1', 'orders-0@0..4');
    expect(judge(history).status).toBe('holds');
  });

  it('is violated by a reset to latest, which at-least-once exempts', () => {
    const history = billing()
      .produced('orders-0@0..9')
      .position('c1', 'orders-0@10', 'reset', -1, 'latest')
      .commit('c1', { 'orders-0': 10 }, 'auto');
    expect(history.judge('at-least-once').status).toBe('holds');
    const verdict = judge(history);
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]).toMatchObject({
      cause: 'reset',
      records: [{ text: 'orders-0@0..9' }],
    });
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@0..9 were never processed by billing: billing had no committed offset for orders-0, so ' +
        'auto.offset.reset=latest moved c1 to offset 10 at 0.040 s.',
    );
  });

  it('parts what retention took from what the reset skipped', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..9')
        .position('c1', 'orders-0@0', 'committed')
        .logStart('orders-0', 4)
        .position('c1', 'orders-0@10', 'reset', 0, 'latest')
        .commit('c1', { 'orders-0': 10 }),
    );
    expect(verdict.findings.map(({ cause, records }) => [cause, records[0]?.text])).toEqual([
      ['log', 'orders-0@0..3'],
      ['reset', 'orders-0@4..9'],
    ]);
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@0..3 were not processed before retention.ms moved the log start to offset 4 at 0.050 s.',
    );
    expect(verdict.findings[1]?.sentence).toBe(
      'orders-0@4..9 were never processed by billing: offset 0 was out of range, so ' +
        'auto.offset.reset=latest moved c1 to offset 10 at 0.060 s.',
    );
  });

  /** c1 reads five records, of which compaction has taken 1 and 2, and a tombstone at 3. */
  const compacted = (before: (history: HistoryBuilder) => HistoryBuilder) =>
    before(billing().produced('orders-0@0..4').position('c1', 'orders-0@0', 'committed'))
      .compacted('orders-0', 4, [{ from: 1, to: 2 }], [{ from: 3, to: 3 }])
      .delivered('c1', 'orders-0@4')
      .processed('c1', 'orders-0@4')
      .commit('c1', { 'orders-0': 5 });
  const readFirst = (history: HistoryBuilder) =>
    history.delivered('c1', 'orders-0@0').processed('c1', 'orders-0@0');

  it('tells what compaction took before it was read; at-least-once exempts it', () => {
    const history = compacted(readFirst);
    expect(history.judge('at-least-once').status).toBe('holds');
    const { findings } = judge(history);
    expect(findings.map((f) => [f.cause, f.sentence])).toEqual([
      [
        'log',
        'orders-0@1..2 were not processed before compaction removed them at 0.080 s: ' +
          'newer records of the same keys had superseded them.',
      ],
      [
        'log',
        'orders-0@3 was not processed before compaction removed it at 0.080 s: ' +
          'a tombstone whose delete.retention.ms was over.',
      ],
    ]);
  });

  it('does not excuse by the log what the group had committed before, unread', () => {
    const early = (history: HistoryBuilder) => readFirst(history).commit('c1', { 'orders-0': 3 });
    const verdict = compacted(early).judge('at-least-once');
    expect(verdict.findings.map((f) => [f.cause, f.records[0]?.text])).toEqual([
      ['group', 'orders-0@1..2'],
    ]);
    const { findings } = judge(compacted(early));
    expect(findings.map((f) => [f.cause, f.records[0]?.text])).toEqual([
      ['group', 'orders-0@1..2'],
      ['log', 'orders-0@3'],
    ]);
  });

  it('blames the group for what it had in hand, committed and lost, though compaction took it later', () => {
    const history = billing()
      .produced('orders-0@0..1')
      .position('c1', 'orders-0@0', 'committed')
      .delivered('c1', 'orders-0@0..1')
      .commit('c1', { 'orders-0': 2 }, 'auto')
      .crashed('c1')
      .compacted('orders-0', 1, [{ from: 0, to: 0 }]);
    expect(history.judge('at-least-once').findings.map((f) => f.records[0]?.text)).toEqual(
      expect.arrayContaining(['orders-0@0']),
    );
  });

  it('says the same of records below a log start that retention raised after the commit', () => {
    const history = (committedFirst: boolean) => {
      const h = billing().produced('orders-0@0..3').position('c1', 'orders-0@0', 'committed');
      if (committedFirst) h.commit('c1', { 'orders-0': 2 });
      h.logStart('orders-0', 4, 'retention.bytes');
      return committedFirst ? h : h.commit('c1', { 'orders-0': 2 });
    };
    expect(history(true).judge('at-least-once').status).toBe('violated');
    expect(history(false).judge('at-least-once').status).toBe('holds');
    expect(judge(history(false)).findings[0]?.sentence).toBe(
      'orders-0@0..3 were not processed before retention.bytes moved the log start to offset 4 at 0.050 s.',
    );
  });

  it('names the log when an acknowledged tail was truncated', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..4', 0)
        .truncated('orders-0', 3)
        .produced('orders-0@3', 1)
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..2', 0)
        .processed('c1', 'orders-0@0..2', 0)
        .delivered('c1', 'orders-0@3', 1)
        .processed('c1', 'orders-0@3', 1)
        .commit('c1', { 'orders-0': 4 }),
    );
    expect(verdict.findings).toMatchObject([
      { cause: 'log', records: [{ text: 'orders-0@3..4', leaderEpoch: 0 }] },
    ]);
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@3..4 were not processed before broker 1 truncated its log to offset 3 at 0.040 s.',
    );
  });

  describe('when a leader was elected that did not have the records', () => {
    const elected = (history: HistoryBuilder, clean = true) =>
      history
        .at(9_000)
        .elected('orders-0', 2, 1, clean)
        .produced('orders-0@3', 1)
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..2', 0)
        .processed('c1', 'orders-0@0..2', 0)
        .delivered('c1', 'orders-0@3', 1)
        .processed('c1', 'orders-0@3', 1)
        .commit('c1', { 'orders-0': 4 });

    it('names the acknowledgement, the election, and the crash that led to it', () => {
      const verdict = judge(
        elected(billing().produced('orders-0@0..4', 0).at(1_000).crashed('broker-1')),
      );
      expect(verdict.findings).toMatchObject([
        {
          cause: 'log',
          at: 9_000,
          records: [{ text: 'orders-0@3..4' }],
          faults: [{ of: 'broker-1', type: 'crashed', at: 1_000 }],
        },
      ]);
      expect(verdict.findings[0]?.sentence).toBe(
        'orders-0@3..4 were acknowledged to shop at 0.030 s (acks=all) and never processed by billing: broker-2 ' +
          'was elected leader at 9.000 s without them, after broker-1 crashed at 1.000 s.',
      );
    });

    it('says that it was out of sync if it was, and names no crash if there was none', () => {
      const verdict = judge(elected(billing().produced('orders-0@0..4', 0), false));
      expect(verdict.findings[0]?.sentence).toContain(
        'broker-2, which was not in sync, was elected leader at 9.000 s without them.',
      );
    });

    it('names a network fault that took the leader from its followers', () => {
      const history = billing().produced('orders-0@0..4', 0);
      history.at(2_000).cut(['broker-1'], ['controller', 'broker-2', 'broker-3']);
      expect(judge(elected(history)).findings[0]?.sentence).toContain(
        'without them, after broker-1 was no longer heard by broker-2 and broker-3 at 2.000 s.',
      );
    });

    it('names the cut that began before the deposed leader acknowledged them, and no other broker', () => {
      const history = billing().cut(['broker-1'], ['broker-2', 'broker-3', 'controller']);
      history.cut(['broker-3'], ['broker-2']).produced('orders-0@0..4', 0);
      expect(judge(elected(history)).findings[0]?.sentence).toContain(
        'without them, after broker-1 was no longer heard by broker-2 and broker-3 at 0.030 s.',
      );
    });

    it('names the freeze of a leader that acknowledged when it woke up, deposed', () => {
      const history = billing().at(1_000).frozen('broker-1').at(9_000);
      history.elected('orders-0', 2, 1, true).thawed('broker-1').produced('orders-0@3..4', 0);
      expect(judge(history.produced('orders-0@3', 1)).findings[0]?.sentence).toContain(
        'broker-2 was elected leader at 9.000 s without them, after broker-1 was frozen at 1.000 s.',
      );
    });

    it('names no fault that was over', () => {
      const history = billing().at(1_000).frozen('broker-1').thawed('broker-1');
      history.cut(['broker-1'], ['controller']).healed(['broker-1'], ['controller']);
      history.produced('orders-0@0..4', 0);
      expect(judge(elected(history)).findings[0]?.sentence).toContain('at 9.000 s without them.');
    });

    it('says whose disk was lost, of the deposed leader and of the elected one', () => {
      const history = billing().produced('orders-0@0..4', 0).at(1_000).crashed('broker-1');
      history.cutOff(1, 'orders-0', 3, 'lost in the crash').at(2_000).crashed('broker-2');
      history.cutOff(2, 'orders-0', 2, 'lost in the crash');
      const { sentence, faults } = judge(elected(history)).findings[0] ?? {};
      expect(sentence).toContain(
        'after broker-1 crashed at 1.000 s and lost what it had from offset 3 on, ' +
          'then broker-2 crashed at 2.000 s and lost what it had from offset 2 on.',
      );
      expect(faults?.map(({ of }) => of)).toEqual(['broker-1', 'broker-2']);
    });

    it('passes over a leader that was elected while it was down', () => {
      const history = billing().produced('orders-0@0..4', 0).at(1_000).crashed('broker-2');
      history.cutOff(2, 'orders-0', 0, 'lost in the crash').at(2_000).crashed('broker-1');
      history.at(3_000).elected('orders-0', 2, 1, true).elected('orders-0', -1, 2, true);
      history.at(9_000).elected('orders-0', 3, 3, true).produced('orders-0@3', 3);
      expect(judge(history).findings[0]?.sentence).toContain(
        'broker-3 was elected leader at 9.000 s without them, after broker-1 crashed at 2.000 s.',
      );
    });

    it('names the clock of the controller that gave the leader up too early', () => {
      const history = billing().produced('orders-0@0..4', 0).at(8_000);
      expect(
        judge(elected(history.clockSet('controller', 60_000))).findings[0]?.sentence,
      ).toContain('without them, after controller had its clock set 60.000 s ahead at 8.000 s.');
    });

    it('blames the election that lost them, not one before that had them', () => {
      const history = billing()
        .produced('orders-0@0..4', 0)
        .at(500)
        .elected('orders-0', 3, 1, true);
      history.produced('orders-0@5', 1).at(9_000).elected('orders-0', 2, 2, true);
      const verdict = judge(
        history
          .produced('orders-0@3', 2)
          .position('c1', 'orders-0@0', 'reset')
          .processed('c1', 'orders-0@0..2', 0)
          .processed('c1', 'orders-0@3', 2)
          .commit('c1', { 'orders-0': 4 }),
      );
      expect(verdict.findings.map(({ sentence }) => sentence)).toEqual([
        expect.stringContaining('orders-0@3..4 were acknowledged'),
        expect.stringContaining('orders-0@5 was acknowledged'),
      ]);
      for (const { sentence } of verdict.findings) {
        expect(sentence).toContain('broker-2 was elected leader at 9.000 s');
      }
    });
  });

  it('names the clock by which retention took records early', () => {
    const history = billing().produced('orders-0@0..4').clockSet('broker-1', 3_600_000);
    expect(judge(history.logStart('orders-0', 5)).findings[0]?.sentence).toBe(
      'orders-0@0..4 were not processed before retention.ms moved the log start to offset 5 at 0.050 s, ' +
        'after broker-1 had its clock set 3600.000 s ahead at 0.040 s.',
    );
    expect(
      judge(history.logStart('orders-0', 5, 'retention.bytes')).findings[0]?.faults,
    ).toHaveLength(1);
  });

  it('names a crash that took what was not flushed', () => {
    const history = billing().produced('orders-0@0..4', 0).at(1_000).crashed('broker-1');
    const verdict = judge(
      history
        .truncated('orders-0', 3, 'lost in the crash')
        .position('c1', 'orders-0@0', 'reset')
        .processed('c1', 'orders-0@0..2', 0)
        .commit('c1', { 'orders-0': 3 }),
    );
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@3..4 were acknowledged to shop at 0.030 s (acks=all) and never processed by billing: broker-1 ' +
        'crashed at 1.010 s and had not flushed them.',
    );
  });

  it('names the group when a commit ran ahead, as at-least-once does', () => {
    const history = billing()
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..4')
      .commit('c1', { 'orders-0': 5 })
      .crashed('c1');
    expect(judge(history).findings).toEqual(history.judge('at-least-once').findings);
  });

  it('names a seek and an operator', () => {
    const seek = billing()
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .position('c1', 'orders-0@5', 'seek', 0)
      .commit('c1', { 'orders-0': 5 });
    expect(judge(seek).findings[0]).toMatchObject({ cause: 'seek' });
    const operator = billing()
      .produced('orders-0@0..4')
      .stored('operator', { 'orders-0': 5 })
      .position('c1', 'orders-0@5', 'committed');
    expect(judge(operator).findings[0]).toMatchObject({
      cause: 'operator',
      sentence:
        'orders-0@0..4 were never processed by billing: an operator set the offset to 5 at 0.040 s.',
    });
  });

  it('is undecided while the log keeps the records for the group', () => {
    const history = billing()
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..2')
      .processed('c1', 'orders-0@0..2')
      .commit('c1', { 'orders-0': 3 })
      .ends({ how: 'limit' });
    const verdict = judge(history);
    expect(verdict.status).toBe('undecided');
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@3..4 were not processed yet: the log keeps them, and billing will go on from offset 3 there.',
    );
  });

  it('is undecided while a live consumer has the records, even if they are committed', () => {
    const history = billing()
      .produced('orders-0@0')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0')
      .commit('c1', { 'orders-0': 1 })
      .ends({ held: { c1: ['orders-0@0'] } });
    expect(judge(history)).toMatchObject({ status: 'undecided' });
    expect(judge(history).findings[0]?.sentence).toBe(
      'orders-0@0 was not processed yet: c1 has it in hand.',
    );
  });

  it('counts a partition of a subscribed topic that no consumer ever read', () => {
    const history = billing().produced('orders-0@0..4');
    expect(judge(history).status).toBe('undecided');
    expect(judge(billing().produced('invoices-0@0..4')).status).toBe('holds');
  });

  it('does not ask a group for records that only an operator committed for', () => {
    const history = billing()
      .produced('invoices-0@0..4')
      .of('ghost')
      .stored('operator', { 'invoices-0': 5 });
    expect(judge(history).status).toBe('holds');
  });

  it('judges a group of assign() by its partitions', () => {
    const history = billing()
      .of('manual')
      .assignManually('m1', 'invoices-0')
      .produced('invoices-0@0..1')
      .position('m1', 'invoices-0@2', 'reset', -1, 'latest');
    expect(judge(history).findings[0]).toMatchObject({ group: 'manual', cause: 'reset' });
  });
});
