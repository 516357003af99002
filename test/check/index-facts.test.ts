import { describe, expect, it } from 'vitest';
import type { History } from '../../src/check/history.js';
import { billing, type HistoryBuilder } from '../support/history-builder.js';
import { offsetsOf, parse } from '../support/planted-names.js';

function placeOf(history: HistoryBuilder, group = 'billing') {
  const [place] = groupOf(history.history(), group).partitions.values();
  if (place === undefined) throw new Error('no partition');
  return place;
}

function groupOf(history: History, name: string) {
  const group = history.groups.get(name);
  if (group === undefined) throw new Error(`no group ${name}`);
  return group;
}

describe('indexHistory', () => {
  it('keeps ranges, not records', () => {
    const history = billing();
    for (let i = 0; i < 100; i++)
      history.produced(`orders-0@${i}`).processed('c1', `orders-0@${i}`);
    const place = placeOf(history);
    expect(place.processedSet.all()).toEqual([{ leaderEpoch: 0, from: 0, to: 99 }]);
    expect(place.partition.acknowledgedSet.all()).toEqual([{ leaderEpoch: 0, from: 0, to: 99 }]);
  });

  it('gives a stored offset its commit, and a refused one its refusal', () => {
    const history = billing()
      .sent('c1', { 'orders-0': 3 }, 'async')
      .sent('c1', { 'orders-0': 5 }, 'async')
      .stored('c1', { 'orders-0': 5 })
      .refused('c1', { 'orders-0': 3 }, 'REBALANCE_IN_PROGRESS');
    const [three, five] = groupOf(history.history(), 'billing').commits;
    expect(three?.stored).toBeNull();
    expect(three?.refused?.fact.error).toBe('REBALANCE_IN_PROGRESS');
    expect(five?.stored?.at).toBe(50);
    expect(five?.refused).toBeNull();
  });

  it('prefers a commit that is still open to one that was given up', () => {
    const history = billing()
      .sent('c1', { 'orders-0': 3 })
      .tell('c1', {
        type: 'commit failed',
        group: 'billing',
        commit: 1,
        kind: 'sync',
        offsets: [],
        exception: 'TimeoutException',
      })
      .sent('c1', { 'orders-0': 3 })
      .stored('c1', { 'orders-0': 3 });
    const [first, second] = groupOf(history.history(), 'billing').commits;
    expect([first?.stored, second?.stored?.at]).toEqual([null, 60]);
  });

  it('knows the commits of a new process from those of the old one, and one that was never sent', () => {
    const failed = (commit: number, offset: number) =>
      ({
        type: 'commit failed',
        group: 'billing',
        commit,
        kind: 'sync',
        offsets: offsetsOf({ 'orders-0': offset }),
        exception: 'TimeoutException',
      }) as const;
    const first = billing().sent('c1', { 'orders-0': 3 });
    expect(placeOf(first.tell('c1', { type: 'started' }).tell('c1', failed(1, 9))).unsent).toEqual([
      expect.objectContaining({ node: 'c1', offset: 9 }),
    ]);
    const { fact } = billing().sent('c1', { 'orders-0': 3 }).facts.at(-1) ?? {};
    if (fact?.type !== 'commit sent') throw new Error('nothing sent');
    const answered = billing()
      .sent('c1', { 'orders-0': 3 })
      .tell('c1', { ...fact, type: 'commit succeeded' });
    expect(placeOf(answered.tell('c1', failed(1, 9))).unsent).toHaveLength(1);
    expect(
      placeOf(billing().sent('c1', { 'orders-0': 3 }).tell('c1', failed(1, 3))).unsent,
    ).toEqual([]);
  });

  it('takes a position of a client that knows no topic id yet for one in the topic of that name', () => {
    const history = billing().produced('orders-0@0').delivered('c1', 'orders-0@0');
    history.tell('c1', {
      type: 'position',
      group: 'billing',
      tp: parse('orders-0'),
      topicId: '',
      offset: 0,
      cause: 'committed',
      policy: '',
      previous: -1,
    });
    expect(placeOf(history).moves).toHaveLength(1);
    expect(history.history().partitions).toHaveLength(1);
  });

  it('takes a commit that is sent again for the same one', () => {
    const history = billing().sent('c1', { 'orders-0': 3 });
    const sent = history.facts.at(-1);
    if (sent === undefined) throw new Error('nothing sent');
    history.tell('c1', sent.fact).stored('c1', { 'orders-0': 3 });
    const { commits } = groupOf(history.history(), 'billing');
    expect(commits).toHaveLength(1);
    expect(commits[0]).toMatchObject({ sent: { at: 30 }, stored: { at: 50 } });
  });

  it('matches commits of assign() by the process, as they have no member id', () => {
    const history = billing();
    for (const node of ['m1', 'm2']) {
      history.tell(node, {
        type: 'commit sent',
        group: 'manual',
        memberId: '',
        generation: -1,
        commit: 1,
        kind: 'sync',
        offsets: [],
      });
    }
    history.tell('broker-1', {
      type: 'offsets stored',
      group: 'manual',
      clientId: 'm2',
      memberId: '',
      generation: -1,
      offsets: [],
    });
    const { commits } = groupOf(history.history(), 'manual');
    expect(commits.map((commit) => commit.stored !== null)).toEqual([false, true]);
  });

  it('finds the partition of a commit by the name it had then', () => {
    const history = billing()
      .produced('orders-0@0')
      .commit('c1', { 'orders-0': 1 })
      .topicDeleted('orders')
      .topic('orders', 'id-2')
      .commit('c1', { 'orders-0': 0 })
      .history();
    const places = [...groupOf(history, 'billing').partitions.values()];
    expect(places.map((place) => [place.partition.topicId, place.effective])).toEqual([
      ['id-orders', 1],
      ['id-2', 0],
    ]);
    expect(history.partitions[0]?.deleted?.at).toBe(60);
  });

  it('learns the id of a topic that nobody saw being made', () => {
    const history = billing().commit('c1', { 'old-0': 2 }).produced('old-0@2').history();
    expect(history.partitions.map((partition) => partition.topicId)).toEqual(['id-old']);
  });

  it('does not take an answer without offsets for an acknowledgement of records', () => {
    const history = billing().produced('orders-0@0');
    const { tp } = placeOf(billing().delivered('c1', 'orders-0@0')).partition;
    const records = { tp, topicId: 'id-orders', leaderEpoch: 0, from: -1, to: -1 };
    history.tell('shop', { type: 'acknowledged', acks: -1, sent: 0, records });
    expect(history.history().partitions[0]?.acknowledged).toHaveLength(1);
  });

  it('blames a removal on the process whose member it was', () => {
    const history = billing()
      .assigned('c1', 1, ['orders-0'])
      .tell('broker-1', {
        type: 'member removed',
        group: 'billing',
        memberId: 'consumer-c1',
        clientId: 'a client.id that is no name of a process',
        reason: 'session expired',
      })
      .history();
    expect(history.faults.get('c1')?.map((fault) => fault.type)).toEqual(['member removed']);
  });

  it('leaves the records of __consumer_offsets out', () => {
    const history = billing().appended('__consumer_offsets-3@0');
    expect(history.history().partitions.map((partition) => partition.tp.key)).toEqual([]);
  });
});
