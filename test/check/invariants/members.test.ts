import { describe, expect, it } from 'vitest';
import type { GroupRecord } from '../../../src/check/ending.js';
import type { FactOf } from '../../../src/protocol/trace.js';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';
import { memberOf, offsetsOf } from '../../support/planted-names.js';

/*
 * Properties of membership, each planted by hand, with near misses.
 */

const statusOf = (history: HistoryBuilder, check: string) => history.judge(check).status;
const sentence = (history: HistoryBuilder, check: string) =>
  history.judge(check).findings[0]?.sentence ?? '';

/** The coordinator moves the group. */
const move = (
  history: HistoryBuilder,
  to: string,
  generation: number,
  from = 'Stable',
  node = 'broker-1',
) =>
  history.tell(node, { type: 'group state', group: 'billing', from, to, generation, reason: '' });

const join = (history: HistoryBuilder, node: string, groupInstanceId: string | null = null) =>
  history.tell('broker-1', {
    type: 'member joined',
    group: 'billing',
    memberId: memberOf(node),
    clientId: node,
    groupInstanceId,
  });

const rejoin = (history: HistoryBuilder, node: string) =>
  history.tell('broker-1', {
    type: 'member rejoined',
    group: 'billing',
    memberId: memberOf(node),
    clientId: node,
  });

const replaced = (history: HistoryBuilder, by: string, old: string) =>
  history.tell('broker-1', {
    type: 'static member replaced',
    group: 'billing',
    groupInstanceId: 'i',
    oldMemberId: memberOf(old),
    memberId: memberOf(by),
  });

/** Generation 1 of c1 and c2. */
function stable(instanceId: string | null = null): HistoryBuilder {
  const history = join(join(billing(), 'c1'), 'c2', instanceId);
  move(history, 'PreparingRebalance', 0, 'Empty');
  move(history, 'CompletingRebalance', 1);
  history.assignment(1, { c1: ['orders-0'], c2: ['orders-1'] });
  return move(history, 'Stable', 1);
}

describe('joined-members-only', () => {
  const check = 'joined-members-only';
  const second = (history: HistoryBuilder) => {
    move(history, 'PreparingRebalance', 1);
    move(history, 'CompletingRebalance', 2);
    return history.assignment(2, { c1: ['orders-0'], c2: ['orders-1'] });
  };

  it('accuses a generation with a dynamic member that has not joined again', () => {
    expect(sentence(second(rejoin(stable(), 'c1')), check)).toBe(
      'Generation 2, stored at 0.120 s, has c2 (consumer-c2) in it, which had not joined again when the join phase ' +
        'ended.',
    );
  });

  it('holds if all have joined, and for a static member', () => {
    expect(statusOf(second(rejoin(rejoin(stable(), 'c1'), 'c2')), check)).toBe('holds');
    expect(statusOf(second(rejoin(stable('i'), 'c1')), check)).toBe('holds');
  });

  it('forgets who has joined with each generation, and with a removal', () => {
    const early = rejoin(rejoin(stable(), 'c1'), 'c2').removed('c2');
    expect(statusOf(second(early), check)).toBe('violated');
    const late = second(rejoin(rejoin(stable(), 'c1'), 'c2'));
    move(rejoin(late, 'c1'), 'PreparingRebalance', 2);
    move(late, 'CompletingRebalance', 3);
    expect(statusOf(late.assignment(3, { c1: [], c2: [] }), check)).toBe('violated');
    expect(statusOf(late.removed('c2'), check)).toBe('violated');
  });
});

describe('commits-only-by-members', () => {
  const check = 'commits-only-by-members';
  const commit = (history: HistoryBuilder, node = 'c2') => history.commit(node, { 'orders-1': 5 });

  it('accuses a commit of a member that was removed or replaced', () => {
    expect(sentence(commit(stable().removed('c2')), check)).toBe(
      'A commit of c2 (consumer-c2, generation 1) was stored at 0.110 s, but that member was out of the group.',
    );
    expect(statusOf(commit(replaced(stable('i'), 'c3', 'c2')), check)).toBe('violated');
    expect(statusOf(commit(replaced(stable('i'), 'c3', 'c2'), 'c3'), check)).toBe('holds');
  });

  it('accuses one of another generation, of nobody, and one while the assignment is awaited', () => {
    const next = move(stable(), 'PreparingRebalance', 1);
    expect(statusOf(commit(next), check)).toBe('holds');
    move(next, 'CompletingRebalance', 2);
    expect(sentence(next, check)).toBe('');
    expect(sentence(commit(next), check)).toContain('but the group was in generation 2.');
    expect(statusOf(commit(stable(), 'c9'), check)).toBe('violated');
    const awaited = move(stable(), 'CompletingRebalance', 1);
    expect(sentence(commit(awaited), check)).toContain('was awaited.');
  });

  it('holds for members, for those without membership, and for a coordinator that has just loaded the group', () => {
    expect(statusOf(commit(stable()), check)).toBe('holds');
    expect(statusOf(commit(stable(), 'operator'), check)).toBe('holds');
    const moved = move(stable().removed('c2'), 'Stable', 1, 'Dead');
    expect(statusOf(commit(moved), check)).toBe('holds');
  });
});

describe('assigned-as-stored', () => {
  const check = 'assigned-as-stored';

  it('accuses a member that takes what is not stored for it', () => {
    expect(sentence(stable().assigned('c2', 1, ['orders-0', 'orders-1']), check)).toBe(
      'c2 (consumer-c2) took over orders-0, orders-1 in generation 1 at 0.090 s, but what is stored for it does not have ' +
        'orders-0.',
    );
    expect(statusOf(stable().assigned('c2', 1, ['orders-1']), check)).toBe('holds');
    expect(statusOf(stable().assigned('c2', 1, []), check)).toBe('holds');
  });

  it('accuses a generation that nobody has stored, and excuses one that was loaded', () => {
    expect(sentence(stable().assigned('c2', 2, []), check)).toContain(
      'took over nothing in generation 2 at 0.090 s, but no assignment of that generation was ever stored.',
    );
    const loaded = move(stable(), 'Stable', 2, 'Dead', 'broker-2');
    expect(statusOf(loaded.assigned('c2', 2, ['orders-1']), check)).toBe('holds');
  });

  it('gives the process that took over a static member what its earlier self had', () => {
    const history = replaced(stable('i'), 'c3', 'c2');
    expect(statusOf(history.assigned('c3', 1, ['orders-1']), check)).toBe('holds');
    expect(statusOf(stable('i').assigned('c3', 1, ['orders-1']), check)).toBe('violated');
    // c4 takes the place of c3, cannot be written, and c3 is back.
    const back = replaced(replaced(history, 'c4', 'c3'), 'c3', 'c4');
    const last = replaced(back, 'c5', 'c3').assigned('c5', 1, ['orders-1']);
    expect(statusOf(last, check)).toBe('holds');
  });

  it('excuses a generation that was given out twice after a failover', () => {
    const twice = stable().assignment(1, { c2: ['orders-0'] });
    expect(statusOf(twice.assigned('c2', 1, ['orders-1']), check)).toBe('holds');
  });
});

describe('refused-members-stop', () => {
  const check = 'refused-members-stop';
  const refused = (api: FactOf<'membership refused'>['api'] = 'Heartbeat') =>
    stable()
      .assigned('c2', 1, ['orders-1'])
      .tell('c2', {
        type: 'membership refused',
        group: 'billing',
        memberId: memberOf('c2'),
        generation: 1,
        api,
        error: 'UNKNOWN_MEMBER_ID',
      });
  const later = (history: HistoryBuilder) => history.at(6_000).delivered('c2', 'orders-1@5');

  it('accuses a commit as the member that was refused', () => {
    expect(sentence(refused().sent('c2', { 'orders-1': 5 }), check)).toBe(
      'c2 was told UNKNOWN_MEMBER_ID by the answer to its Heartbeat at 0.100 s, as member consumer-c2 of generation 1, ' +
        'and still committed as such at 0.110 s.',
    );
    expect(statusOf(refused().sent('c1', { 'orders-0': 5 }), check)).toBe('holds');
    const again = refused().lost('c2', 1, 'orders-1').assigned('c2', 1, ['orders-1']);
    expect(statusOf(again.sent('c2', { 'orders-1': 5 }), check)).toBe('holds');
  });

  it('accuses one that reads on, but not the poll under way', () => {
    expect(sentence(later(refused()), check)).toContain(
      'and still handed out orders-1@5 at 6.000 s.',
    );
    expect(statusOf(refused().delivered('c2', 'orders-1@5'), check)).toBe('holds');
  });

  it.each<[string, (history: HistoryBuilder) => HistoryBuilder]>([
    ['it lost its partitions', (h) => h.lost('c2', 1, 'orders-1')],
    ['it crashed', (h) => h.crashed('c2')],
    ['a broker crashed', (h) => h.crashed('broker-1')],
    ['another coordinator took over', (h) => move(h, 'Stable', 1, 'Dead', 'broker-2')],
  ])('holds if %s meanwhile', (_, meanwhile) => {
    expect(statusOf(later(meanwhile(refused())), check)).toBe('holds');
  });
});

describe('one-generation', () => {
  const check = 'one-generation';
  const nobody: GroupRecord = { committed: [], generation: 1, memberIds: [] };
  const ends = (memberId: string, generation: number, at = 60_000) =>
    stable()
      .subscribe('c2', 'orders')
      .at(at)
      .subscribe('c1', 'orders')
      .ends({
        memberships: { c2: { memberId, generation } },
        groups: {
          billing: {
            generation: 1,
            memberIds: ['consumer-c2'],
            durable: { kept: nobody, replayed: nobody },
          },
        },
      });

  it('accuses a consumer that takes itself for another, or in another generation', () => {
    expect(sentence(ends('consumer-c2', 2), check)).toBe(
      'c2 takes itself for member consumer-c2 of generation 2 at 60.000 s, but the group is in generation 1.',
    );
    expect(sentence(ends('consumer-c9', 1), check)).toContain('billing has no such member');
    expect(statusOf(ends('consumer-c2', 1), check)).toBe('holds');
  });

  it('is undecided while something has changed a moment ago, or a broker is down', () => {
    expect(statusOf(ends('consumer-c2', 2).crashed('c9'), check)).toBe('undecided');
    const down = ends('consumer-c2', 2).ends({ brokersDown: ['broker-2'] });
    expect(statusOf(down, check)).toBe('undecided');
  });

  it('is undecided while the consumer is cut off', () => {
    const later = (history: HistoryBuilder, at: number) => history.at(at).assignment(1, {});
    const cut = ends('consumer-c2', 2, 1_000).cut(['c2'], ['broker-1']);
    expect(statusOf(later(cut, 60_000), check)).toBe('undecided');
    expect(statusOf(later(cut.healed(['c2'], ['broker-1']), 120_000), check)).toBe('violated');
  });

  it('asks nothing where nobody has loaded the group', () => {
    const history = stable().ends({
      memberships: { c1: { memberId: 'consumer-c1', generation: 9 } },
      groups: { billing: { durable: null } },
    });
    expect(statusOf(history, check)).toBe('holds');
  });
});

describe('durable-is-replayed', () => {
  const check = 'durable-is-replayed';
  const kept: GroupRecord = {
    committed: offsetsOf({ 'orders-0': 5 }),
    generation: 2,
    memberIds: ['consumer-c1'],
  };
  const ends = (replayed: Partial<GroupRecord>) =>
    billing().ends({
      groups: { billing: { durable: { kept, replayed: { ...kept, ...replayed } } } },
    });

  it.each<[string, Partial<GroupRecord>]>([
    ['offset 5 for orders-0, and its log 6', { committed: offsetsOf({ 'orders-0': 6 }) }],
    ['offset 5 for orders-0, and its log none', { committed: [] }],
    [
      'offset none for orders-1, and its log 1',
      { committed: offsetsOf({ 'orders-0': 5, 'orders-1': 1 }) },
    ],
    ['generation 2, and its log generation 1', { generation: 1 }],
    ['the members consumer-c1, and its log none', { memberIds: [] }],
  ])('accuses a coordinator that has %s', (what, replayed) => {
    expect(sentence(ends(replayed), check)).toBe(
      `The coordinator of billing has ${what} at 0.020 s.`,
    );
  });

  it('holds if they say the same', () => {
    expect(statusOf(ends({}), check)).toBe('holds');
  });
});
