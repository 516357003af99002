import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

/*
 * Properties of groups and logs, each planted by hand, with near misses.
 */

const statusOf = (history: HistoryBuilder, check: string) => history.judge(check).status;
const sentence = (history: HistoryBuilder, check: string) =>
  history.judge(check).findings[0]?.sentence ?? '';

function groupState(generation: number, from = 'Stable', node = 'broker-1') {
  return (history: HistoryBuilder): HistoryBuilder =>
    history.tell(node, {
      type: 'group state',
      group: 'billing',
      from,
      to: 'PreparingRebalance',
      generation,
      reason: 'c2 joined',
    });
}

describe('revoked-before-assigned', () => {
  const owned = (protocol = 'cooperative-sticky') =>
    billing()
      .assignment(1, { c1: ['orders-0', 'orders-1'] }, protocol)
      .assigned('c1', 1, ['orders-0', 'orders-1']);
  const moved = (history: HistoryBuilder, protocol = 'cooperative-sticky') =>
    history.assignment(2, { c1: ['orders-0'], c2: ['orders-1'] }, protocol);
  const check = 'revoked-before-assigned';

  it('accuses an assignment that takes a partition from a member that has not revoked it', () => {
    expect(sentence(moved(owned()), check)).toBe(
      'The assignment of generation 2, stored at 0.050 s, gives orders-1 to c2, but c1, a member of that generation ' +
        'too, has it since 0.040 s and has not revoked it.',
    );
  });

  it.each([
    ['it was revoked', (h: HistoryBuilder) => h.revoked('c1', 1, 'orders-1')],
    ['it was lost', (h: HistoryBuilder) => h.lost('c1', 1, 'orders-0', 'orders-1')],
    ['its owner crashed', (h: HistoryBuilder) => h.crashed('c1')],
    ['its owner stopped polling', (h: HistoryBuilder) => h.frozen('c1')],
  ])('holds if %s', (_, before) => {
    expect(statusOf(moved(before(owned())), check)).toBe('holds');
  });

  it('holds if its owner is a member no more, or if the protocol is eager', () => {
    const gone = owned().assignment(2, { c2: ['orders-0', 'orders-1'] }, 'cooperative-sticky');
    expect(statusOf(gone, check)).toBe('holds');
    expect(statusOf(moved(owned('range'), 'range'), check)).toBe('holds');
  });

  it('is not content with the revocation of another partition', () => {
    expect(statusOf(moved(owned().revoked('c1', 1, 'orders-0')), check)).toBe('violated');
  });
});

describe('commits-only-by-owners', () => {
  const check = 'commits-only-by-owners';
  const shared = () => billing().assignment(1, { c1: ['orders-0'], c2: ['orders-1'] });

  it('accuses a commit for a partition of another member', () => {
    expect(sentence(shared().commit('c1', { 'orders-1': 5 }), check)).toBe(
      "c1's commit of offset 5 of orders-1, stored at 0.050 s, is of generation 1, in which c2 has that partition.",
    );
  });

  it('holds for its own partition, for one that nobody has, and for an operator', () => {
    const history = shared()
      .commit('c1', { 'orders-0': 5 })
      .commit('c1', { 'orders-2': 5 })
      .stored('operator', { 'orders-1': 0 });
    expect(statusOf(history, check)).toBe('holds');
  });

  it('goes by the generation of the commit, not by the latest', () => {
    const history = shared().assignment(2, { c1: ['orders-1'], c2: ['orders-0'] });
    expect(statusOf(history.commit('c1', { 'orders-0': 5 }), check)).toBe('holds');
  });

  it('holds for a process that took over a static member', () => {
    const history = shared().tell('broker-1', {
      type: 'static member replaced',
      group: 'billing',
      groupInstanceId: 'i',
      oldMemberId: 'consumer-c2',
      memberId: 'consumer-c3',
    });
    expect(statusOf(history.commit('c3', { 'orders-1': 5 }), check)).toBe('holds');
    expect(statusOf(history.commit('c4', { 'orders-1': 6 }), check)).toBe('violated');
  });
});

describe('everything-owned', () => {
  const check = 'everything-owned';
  const two = () => billing().produced('orders-0@0').produced('orders-1@0');
  const later = (history: HistoryBuilder) =>
    history.at(20_000).commit('c1', { 'orders-0': 1, 'orders-1': 1 });

  it('accuses a Stable group in which nobody owns a partition', () => {
    expect(sentence(later(two().assignment(1, { c1: ['orders-0'] })), check)).toBe(
      'billing is Stable in generation 1 since 0.050 s, and nobody owns orders-1.',
    );
  });

  it('holds if all are owned, if the group is not Stable, or for topics that nobody reads', () => {
    const all = two().assignment(1, { c1: ['orders-0'], c2: ['orders-1'] });
    expect(statusOf(later(all), check)).toBe('holds');
    const joining = later(two().assignment(1, { c1: ['orders-0'] }));
    joining.ends({ groups: { billing: { state: 'PreparingRebalance' } } });
    expect(statusOf(joining, check)).toBe('holds');
    const others = billing()
      .produced('emails-0@0')
      .assignment(1, { c1: ['orders-0'] });
    expect(statusOf(later(others), check)).toBe('holds');
  });

  it('is undecided if the run was cut off, or something has just changed', () => {
    const cut = later(two().assignment(1, { c1: ['orders-0'] })).ends({ how: 'limit' });
    expect(statusOf(cut, check)).toBe('undecided');
    expect(statusOf(two().assignment(1, { c1: ['orders-0'] }), check)).toBe('undecided');
  });
});

describe('no-starvation', () => {
  const check = 'no-starvation';
  const out = { groups: { billing: { state: 'Empty', members: [] } } };
  const alone = () => billing().produced('orders-0@0');
  const later = (history: HistoryBuilder) => history.at(20_000).commit('c9', { 'orders-0': 1 });

  it('accuses a group that never lets a running consumer in', () => {
    expect(sentence(later(alone()).ends(out), check)).toBe(
      'c1 runs and has subscribed, but it is no member of billing at 20.010 s.',
    );
  });

  it('holds for a member, and for one that is frozen, closed, unsubscribed or was told why', () => {
    expect(statusOf(later(alone()), check)).toBe('holds');
    expect(statusOf(later(alone().frozen('c1')).ends(out), check)).toBe('holds');
    expect(statusOf(later(alone().closed('c1')).ends(out), check)).toBe('holds');
    const left = alone().tell('c1', { type: 'unsubscribed', group: 'billing' });
    expect(statusOf(later(left).ends(out), check)).toBe('holds');
    const full = { type: 'exception', call: 'poll', exception: 'GroupMaxSizeReachedException' };
    const told = alone().tell('c1', { ...full, message: '' } as Parameters<typeof left.tell>[1]);
    expect(statusOf(later(told).ends(out), check)).toBe('holds');
  });

  it('asks again after it has subscribed anew', () => {
    const left = alone().tell('c1', { type: 'unsubscribed', group: 'billing' });
    expect(statusOf(later(left.subscribe('c1', 'orders')).ends(out), check)).toBe('violated');
  });

  it('is undecided if it was thawed a moment ago, or a broker is down', () => {
    const thawed = later(alone().frozen('c1')).thawed('c1');
    expect(statusOf(thawed.ends(out), check)).toBe('undecided');
    const down = later(alone()).ends({ ...out, brokersDown: ['broker-1'] });
    expect(statusOf(down, check)).toBe('undecided');
  });
});

describe('monotone-generations', () => {
  const check = 'monotone-generations';

  it('accuses a generation that goes back on one coordinator', () => {
    const history = groupState(2)(groupState(3)(billing()));
    expect(sentence(history, check)).toBe(
      'billing told generation 2 on broker-1 at 0.040 s, after generation 3 on broker-1 at 0.030 s.',
    );
  });

  it('accuses two assignments of one generation', () => {
    const history = billing().assignment(2, { c1: [] }).assignment(2, { c2: [] });
    expect(statusOf(history, check)).toBe('violated');
  });

  it('holds for another coordinator, for one that loads the group, and for a new group', () => {
    const other = groupState(2, 'Stable', 'broker-2')(groupState(3)(billing()));
    expect(statusOf(other, check)).toBe('holds');
    expect(statusOf(groupState(2, 'Dead')(groupState(3)(billing())), check)).toBe('holds');
    const anew = billing().assignment(5, { c1: [] });
    anew.tell('broker-1', { type: 'group deleted', group: 'billing', cause: 'expired' });
    expect(statusOf(anew.assignment(1, { c1: [] }), check)).toBe('holds');
  });

  it('notes an assignment that was lost with the tail of __consumer_offsets', () => {
    const history = billing()
      .assignment(2, { c1: [] })
      .truncated('__consumer_offsets-3', 40)
      .assignment(2, { c1: [] });
    expect(history.judge(check)).toMatchObject({
      status: 'holds',
      notes: [{ cause: 'explained' }],
    });
  });
});

describe('monotone-logs', () => {
  const check = 'monotone-logs';

  it('accuses a leader epoch that does not rise', () => {
    const history = billing().elected('orders-0', 2, 3, true).elected('orders-0', 1, 3, true);
    expect(sentence(history, check)).toBe(
      'orders-0 got leader epoch 3 at 0.040 s, after epoch 3 at 0.030 s.',
    );
  });

  it('accuses a high watermark that ends below what was handed out', () => {
    const history = billing().produced('orders-0@0..4').delivered('c1', 'orders-0@0..4');
    expect(statusOf(history, check)).toBe('holds');
    expect(sentence(history.ends({ highWatermark: 4 }), check)).toBe(
      'c1 was handed orders-0@0..4 at 0.040 s, but in the end the high watermark of orders-0 is 4.',
    );
  });

  it('asks for the records on a disk, where nobody leads in the end', () => {
    const read = () => billing().produced('orders-0@0..4').delivered('c1', 'orders-0@0..4');
    const offline = { isLed: false, highWatermark: 0 };
    expect(statusOf(read().ends(offline), check)).toBe('holds');
    expect(sentence(read().truncated('orders-0', 3).ends(offline), check)).toContain(
      'c1 was handed orders-0@0..4 at 0.040 s, but in the end nobody leads orders-0, and its log ends at 3',
    );
  });

  it('names the loss that took the watermark back', () => {
    const history = billing().produced('orders-0@0..4').delivered('c1', 'orders-0@0..4');
    history.crashed('broker-1').cutOff(1, 'orders-0', 0, 'lost in the crash');
    history.elected('orders-0', 2, 1, true).produced('orders-0@0..1', 1);
    expect(sentence(history.truncated('orders-0', 2), check)).toBe(
      'c1 was handed orders-0@0..4 at 0.040 s, but in the end the high watermark of orders-0 is 2: broker-2 was ' +
        'elected leader at 0.060 s without them, after broker-1 crashed at 0.050 s and lost what it had from offset 0 on.',
    );
  });

  it('holds for epochs that rise, and for other partitions and topics', () => {
    const history = billing()
      .elected('orders-0', 2, 1, true)
      .elected('orders-1', 2, 1, true)
      .elected('orders-0', 1, 2, true);
    expect(statusOf(history, check)).toBe('holds');
  });
});

describe('queues-bounded', () => {
  const check = 'queues-bounded';
  const fetches = (length: number, group = 'billing') => {
    const what = 'Fetch under way to broker-1';
    return { queues: [{ client: 'c1', group, what, length, bound: 1 }] };
  };
  const later = () => billing().at(20_000).commit('c1', { 'orders-0': 1 });

  it('accuses a client that has more under way than it may', () => {
    expect(sentence(later().ends(fetches(2)), check)).toBe(
      'c1 has 2 of "Fetch under way to broker-1" at 20.010 s, and may have 1.',
    );
    expect(statusOf(later().ends(fetches(1)), check)).toBe('holds');
    expect(statusOf(later(), check)).toBe('holds');
  });

  it('looks at the groups that are judged, and at clients that are in none', () => {
    const groups = ['audit'];
    expect(later().ends(fetches(2)).judge(check, { groups }).status).toBe('holds');
    expect(later().ends(fetches(2, '')).judge(check, { groups }).status).toBe('violated');
  });
});

describe('requests-answered', () => {
  const check = 'requests-answered';
  const waiting = { client: 'c1', group: 'billing', api: 'JoinGroup', broker: 'broker-1' };
  const late = { overdue: [{ ...waiting, sentAt: 100, deadline: 5_100 }] };
  const later = () => billing().at(20_000).commit('c1', { 'orders-0': 1 });

  it('accuses a request that is neither answered nor given up', () => {
    expect(sentence(later().ends(late), check)).toBe(
      "c1's JoinGroup to broker-1, sent at 0.100 s, should have been answered or given up by 5.100 s; " +
        'at 20.010 s it is neither.',
    );
  });

  it('holds without one, for other groups, and is undecided where something has just changed', () => {
    expect(statusOf(later(), check)).toBe('holds');
    expect(
      later()
        .ends(late)
        .judge(check, { groups: ['audit'] }).status,
    ).toBe('holds');
    expect(statusOf(later().thawed('c1').ends(late), check)).toBe('undecided');
  });
});
