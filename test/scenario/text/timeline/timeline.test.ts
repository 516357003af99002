import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../../src/protocol/facts.js';
import { TopicPartition } from '../../../../src/protocol/topic-partition.js';
import { type TimelineOptions, timeline } from '../../../../src/scenario/text/timeline/timeline.js';
import { billing, HistoryBuilder } from '../../../support/history-builder.js';
import { play } from '../support.js';

/** The lines, each from the actor on, without the times. */
function told(history: HistoryBuilder, options: TimelineOptions = {}): string[] {
  return lines(history, options).map((line) => line.slice(10));
}

function lines(history: HistoryBuilder, options: TimelineOptions = {}): string[] {
  return timeline({ facts: history.facts, heartbeats: [], messages: null }, null, options);
}

const tps = (...partitions: number[]) => partitions.map((p) => new TopicPartition('orders', p));

function state(from: string, to: string, generation: number, reason: string): Fact {
  return { type: 'group state', group: 'billing', from, to, generation, reason };
}

describe('the timeline', () => {
  it('has the time first, then the sign of a fault, then who did what', () => {
    const history = new HistoryBuilder().at(3007).crashed('c1').at(61_000).crashed('broker-1');
    expect(lines(history)).toEqual([
      '    3.007 !! c1        crashes',
      '    3.007              … nothing for 58s (until 61.000)',
      '   61.000 !! broker-1  crashes',
    ]);
  });

  it('folds what a consumer does with a batch into one line', () => {
    const history = new HistoryBuilder()
      .of('billing')
      .at(100)
      .delivered('c1', 'orders-0@0..4')
      .processed('c1', 'orders-0@0..4')
      .commit('c1', { 'orders-0': 5 });
    history.tell('c1', succeeded({ 'orders-0': 5 }));
    expect(lines(history)).toEqual([
      '    0.100    c1  polls and processes 5 records: orders-0@0..4; ' +
        'commits offset 5 of orders-0 (commitSync) (until 0.210)',
    ]);
  });

  it('gives a commit of what is in hand and not processed a line of its own', () => {
    const history = new HistoryBuilder()
      .delivered('c1', 'orders-0@0..1')
      .commit('c1', { 'orders-0': 2 });
    history.tell('c1', succeeded({ 'orders-0': 2 })).processed('c1', 'orders-0@0..1');
    expect(told(history)).toEqual([
      '   c1  polls 2 records: orders-0@0..1',
      ' ! c1  commits offset 2 of orders-0 (commitSync): orders-0@0..1 are not processed yet',
      '   c1  processes 2 records: orders-0@0..1 (until 0.080)',
    ]);
  });

  it('says what close() commits after an exception', () => {
    const history = new HistoryBuilder()
      .delivered('c1', 'orders-0@0..4')
      .processed('c1', 'orders-0@0..2')
      .failed('c1', 'orders-0@3')
      .commit('c1', { 'orders-0': 4 }, 'auto on close');
    history.tell('c1', succeeded({ 'orders-0': 4 }));
    expect(told(history).at(-1)).toBe(
      ' ! c1  commits offset 4 of orders-0 (auto-commit on close): orders-0@3 is not processed',
    );
  });

  it('puts an auto-commit to the poll() that commits, and leaves out those of nothing new', () => {
    const history = new HistoryBuilder()
      .delivered('c1', 'orders-0@0')
      .processed('c1', 'orders-0@0');
    for (let i = 1; i < 4; i++) {
      history.at(i * 5000).commit('c1', { 'orders-0': 1 }, 'auto');
      history.tell('c1', succeeded({ 'orders-0': 1 }, i));
    }
    history.at(20_000).delivered('c1', 'orders-0@1');
    expect(told(history)).toEqual([
      '   c1  polls and processes 1 record: orders-0@0 (until 0.030)',
      '   c1  commits offset 1 of orders-0 (auto-commit)',
      '       … nothing but 2 auto-commits of nothing new for 15s (until 20.000)',
      '   c1  polls 1 record: orders-0@1',
    ]);
  });

  it('says in one line that a commit fails, and what its call throws', () => {
    const history = billing().sent('c1', { 'orders-0': 5 });
    const exception = 'CommitFailedException';
    const { offsets, group, commit, kind } = succeeded({ 'orders-0': 5 });
    history.tell('c1', { type: 'commit failed', group, commit, kind, offsets, exception });
    const { at, event } = history.facts.at(-1) ?? { at: 0, event: 0 };
    const fact = { type: 'exception', call: 'commitSync', exception, message: 'No.' } as const;
    history.facts.push({ at, event, node: 'c1', fact });
    const line =
      ' ! c1  fails to commit offset 5 of orders-0 (commitSync): CommitFailedException: No.';
    expect(told(history).filter((text) => text.includes('CommitFailed'))).toHaveLength(1);
    expect(told(history, { only: ['exceptions'] })).toEqual([line]);
    expect(told(history, { only: ['commits'] }).at(-1)).toBe(line);
  });

  it('sums up what is done many times in turn', () => {
    const history = new HistoryBuilder().delivered('c1', 'orders-0@0..3');
    for (let i = 0; i < 4; i++) {
      history.processed('c1', `orders-0@${i}`).commit('c1', { 'orders-0': i + 1 });
      history.tell('c1', succeeded({ 'orders-0': i + 1 }, i + 1));
    }
    expect(told(history)).toEqual([
      '   c1  polls and processes 4 records: orders-0@0..3; ' +
        'commits after each record, at last offset 4 of orders-0 (commitSync) (until 0.190)',
    ]);
  });

  it('sums up batches, each with its commit', () => {
    const history = new HistoryBuilder();
    for (let i = 0; i < 4; i += 2) {
      history.delivered('c1', `orders-0@${i}..${i + 1}`).processed('c1', `orders-0@${i}..${i + 1}`);
      history.commit('c1', { 'orders-0': i + 2 });
      history.tell('c1', succeeded({ 'orders-0': i + 2 }, i / 2 + 1));
    }
    expect(told(history)).toEqual([
      '   c1  polls and processes 4 records: orders-0@0..3; ' +
        'commits after each batch, at last offset 4 of orders-0 (commitSync) (until 0.140)',
    ]);
  });

  it('tells that records are sent when they are in the log, before anybody can poll them', () => {
    const history = new HistoryBuilder().appended('orders-0@0').delivered('c1', 'orders-0@0');
    const fact = history.facts[0]?.fact;
    if (fact?.type !== 'appended') throw new Error('nothing is appended');
    history.tell('shop', { type: 'acknowledged', acks: -1, sent: 0, records: fact.records });
    expect(told(history)).toEqual([
      '   shop  sends 1 record: orders-0@0',
      '   c1    polls 1 record: orders-0@0',
    ]);
  });

  it('folds what a producer sends within a second, partition by partition', () => {
    const history = new HistoryBuilder().at(0);
    for (let i = 0; i < 3; i++) history.produced(`orders-1@${i}`).produced(`orders-0@${i}`);
    history.at(1500).produced('orders-0@3');
    expect(told(history)).toEqual([
      '   shop  sends 6 records: orders-0@0..2, orders-1@0..2 (until 0.050)',
      '   shop  sends 1 record: orders-0@3',
    ]);
  });

  it('says what a crash leaves behind', () => {
    const history = billing()
      .delivered('c1', 'orders-0@0..9')
      .processed('c1', 'orders-0@0..2')
      .commit('c1', { 'orders-0': 2 })
      .processed('c1', 'orders-0@3')
      .crashed('c1');
    expect(told(history).at(-1)).toBe(
      '!! c1             crashes; orders-0@2..3 processed but not committed and ' +
        'orders-0@4..9 handed out but not processed',
    );
  });

  it('says what nobody will read again after a crash, unless another member has done it', () => {
    const history = billing()
      .delivered('c1', 'orders-0@0..9')
      .commit('c1', { 'orders-0': 8 })
      .delivered('c2', 'orders-0@0..3')
      .processed('c2', 'orders-0@0..3')
      .crashed('c1');
    expect(told(history).at(-1)).toBe(
      '!! c1             crashes; orders-0@0..3, orders-0@8..9 handed out but not processed and ' +
        'orders-0@4..7 handed out but not processed, though committed: nobody will read them again',
    );
  });

  it('tells each step of a commit that goes wrong', () => {
    const history = billing()
      .sent('c1', { 'orders-0': 5 }, 'async')
      .refused('c1', { 'orders-0': 5 });
    expect(told(history).slice(-2)).toEqual([
      '   c1             sends a commit: offset 5 of orders-0 (commitAsync)',
      ' ! group billing  refuses the commit of c1, offset 5 of orders-0: UNKNOWN_MEMBER_ID',
    ]);
  });

  it('tells each step of a commit that a fault comes between', () => {
    const history = billing().sent('c1', { 'orders-0': 5 }).crashed('broker-1');
    history.stored('c1', { 'orders-0': 5 }).tell('c1', succeeded({ 'orders-0': 5 }));
    expect(told(history).slice(-4)).toEqual([
      '   c1             sends a commit: offset 5 of orders-0 (commitSync)',
      '!! broker-1       crashes',
      '   group billing  stores the commit of c1: offset 5 of orders-0',
      '   c1             hears that its commit is stored: offset 5 of orders-0',
    ]);
  });

  it('tells a rebalance in one line a step', () => {
    const history = new HistoryBuilder();
    const event = (...facts: Fact[]) => {
      history.tell('broker-1', facts[0] ?? { type: 'started' });
      const { at, event: number } = history.facts.at(-1) ?? { at: 0, event: 0 };
      for (const fact of facts.slice(1)) {
        history.facts.push({ at, event: number, node: 'broker-1', fact });
      }
    };
    const member = { group: 'billing', memberId: 'c1-1', clientId: 'c1' };
    event(
      { type: 'member joined', ...member, groupInstanceId: 'b1' },
      state('Empty', 'PreparingRebalance', 0, 'c1 joined'),
    );
    event(state('PreparingRebalance', 'CompletingRebalance', 1, 'the only member joined'));
    event(
      state('CompletingRebalance', 'Stable', 1, 'the assignment of the leader c1 is committed'),
      {
        type: 'group assignment',
        group: 'billing',
        generation: 1,
        protocol: 'range',
        members: [
          { memberId: 'c1-1', clientId: 'c1', partitions: tps(0, 1, 2, 7) },
          { memberId: 'c2-1', clientId: 'c2', partitions: [] },
        ],
      },
    );
    event(
      { type: 'member removed', ...member, reason: 'session expired' },
      state('Stable', 'Empty', 2, 'no member is left'),
    );
    expect(told(history)).toEqual([
      '   group billing  c1 joins as member c1-1, static as b1: a rebalance begins (PreparingRebalance)',
      '   group billing  generation 1 begins, the only member joined; ' +
        'its leader assigns partitions (CompletingRebalance)',
      '   group billing  generation 1 is Stable (range): c1 owns orders-0..2, orders-7, c2 owns nothing',
      ' ! group billing  c1 (c1-1) is removed, its session expired (no heartbeat): ' +
        'no member is left in generation 2 (Empty)',
    ]);
  });

  it('says what a new coordinator has loaded, and whom it does not know', () => {
    const history = new HistoryBuilder();
    const join = (clientId: string) => {
      const member = { group: 'billing', memberId: `${clientId}-1`, clientId };
      history.tell('broker-1', { type: 'member joined', ...member, groupInstanceId: null });
    };
    const load = () => {
      const reason = 'its coordinator has loaded it';
      history.tell('broker-2', state('Dead', 'Stable', 1, reason));
    };
    join('c1');
    history.tell('broker-1', {
      type: 'group assignment',
      group: 'billing',
      generation: 1,
      protocol: 'range',
      members: [{ memberId: 'c1-1', clientId: 'c1', partitions: tps(0, 1) }],
    });
    history.tell('broker-1', state('CompletingRebalance', 'Stable', 1, 'the assignment'));
    load();
    join('c2');
    history.tell('broker-1', state('Stable', 'PreparingRebalance', 1, 'c2 joined'));
    load();
    history.tell('broker-2', state('Dead', 'Empty', 0, 'its coordinator has loaded it'));
    const loaded = told(history).filter((text) => text.includes('loaded'));
    expect(loaded).toEqual([
      '   group billing  generation 1 is still Stable, its coordinator has loaded it: c1 owns orders-0..1',
      ' ! group billing  generation 1 is Stable again, its coordinator has loaded it: ' +
        'c1 owns orders-0..1; c2 (c2-1) is forgotten',
    ]);
  });

  it('says what a cooperative rebalance is for', () => {
    const history = billing();
    const members = [{ memberId: 'c1-1', clientId: 'c1', partitions: tps(0) }];
    const fact = { type: 'group assignment', group: 'billing', generation: 2, members } as const;
    history.tell('broker-1', { ...fact, protocol: 'cooperative-sticky' });
    history.revoked('c1', 2, 'orders-1');
    history.tell(
      'broker-1',
      state('Stable', 'PreparingRebalance', 2, 'c1 (the leader) joined again'),
    );
    expect(told(history).at(-1)).toBe(
      '   group billing  a rebalance begins, c1 (the leader) joined again ' +
        'so that others can take orders-1 (PreparingRebalance)',
    );
  });

  it('counts the failures at a record that nobody can process', () => {
    const history = new HistoryBuilder();
    for (let i = 0; i < 5; i++) {
      history
        .at(i * 500)
        .delivered('c1', 'orders-0@3..4')
        .failed('c1', 'orders-0@3', 'poison');
      history.position('c1', 'orders-0@3', 'seek', 5);
    }
    const fails = '!! c1  throws an exception, as every time, while processing orders-0@3';
    expect(told(history)).toEqual([
      '   c1  polls 2 records: orders-0@3..4',
      fails,
      '   c1  seeks to offset 3 of orders-0 (it was at 5)',
      '   c1  polls 2 records: orders-0@3..4',
      fails,
      '   c1  seeks to offset 3 of orders-0 (it was at 5)',
      '   c1  polls 2 records: orders-0@3..4',
      '!! c1  throws the same exception 3 times more while processing orders-0@3 (until 2.010)',
    ]);
  });

  it('tells where a consumer begins, and why', () => {
    const history = billing()
      .position('c1', 'orders-0@0', 'reset')
      .position('c1', 'orders-0@10', 'committed')
      .position('c1', 'orders-0@5', 'seek', 9)
      .position('c1', 'orders-0@20', 'reset', 3);
    expect(told(history).slice(-4)).toEqual([
      '   c1          finds no committed offset of orders-0: auto.offset.reset=earliest starts at offset 0',
      '   c1          goes on from the committed offset 10 of orders-0',
      '   c1          seeks to offset 5 of orders-0 (it was at 9)',
      ' ! c1          finds offset 3 of orders-0 out of range: auto.offset.reset=earliest starts at offset 20',
    ]);
  });

  it('folds elections and the loading of __consumer_offsets', () => {
    const history = new HistoryBuilder().subscribe('c1', 'orders');
    const elected = (tp: TopicPartition): Fact => {
      return { type: 'leader elected', tp, leader: 2, leaderEpoch: 1, clean: true };
    };
    history.tell('controller', elected(new TopicPartition('orders', 0)));
    const { at, event } = history.facts.at(-1) ?? { at: 0, event: 0 };
    for (let p = 0; p < 20; p++) {
      const fact = elected(new TopicPartition('__consumer_offsets', p));
      history.facts.push({ at, event, node: 'controller', fact });
    }
    for (let p = 0; p < 50; p++) {
      history.tell('broker-2', { type: 'coordinator loading', partition: p });
      history.tell('broker-2', { type: 'coordinator loaded', partition: p });
    }
    expect(told(history).slice(1)).toEqual([
      '   controller  makes broker-2 the leader of orders-0 and 20 partitions of __consumer_offsets',
      '   broker-2    is the coordinator of group billing (it has loaded __consumer_offsets-9)',
    ]);
  });

  it('shortens a crowd', () => {
    const history = new HistoryBuilder();
    for (let i = 0; i < 20; i++) history.tell(`c${i}`, { type: 'started' });
    expect(told(history)).toEqual([
      '   c0  starts',
      '   c1  starts',
      '   c2  starts',
      '       … and 17 more processes start',
    ]);
  });

  it('never lists thousands of partitions', () => {
    const history = new HistoryBuilder();
    const all = Array.from({ length: 10_000 }, (_, p) => p);
    const odd = all.filter((p) => p % 2 === 1);
    for (const partitions of [all, odd]) {
      history.assignManually('c1', ...partitions.map((p) => `orders-${p}`));
    }
    expect(told(history)).toEqual([
      '   c1  takes orders-0..9999 by assign(), without a group',
      '   c1  takes orders-1, orders-3, orders-5, orders-7, orders-9, orders-11, orders-13, ' +
        'orders-15 and 4992 more of orders by assign(), without a group',
    ]);
  });

  it('shows records that reached the log and were never acknowledged', () => {
    expect(told(new HistoryBuilder().produced('orders-0@0').appended('orders-0@1'))).toEqual([
      '   shop      sends 1 record: orders-0@0',
      ' ! broker-1  appends orders-0@1 of shop, which never learns of it',
    ]);
  });

  it('shows only the kinds that are asked for', () => {
    const history = billing().delivered('c1', 'orders-0@0').crashed('c1').removed('c1');
    expect(told(history, { only: ['faults'] })).toEqual([
      '!! c1  crashes; orders-0@0 handed out but not processed',
    ]);
    expect(told(history, { only: ['groups'] })).toEqual([
      ' ! group billing  c1 (consumer-c1) is removed, its session expired (no heartbeat)',
    ]);
  });

  it('is coloured only when asked, and colours what matters', () => {
    const history = new HistoryBuilder().at(10).crashed('c1').tell('c1', { type: 'started' });
    expect(lines(history, { color: true })).toEqual([
      '\u001b[2m    0.010\u001b[0m \u001b[1;31m!! c1  crashes\u001b[0m',
      '\u001b[2m    0.020\u001b[0m    c1  starts',
    ]);
    expect(lines(history).join('')).not.toContain('\u001b');
  });
});

function succeeded(offsets: Readonly<Record<string, number>>, commit = 1) {
  const list = Object.entries(offsets).map(([name, offset]) => {
    return { tp: new TopicPartition('orders', Number(name.slice(-1))), offset };
  });
  return {
    type: 'commit succeeded',
    group: 'billing',
    commit,
    kind: 'sync',
    offsets: list,
  } as const;
}

describe('a coordinator that was deposed and does not know it', () => {
  it('is named where it speaks of the group: it is another one than the group goes by', () => {
    const run = play(`summary: the old coordinator goes on alone
cluster: { brokers: 3 }
topics: { orders: }
consumers: { c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest } }
limit: 2m
steps:
  - start: c1
  - until: billing is Stable
  - isolate: coordinator of billing
    for: 80s
`);
    const removed = timeline(run.trace, run.scenario).filter((l) => l.includes('is removed'));
    expect(removed).toHaveLength(1);
    expect(removed[0]).toMatch(/\(on broker-\d, which is deposed: broker-\d is the coordinator\)/);
  });
});
