import { describe, expect, it } from 'vitest';
import { lifeOf, parseRecordName } from '../../src/check/why.js';
import { billing, type HistoryBuilder } from '../support/history-builder.js';

function tell(history: HistoryBuilder, name: string): string[] {
  const life = lifeOf(history.history(), history.ending(), name);
  if (life === undefined) throw new Error(`no record ${name}`);
  return [
    ...life.steps.map((step) => `${step.at} ${step.group} ${step.sentence}`),
    ...life.groups.map((group) => group.sentence),
  ];
}

describe('lifeOf', () => {
  it('tells a record that was processed once', () => {
    const history = billing()
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..4')
      .processed('c1', 'orders-0@0..4')
      .commit('c1', { 'orders-0': 5 })
      .crashed('c1');
    expect(tell(history, 'orders-0@1')).toEqual([
      '30  shop produced it: appended at offset 1 (leader epoch 0).',
      '30  It was acknowledged to shop.',
      '40 billing c1 started from offset 0 of orders-0, by auto.offset.reset=earliest.',
      '50 billing poll() handed it to c1.',
      '80 billing c1 began to process it.',
      '90 billing c1 completed it.',
      "170 billing Covered by c1's commit of offset 5 (sync).",
      'billing processed it once.',
    ]);
  });

  it('tells whose cleaner took it, and that no election did', () => {
    const cleaned = (broker: number) =>
      billing()
        .produced('orders-0@0..4')
        .compacted('orders-0', 4, [{ from: 0, to: 0 }], [], broker)
        .crashed('broker-1')
        .elected('orders-0', 2, 1, true);
    const removal = (history: HistoryBuilder) => tell(history, 'orders-0@0').slice(2, -1);
    expect(removal(cleaned(2))).toEqual([
      "40  Compaction removed it from broker-2's copy: a newer record of the same key had superseded it.",
    ]);
    expect(removal(cleaned(1))).toEqual([
      '40  Compaction removed it: a newer record of the same key had superseded it.',
    ]);
    const kept = billing().produced('orders-0@0..4').compacted('orders-0', 4, [], [], 2);
    expect(removal(kept.crashed('broker-1'))).toEqual([]);
  });

  it('tells a loss by an election that came before the cleaner', () => {
    const history = billing()
      .produced('orders-0@0..4')
      .crashed('broker-1')
      .elected('orders-0', 2, 1, false)
      .produced('orders-0@2..3', 1)
      .logStart('orders-0', 4);
    const lost = lifeOf(history.history(), history.ending(), 'orders-0@4')?.steps.at(-1);
    expect(lost?.sentence).toBe('Broker 2 was elected leader without it.');
  });

  it('tells why twice', () => {
    const history = billing()
      .produced('orders-0@0')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0')
      .processed('c1', 'orders-0@0')
      .at(2_000)
      .frozen('c1')
      .at(8_000)
      .removed('c1')
      .position('c2', 'orders-0@0', 'reset')
      .delivered('c2', 'orders-0@0')
      .processed('c2', 'orders-0@0')
      .commit('c2', { 'orders-0': 1 })
      .thawed('c1')
      .sent('c1', { 'orders-0': 1 })
      .refused('c1', { 'orders-0': 1 });
    const lines = tell(history, 'orders-0@0');
    expect(lines.slice(6)).toEqual([
      '2000 billing c1 was frozen.',
      '8000 billing c1 was removed from the group (session expired).',
      '8010 billing c2 started from offset 0 of orders-0, by auto.offset.reset=earliest.',
      '8020 billing poll() handed it to c2.',
      '8030 billing c2 began to process it.',
      '8040 billing c2 completed it.',
      "8060 billing Covered by c2's commit of offset 1 (sync).",
      "8090 billing c1's commit of offset 1 was refused (UNKNOWN_MEMBER_ID).",
      'billing processed it 2 times. billing began to process orders-0@0 twice: c1 at 0.060 s, c2 again at ' +
        '8.030 s; c1 was frozen at 2.000 s, then was removed from the group (session expired) at 8.000 s; c2 ' +
        'started from offset 0 at 8.010 s, by auto.offset.reset.',
    ]);
  });

  it('tells why never, a group each', () => {
    const history = billing()
      .produced('orders-0@0..4')
      .position('c1', 'orders-0@0', 'reset')
      .delivered('c1', 'orders-0@0..4')
      .processed('c1', 'orders-0@0..2')
      .begun('c1', 'orders-0@3')
      .failed('c1', 'orders-0@3')
      .closed('c1')
      .commit('c1', { 'orders-0': 5 }, 'auto on close')
      .of('audit')
      .subscribe('a1', 'orders')
      .position('a1', 'orders-0@5', 'reset', -1, 'latest')
      .of('late')
      .subscribe('l1', 'orders');
    expect(tell(history, 'orders-0@3').slice(3)).toEqual([
      '50 billing poll() handed it to c1.',
      '120 billing c1 began to process it.',
      '130 billing c1 threw an exception while processing orders-0@3.',
      '140 billing c1 closed its consumer.',
      "170 billing Covered by c1's commit of offset 5 (auto on close).",
      '190 audit a1 started from offset 5 of orders-0, by auto.offset.reset=latest.',
      'billing never processed it. orders-0@3..4 were handed to c1 at 0.050 s and never processed to the end: ' +
        'c1 threw an exception while processing orders-0@3 at 0.130 s, then closed its consumer at 0.140 s. ' +
        "But c1's commit of offset 5 (auto on close, stored at 0.170 s) covers them, so no consumer of billing " +
        'reads them again.',
      'audit never processed it. orders-0@0..4 were never processed by audit: audit had no committed offset ' +
        'for orders-0, so auto.offset.reset=latest moved a1 to offset 5 at 0.190 s.',
      'late never processed it. orders-0@0..4 were not processed yet: the log keeps them, and late has no ' +
        'committed offset there.',
    ]);
  });

  it('tells commits that uncover it', () => {
    const history = billing()
      .produced('orders-0@0')
      .commit('c1', { 'orders-0': 1 })
      .stored('operator', { 'orders-0': 0 })
      .commit('c1', { 'orders-0': 1 })
      .tombstones('expired', 'orders-0');
    expect(tell(history, 'orders-0@0').filter((line) => /over/.test(line))).toEqual([
      "50 billing Covered by c1's commit of offset 1 (sync).",
      "60 billing No longer covered: the operator's offset 0.",
      "80 billing Covered by c1's commit of offset 1 (sync).",
      '90 billing No longer covered: the committed offset is gone (expired).',
    ]);
  });

  it('means the record that stands in the log, and else the last one that did', () => {
    const history = billing()
      .produced('orders-0@0..4', 0)
      .truncated('orders-0', 3)
      .produced('orders-0@3', 1);
    const epochs = ['orders-0@3', 'orders-0@4'].map(
      (name) => lifeOf(history.history(), history.ending(), name)?.record.leaderEpoch,
    );
    expect(epochs).toEqual([1, 0]);
    expect(tell(history, 'orders-0@4')).toContain('40  Broker 1 truncated its log to 3.');
  });

  it('tells the end of the record that stands there now, not of the one that did', () => {
    const history = billing()
      .produced('orders-0@0..3', 0)
      .commit('c1', { 'orders-0': 4 })
      .elected('orders-0', 2, 1, true)
      .produced('orders-0@3', 1)
      .cutOff(1, 'orders-0', 3, 'diverged');
    expect(tell(history, 'orders-0@3').filter((line) => /^\d/.test(line))).toEqual([
      '70  shop produced it: appended at offset 3 (leader epoch 1).',
      '70  It was acknowledged to shop.',
    ]);
    const lost = history.truncated('orders-0', 3).elected('orders-0', 3, 2, true);
    expect(tell(lost, 'orders-0@3').join()).toContain('Broker 3 was elected leader without it.');
  });

  it('knows no life of what never was', () => {
    const history = billing().produced('orders-0@0');
    const names = ['orders-0@1', 'orders-1@0', 'orders@0', 'orders-0', 'orders-0@-1', ''];
    for (const name of names) {
      expect(lifeOf(history.history(), history.ending(), name)).toBeUndefined();
    }
  });

  it('reads names of records', () => {
    expect(parseRecordName('my-orders-12@7')).toMatchObject({
      tp: { topic: 'my-orders', partition: 12 },
      offset: 7,
    });
    expect(parseRecordName('orders-0@07')).toBeUndefined();
  });
});
