import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

const judge = (history: HistoryBuilder) => history.judge('at-most-once');

const firstFive = () =>
  billing()
    .produced('orders-0@0..4')
    .position('c1', 'orders-0@0', 'reset')
    .delivered('c1', 'orders-0@0..4')
    .processed('c1', 'orders-0@0..4');

describe('at-most-once', () => {
  it('names who began twice, the fault between, and what was committed', () => {
    const verdict = judge(
      firstFive()
        .at(1_000)
        .crashed('c1')
        .at(9_000)
        .removed('c1')
        .subscribe('c2', 'orders')
        .position('c2', 'orders-0@0', 'committed')
        .delivered('c2', 'orders-0@0..4')
        .processed('c2', 'orders-0@0..4'),
    );
    expect(verdict.status).toBe('violated');
    expect(verdict.findings).toHaveLength(1);
    expect(verdict.findings[0]).toMatchObject({
      records: [{ text: 'orders-0@0..4' }],
      faults: [{ of: 'c1', type: 'crashed', at: 1_000 }],
    });
    expect(verdict.findings[0]?.sentence).toBe(
      'billing began to process orders-0@0..4 twice: c1 at 0.060 s, c2 again at 9.040 s; c1 crashed at ' +
        '1.000 s; the offset committed was still 0 when c2 took over at 9.020 s.',
    );
  });

  describe('when the coordinator no longer heard who had the records', () => {
    const takenOver = (history: HistoryBuilder) =>
      history
        .at(9_000)
        .removed('c1')
        .subscribe('c2', 'orders')
        .position('c2', 'orders-0@0', 'committed')
        .delivered('c2', 'orders-0@0..4')
        .processed('c2', 'orders-0@0..4');
    const why = (history: HistoryBuilder) => judge(takenOver(history)).findings[0]?.sentence;
    const removed = 'was removed from the group (session expired) at 9.000 s';

    it('names the direction that was cut', () => {
      const away = firstFive().at(2_000).cut(['c1'], ['broker-2']);
      expect(why(away)).toContain(
        `; c1 was no longer heard by broker-2 at 2.000 s, then ${removed};`,
      );
      const back = firstFive().at(2_000).cut(['broker-2'], ['c1']);
      expect(why(back)).toContain(`; c1 no longer heard broker-2 at 2.000 s, then ${removed};`);
    });

    it('also if it was cut before the records were begun, unless that was healed', () => {
      const cut = billing().at(10).cut(['c1'], ['broker-2']);
      const story = (history: HistoryBuilder) =>
        history
          .produced('orders-0@0..4')
          .position('c1', 'orders-0@0', 'reset')
          .delivered('c1', 'orders-0@0..4')
          .processed('c1', 'orders-0@0..4');
      expect(why(story(cut))).toContain(
        `; c1 was no longer heard by broker-2 at 0.010 s, then ${removed};`,
      );
      const whole = billing().at(10).cut(['c1'], ['broker-2']).healed(['c1'], ['broker-2']);
      expect(why(story(whole))).toContain(`s; c1 ${removed};`);
    });

    it('does not blame a cut between others', () => {
      const others = firstFive().at(2_000).cut(['c2'], ['c1']).cut(['c2'], ['broker-2']);
      expect(why(others)).toContain(`s; c1 ${removed};`);
    });

    it('names a message of the group that was lost', () => {
      const fact = {
        type: 'message fault',
        effect: 'lose',
        what: 'request',
        client: 'c1',
      } as const;
      const where = { broker: 'broker-1', detail: '' };
      const heartbeat = firstFive()
        .at(2_000)
        .tell('network', { ...fact, ...where, api: 'Heartbeat' });
      expect(why(heartbeat)).toContain(
        `; c1 had its Heartbeat to broker-1 lost at 2.000 s, then ${removed};`,
      );
      const fetch = firstFive()
        .at(2_000)
        .tell('network', { ...fact, ...where, api: 'Fetch' });
      expect(why(fetch)).toContain(`s; c1 ${removed};`);
    });
  });

  it('names the coordinator that died with a commit', () => {
    const told = (history: HistoryBuilder) =>
      judge(
        history
          .subscribe('c2', 'orders')
          .position('c2', 'orders-0@0', 'reset')
          .delivered('c2', 'orders-0@0..4')
          .processed('c2', 'orders-0@0..4'),
      ).findings[0]?.sentence;
    const committed = () =>
      firstFive().at(1_000).commit('c1', { 'orders-0': 5 }).crashed('broker-1');
    expect(told(committed())).toContain(
      "; c1's commit of offset 5 (sync, stored at 1.010 s) was lost with its coordinator: broker-1 crashed at " +
        '1.020 s; c2 started from offset 0 at 1.040 s, by auto.offset.reset.',
    );
    // Expired, it was not lost.
    expect(told(committed().tombstones('expired', 'orders-0'))).not.toContain('was lost');
  });

  it('names what held up a zombie that begins a record after its new owner', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0..1')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0..1')
        .at(1_000)
        .frozen('c1')
        .at(8_000)
        .removed('c1')
        .position('c2', 'orders-0@0', 'reset')
        .delivered('c2', 'orders-0@0..1')
        .processed('c2', 'orders-0@0..1')
        .at(12_000)
        .processed('c1', 'orders-0@0..1'),
    );
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]?.faults.map((f) => [f.of, f.type])).toEqual([
      ['c1', 'frozen'],
      ['c1', 'member removed'],
    ]);
    expect(verdict.findings[0]?.sentence).toContain('c1 was frozen at 1.000 s');
  });

  it('holds if the next consumer goes on where the first one stopped', () => {
    const history = firstFive()
      .commit('c1', { 'orders-0': 5 })
      .crashed('c1')
      .produced('orders-0@5..6')
      .subscribe('c2', 'orders')
      .position('c2', 'orders-0@5', 'committed')
      .delivered('c2', 'orders-0@5..6')
      .processed('c2', 'orders-0@5..6');
    expect(judge(history)).toMatchObject({ status: 'holds', findings: [] });
  });

  it('counts a beginning that did not complete, and a repetition by the same process', () => {
    const history = billing()
      .produced('orders-0@0')
      .delivered('c1', 'orders-0@0')
      .begun('c1', 'orders-0@0')
      .failed('c1', 'orders-0@0')
      .begun('c1', 'orders-0@0');
    expect(judge(history).findings[0]?.sentence).toBe(
      'billing began to process orders-0@0 twice: c1 at 0.050 s, c1 again at 0.070 s; c1 threw an exception ' +
        'while processing orders-0@0 at 0.060 s.',
    );
  });

  it('does not mind redelivery of records that nobody had begun', () => {
    const history = billing()
      .produced('orders-0@0..1')
      .delivered('c1', 'orders-0@0..1')
      .processed('c1', 'orders-0@0')
      .crashed('c1')
      .delivered('c2', 'orders-0@1')
      .processed('c2', 'orders-0@1');
    expect(judge(history).status).toBe('holds');
  });

  it('tells groups, topics of one name and leader epochs apart', () => {
    const groups = firstFive()
      .of('audit')
      .delivered('a1', 'orders-0@0..4')
      .processed('a1', 'orders-0@0..4');
    expect(judge(groups).status).toBe('holds');
    const topics = firstFive()
      .topicDeleted('orders')
      .topic('orders', 'id-2')
      .produced('orders-0@0')
      .processed('c1', 'orders-0@0');
    expect(judge(topics).status).toBe('holds');
    const epochs = firstFive()
      .truncated('orders-0', 4)
      .produced('orders-0@4', 1)
      .processed('c1', 'orders-0@4', 1);
    expect(judge(epochs).status).toBe('holds');
  });

  it('tells the chain from freeze to eviction', () => {
    const verdict = judge(
      billing()
        .produced('orders-0@0')
        .position('c1', 'orders-0@0', 'reset')
        .delivered('c1', 'orders-0@0')
        .begun('c1', 'orders-0@0')
        .at(2_000)
        .frozen('c1')
        .at(8_000)
        .removed('c1')
        .position('c2', 'orders-0@0', 'reset')
        .delivered('c2', 'orders-0@0')
        .begun('c2', 'orders-0@0'),
    );
    expect(verdict.findings[0]?.faults.map((fault) => fault.type)).toEqual([
      'frozen',
      'member removed',
    ]);
    expect(verdict.findings[0]?.sentence).toBe(
      'billing began to process orders-0@0 twice: c1 at 0.060 s, c2 again at 8.030 s; c1 was frozen at ' +
        '2.000 s, then was removed from the group (session expired) at 8.000 s; c2 started from offset 0 at ' +
        '8.010 s, by auto.offset.reset.',
    );
  });

  it('finds each of three times', () => {
    const history = billing()
      .produced('orders-0@0')
      .begun('c1', 'orders-0@0')
      .begun('c2', 'orders-0@0')
      .begun('c3', 'orders-0@0');
    expect(judge(history).findings.map((f) => f.sentence.slice(0, 60))).toHaveLength(2);
  });

  it('names the commit that would have spared it', () => {
    const again = (history: HistoryBuilder) =>
      judge(
        history
          .position('c2', 'orders-0@0', 'committed')
          .begun('c2', 'orders-0@0')
          .stored('c2', { 'orders-0': 0 }),
      ).findings[0];
    const lost = again(firstFive().sent('c1', { 'orders-0': 5 }).crashed('c1'));
    expect(lost?.commit).toMatchObject({ by: 'c1', offset: 5, storedAt: -1 });
    expect(lost?.sentence).toContain(
      "; c1 crashed at 0.170 s; c1's commit of offset 5 (sync), sent at 0.160 s, was never stored; the offset",
    );
    const refused = again(
      firstFive().sent('c1', { 'orders-0': 5 }).refused('c1', { 'orders-0': 5 }),
    );
    expect(refused?.sentence).toContain('sent at 0.160 s, was refused (UNKNOWN_MEMBER_ID)');
    const late = judge(
      firstFive()
        .sent('c1', { 'orders-0': 5 }, 'async')
        .position('c2', 'orders-0@0', 'committed')
        .stored('c1', { 'orders-0': 5 })
        .begun('c2', 'orders-0@0'),
    ).findings[0];
    expect(late?.sentence).toContain('(async), sent at 0.160 s, was stored only at 0.180 s');
  });

  it('parts neighbouring records that other processes, or another start, repeated', () => {
    const firsts = billing()
      .produced('orders-0@0..1')
      .begun('c1', 'orders-0@0')
      .begun('c2', 'orders-0@1')
      .begun('c3', 'orders-0@0..1');
    expect(judge(firsts).findings.map((f) => f.records[0]?.text)).toEqual([
      'orders-0@0',
      'orders-0@1',
    ]);
    const starts = billing()
      .produced('orders-0@0..1')
      .begun('c1', 'orders-0@0..1')
      .position('c2', 'orders-0@0', 'committed')
      .begun('c2', 'orders-0@0')
      .position('c2', 'orders-0@1', 'committed')
      .begun('c2', 'orders-0@1');
    expect(judge(starts).findings.map((f) => f.records[0]?.text)).toEqual([
      'orders-0@0',
      'orders-0@1',
    ]);
  });
});
