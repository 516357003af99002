import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

const judge = (history: HistoryBuilder) => history.judge('at-least-once');

/** c1 has five records in hand and has processed the first three. */
const midBatch = () =>
  billing()
    .produced('orders-0@0..4')
    .position('c1', 'orders-0@0', 'reset')
    .delivered('c1', 'orders-0@0..4')
    .processed('c1', 'orders-0@0..2');

describe('at-least-once', () => {
  it('is violated by a commit ahead of processing and a crash', () => {
    const verdict = judge(midBatch().commit('c1', { 'orders-0': 5 }, 'auto').crashed('c1'));
    expect(verdict.status).toBe('violated');
    expect(verdict.findings).toHaveLength(1);
    expect(verdict.findings[0]).toMatchObject({
      group: 'billing',
      cause: 'group',
      records: [{ text: 'orders-0@3..4' }],
      commit: { by: 'c1', offset: 5, kind: 'auto' },
      faults: [{ of: 'c1', type: 'crashed' }],
    });
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@3..4 were handed to c1 at 0.050 s and never processed to the end: c1 crashed at 0.140 s. But ' +
        "c1's commit of offset 5 (auto, stored at 0.130 s) covers them, so no consumer of billing reads them again.",
    );
  });

  it('holds if the crash comes before the commit: the records are read again', () => {
    const verdict = judge(midBatch().commit('c1', { 'orders-0': 3 }).crashed('c1'));
    expect(verdict).toMatchObject({ status: 'holds', findings: [] });
  });

  it('holds while a live consumer has the records in hand', () => {
    const history = midBatch().commit('c1', { 'orders-0': 5 }, 'auto');
    expect(judge(history.ends({ held: { c1: ['orders-0@3..4'] } })).status).toBe('holds');
    expect(judge(history.ends({ held: { c1: ['orders-0@4'] } }))).toMatchObject({
      status: 'violated',
      findings: [{ records: [{ text: 'orders-0@3' }] }],
    });
  });

  it('is undecided while a frozen consumer has them', () => {
    const history = midBatch()
      .commit('c1', { 'orders-0': 5 }, 'auto')
      .frozen('c1')
      .ends({ held: { c1: ['orders-0@3..4'] } });
    const verdict = judge(history);
    expect(verdict.status).toBe('undecided');
    expect(verdict.findings[0]?.sentence).toBe(
      'orders-0@3..4 were not processed yet: c1 has them in hand and is frozen.',
    );
  });

  it('is violated by an application that hangs under hand-off, and names the application', () => {
    const history = midBatch()
      .begun('c1', 'orders-0@3')
      .failed('c1', 'orders-0@3', 'hang')
      .commit('c1', { 'orders-0': 5 }, 'auto')
      .ends({ held: { c1: ['orders-0@3..4'] } });
    expect(judge(history).findings[0]).toMatchObject({ cause: 'application' });
    expect(judge(history).findings[0]?.sentence).toBe(
      'orders-0@3..4 were handed to c1 at 0.050 s and never processed to the end: c1 hung while processing ' +
        "orders-0@3 at 0.130 s. But c1's commit of offset 5 (auto, stored at 0.150 s) covers them, so only c1 has " +
        'them, and its application hangs.',
    );
  });

  it('is healed by an operator who sets the group back, and by whoever processes the records then', () => {
    const lost = midBatch().commit('c1', { 'orders-0': 5 }, 'auto').crashed('c1');
    expect(judge(lost.stored('operator', { 'orders-0': 0 })).status).toBe('holds');
  });

  it('does not take a tombstoned commit for one', () => {
    const lost = midBatch().commit('c1', { 'orders-0': 5 }, 'auto').crashed('c1');
    expect(judge(lost.tombstones('expired', 'orders-0')).status).toBe('holds');
  });

  it('exempts what a reset, a seek or an operator skipped', () => {
    const reset = billing()
      .produced('orders-0@0..9')
      .position('c1', 'orders-0@10', 'reset', -1, 'latest')
      .commit('c1', { 'orders-0': 10 }, 'auto');
    expect(judge(reset).status).toBe('holds');
    const seek = midBatch().position('c1', 'orders-0@5', 'seek', 3).commit('c1', { 'orders-0': 5 });
    expect(judge(seek).status).toBe('holds');
    const operator = midBatch()
      .commit('c1', { 'orders-0': 3 })
      .closed('c1')
      .stored('operator', { 'orders-0': 5 });
    expect(judge(operator).status).toBe('holds');
  });

  it('exempts what the log removed before it was handed over, and nothing else', () => {
    const unread = billing()
      .produced('orders-0@0..9')
      .position('c1', 'orders-0@0', 'reset')
      .logStart('orders-0', 5, 'DeleteRecords')
      .position('c1', 'orders-0@5', 'reset', 0)
      .delivered('c1', 'orders-0@5..9')
      .processed('c1', 'orders-0@5..9')
      .commit('c1', { 'orders-0': 10 });
    expect(judge(unread).status).toBe('holds');
    const read = midBatch().commit('c1', { 'orders-0': 5 }).crashed('c1').logStart('orders-0', 5);
    expect(judge(read)).toMatchObject({
      status: 'violated',
      findings: [{ records: [{ text: 'orders-0@3..4' }] }],
    });
  });

  it('exempts records that were truncated unread', () => {
    const history = billing()
      .produced('orders-0@0..4', 0)
      .truncated('orders-0', 3)
      .produced('orders-0@3..4', 1)
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..2', 0)
      .processed('c1', 'orders-0@0..2', 0)
      .delivered('c1', 'orders-0@3..4', 1)
      .processed('c1', 'orders-0@3..4', 1)
      .commit('c1', { 'orders-0': 5 });
    expect(judge(history).status).toBe('holds');
  });

  it('exempts what a deposed leader acknowledged and truncated after the group had passed it', () => {
    const history = (isElected: boolean) => {
      const before = billing()
        .produced('orders-0@0..2', 0)
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..2', 0)
        .processed('c1', 'orders-0@0..2', 0);
      if (isElected) before.elected('orders-0', 2, 1, true);
      return before
        .produced('orders-0@3..4', 0)
        .produced('orders-0@3..4', 1)
        .delivered('c1', 'orders-0@3..4', 1)
        .processed('c1', 'orders-0@3..4', 1)
        .commit('c1', { 'orders-0': 5 })
        .truncated('orders-0', 3)
        .produced('orders-0@3..4', 1);
    };
    expect(judge(history(true)).status).toBe('holds');
    expect(judge(history(false)).status).toBe('violated');
  });

  describe('when another record has taken the place of a lost one', () => {
    /** The group has committed offset 3; the leader acknowledges one record more that nobody gets. */
    const deposed = () =>
      billing()
        .produced('orders-0@0..2', 0)
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..2', 0)
        .processed('c1', 'orders-0@0..2', 0)
        .commit('c1', { 'orders-0': 3 })
        .produced('orders-0@3', 0)
        .crashed('broker-1')
        .elected('orders-0', 2, 1, true);
    const readAnew = (history: HistoryBuilder) =>
      history
        .produced('orders-0@3', 1)
        .delivered('c1', 'orders-0@3', 1)
        .processed('c1', 'orders-0@3', 1)
        .commit('c1', { 'orders-0': 4 });

    it('accuses nobody of the lost one, whenever the old leader cuts its copy off', () => {
      const history = readAnew(deposed()).cutOff(1, 'orders-0', 3, 'diverged');
      expect(judge(history).status).toBe('holds');
      const { findings } = history.judge('no-loss');
      expect(findings.map(({ cause }) => cause)).toEqual(['log']);
      expect(findings[0]?.sentence).toContain('broker-2 was elected leader');
    });

    it('accuses nobody if it was in the hands of one who crashed before the election', () => {
      const inHand = deposed();
      inHand.facts.splice(-2, 0, ...billing().delivered('c1', 'orders-0@3', 0).facts.slice(-1));
      expect(judge(readAnew(inHand)).status).toBe('holds');
    });

    it('takes no truncation for its end that befell a record before it', () => {
      // A follower lost its disk long ago; the new record is lost at the next election, before anybody read it.
      const history = billing()
        .produced('orders-0@0..9', 0)
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..9', 0)
        .processed('c1', 'orders-0@0..9', 0)
        .commit('c1', { 'orders-0': 10 })
        .cutOff(3, 'orders-0', 0, 'lost in the crash')
        .elected('orders-0', 3, 1, true)
        .position('c1', 'orders-0@0', 'truncated', 10)
        .produced('orders-0@0..4', 1)
        .cutOff(3, 'orders-0', 0, 'lost in the crash')
        .elected('orders-0', 1, 2, true)
        .truncated('orders-0', 0)
        .commit('c1', { 'orders-0': 10 });
      expect(judge(history).status).toBe('holds');
      expect(history.judge('no-loss').findings.map((f) => [f.cause, f.records[0]?.text])).toEqual([
        ['log', 'orders-0@0..4'],
      ]);
    });

    it('does not take the commit of what stood there before for one of the new record', () => {
      const committed = billing()
        .produced('orders-0@0..4', 0)
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..4', 0)
        .processed('c1', 'orders-0@0..4', 0);
      const early = committed.commit('c1', { 'orders-0': 5 }).elected('orders-0', 2, 1, false);
      const history = early.produced('orders-0@2..3', 1);
      expect(judge(history).status).toBe('holds');
      const { status, findings } = history.judge('no-loss');
      expect(status).toBe('undecided');
      expect(findings[0]?.sentence).toBe(
        'orders-0@2..3 were not processed yet: the log keeps them, and billing will go back to them, for what ' +
          'stood there when offset 5 was committed is lost.',
      );
      // Stored late, it still means what its sender was handed.
      expect(judge(history.commit('c1', { 'orders-0': 5 })).status).toBe('holds');
    });

    it('accuses a group that committed past the new record without processing it', () => {
      const history = deposed()
        .produced('orders-0@3..4', 1)
        .delivered('c1', 'orders-0@4', 1)
        .processed('c1', 'orders-0@4', 1)
        .commit('c1', { 'orders-0': 5 });
      const { status, findings } = judge(history);
      expect(status).toBe('violated');
      expect(findings.map(({ records }) => records[0])).toMatchObject([
        { text: 'orders-0@3', leaderEpoch: 1 },
      ]);
    });

    it('accuses a group that had committed past a record before an election lost it', () => {
      const history = deposed();
      const at = history.facts.findIndex(({ fact }) => fact.type === 'leader elected');
      const ahead = billing().commit('c1', { 'orders-0': 4 }, 'auto').facts.slice(-2);
      history.facts.splice(at - 1, 0, ...ahead);
      expect(judge(readAnew(history)).findings.map(({ records }) => records[0])).toMatchObject([
        { text: 'orders-0@3', leaderEpoch: 0 },
      ]);
    });
  });

  it('never accuses over records that were not acknowledged', () => {
    const history = billing()
      .appended('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..4')
      .commit('c1', { 'orders-0': 5 })
      .crashed('c1');
    expect(judge(history).status).toBe('holds');
  });

  it('finds records that were never handed to anybody', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..4')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..1')
        .processed('c1', 'orders-0@0..1')
        .commit('c1', { 'orders-0': 5 }),
    );
    expect(verdict.findings[0]?.sentence).toBe(
      "orders-0@2..4 were never handed to any consumer of billing and never processed to the end, but c1's " +
        'commit of offset 5 (sync, stored at 0.110 s) covers them, so no consumer of billing reads them again.',
    );
  });

  it('keeps groups apart, and judges only those it is asked about', () => {
    const history = midBatch()
      .commit('c1', { 'orders-0': 5 })
      .crashed('c1')
      .of('audit')
      .subscribe('a1', 'orders')
      .position('a1', 'orders-0@0', 'reset')
      .delivered('a1', 'orders-0@0..4')
      .processed('a1', 'orders-0@0..4')
      .commit('a1', { 'orders-0': 5 });
    expect(judge(history).findings.map((finding) => finding.group)).toEqual(['billing']);
    expect(history.judge('at-least-once', { groups: ['audit'] }).status).toBe('holds');
  });

  it('keeps a topic apart from its successor of the same name', () => {
    const lost = midBatch()
      .commit('c1', { 'orders-0': 5 })
      .topicDeleted('orders')
      .tombstones('topic deleted', 'orders-0')
      .topic('orders', 'id-2')
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..4')
      .processed('c1', 'orders-0@0..4')
      .commit('c1', { 'orders-0': 5 });
    expect(judge(lost).status).toBe('holds');
  });

  it('names two stories of neighbouring records separately', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..5')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..2')
        .commit('c1', { 'orders-0': 3 })
        .crashed('c1')
        .subscribe('c2', 'orders')
        .position('c2', 'orders-0@3', 'committed')
        .delivered('c2', 'orders-0@3..5')
        .commit('c2', { 'orders-0': 6 })
        .crashed('c2'),
    );
    expect(verdict.findings.map((finding) => finding.records[0]?.text)).toEqual([
      'orders-0@0..2',
      'orders-0@3..5',
    ]);
  });

  it('names keys if it is told them', () => {
    const verdict = midBatch()
      .commit('c1', { 'orders-0': 4 })
      .crashed('c1')
      .judge('at-least-once', { keyOf: (_topicId, _partition, offset) => `order-${offset}` });
    expect(verdict.findings[0]?.records[0]?.keys).toEqual(['order-3']);
    expect(verdict.findings[0]?.sentence).toMatch(/^orders-0@3 \(key order-3\) was handed to c1/);
  });

  it('parts neighbouring records that two commits passed', () => {
    const verdict = judge(
      midBatch()
        .commit('c1', { 'orders-0': 4 }, 'async')
        .commit('c1', { 'orders-0': 5 }, 'async')
        .crashed('c1'),
    );
    expect(
      verdict.findings.map(({ records, commit }) => [records[0]?.text, commit?.offset]),
    ).toEqual([
      ['orders-0@3', 4],
      ['orders-0@4', 5],
    ]);
  });
});
