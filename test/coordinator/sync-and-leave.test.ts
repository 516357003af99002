import { describe, expect, it } from 'vitest';
import { assignment, CoordinatorBench, MODES } from '../support/coordinator-bench.js';

const leaving = (memberId: string, groupInstanceId: string | null = null) => {
  return { memberId, groupInstanceId, reason: null };
};

describe.each(MODES)('SyncGroup, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('gives everybody what the leader decided, once that is committed', () => {
    const b = bench();
    const joins = [b.join('c1'), b.join('c2')];
    b.until(6_000);
    const ids = joins.map(({ memberId }) => memberId);
    const follower = b.send('SyncGroup', { memberId: ids[1] ?? '' });
    b.hold();
    const assignments = ids.map((memberId, p) => ({
      memberId,
      assignment: assignment('orders', p),
    }));
    const leader = b.send('SyncGroup', { memberId: ids[0] ?? '', assignments });
    expect([follower.answer, leader.answer]).toEqual([undefined, undefined]);
    expect(b.group()?.state).toBe('CompletingRebalance');
    b.sleep(100);
    b.release();
    expect(follower.answer?.assignment).toBe(assignment('orders', 1));
    expect(leader.answer?.assignment).toBe(assignment('orders', 0));
    expect(b.group()?.state).toBe('Stable');
  });

  it('gives nothing to a member that the leader has left out, and ignores ids that it made up', () => {
    const b = bench();
    const joins = [b.join('c1'), b.join('c2')];
    b.until(6_000);
    const [leader = '', follower = ''] = joins.map(({ memberId }) => memberId);
    const assignments = [{ memberId: 'nobody', assignment: assignment('orders', 0) }];
    b.ask('SyncGroup', { memberId: leader, assignments });
    expect(b.ask('SyncGroup', { memberId: follower })).toMatchObject({
      errorCode: 'NONE',
      assignment: '',
    });
    expect(b.records.at(-1)).toMatchObject({
      value: { members: [{ assignment: '' }, { assignment: '' }] },
    });
  });

  it('repeats the stored assignment in a Stable group, whatever the leader says now', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    const written = b.records.length;
    const assignments = [{ memberId, assignment: assignment('orders', 3) }];
    expect(b.ask('SyncGroup', { memberId, assignments }).assignment).toBe(assignment('orders', 0));
    expect(b.records.length).toBe(written);
  });

  it.each([
    [{ memberId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
    [{ groupId: 'h' }, 'UNKNOWN_MEMBER_ID'],
    [{ groupId: '' }, 'INVALID_GROUP_ID'],
    [{ generationId: 2 }, 'ILLEGAL_GENERATION'],
    [{ generationId: 0 }, 'ILLEGAL_GENERATION'],
    [{ groupInstanceId: 'i' }, 'UNKNOWN_MEMBER_ID'],
    [{ protocolName: 'sticky' }, 'INCONSISTENT_GROUP_PROTOCOL'],
    [{ protocolType: 'connect' }, 'INCONSISTENT_GROUP_PROTOCOL'],
    [{ protocolName: null }, 'INCONSISTENT_GROUP_PROTOCOL'],
  ])('refuses %o with %s', (wrong, errorCode) => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    expect(b.ask('SyncGroup', { memberId, ...wrong }).errorCode).toBe(errorCode);
  });

  it('does without the protocol before version 5', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    const none = { protocolType: null, protocolName: null };
    expect(b.ask('SyncGroup', { memberId, ...none }, { version: 4 }).errorCode).toBe('NONE');
  });

  it('is told that a rebalance is in progress when somebody joins while it waits', () => {
    const b = bench();
    const joins = [b.join('c1'), b.join('c2')];
    b.until(6_000);
    const sync = b.send('SyncGroup', { memberId: joins[1]?.memberId ?? '' });
    b.join('c3');
    expect(sync.answer).toMatchObject({ errorCode: 'REBALANCE_IN_PROGRESS', assignment: '' });
  });

  it('leaves the assignment in the log, and nowhere else, if the group has moved on when it is committed', () => {
    const b = bench();
    const { memberId } = b.join('c1');
    b.until(3_000);
    b.hold();
    const sync = b.send('SyncGroup', { memberId });
    b.join('c2');
    b.release();
    expect(sync.answer?.errorCode).toBe('REBALANCE_IN_PROGRESS');
    expect(b.picture).toBe(`PreparingRebalance 1 [${memberId} c2-1]`);
  });

  it('fails for everybody, and rebalances, if the assignment cannot be written', () => {
    const b = bench();
    const joins = [b.join('c1'), b.join('c2')];
    b.until(6_000);
    const [leader = '', follower = ''] = joins.map(({ memberId }) => memberId);
    const parked = b.send('SyncGroup', { memberId: follower });
    b.failNextAppend('KAFKA_STORAGE_ERROR');
    expect(b.ask('SyncGroup', { memberId: leader }).errorCode).toBe('NOT_COORDINATOR');
    expect(parked.answer?.errorCode).toBe('NOT_COORDINATOR');
    expect(b.group()?.state).toBe('PreparingRebalance');
  });

  it('is not answered if the member leaves meanwhile', () => {
    const b = bench();
    const joins = [b.join('c1'), b.join('c2')];
    b.until(6_000);
    const follower = joins[1]?.memberId ?? '';
    const sync = b.send('SyncGroup', { memberId: follower });
    b.ask('LeaveGroup', { members: [leaving(follower)] });
    b.sleep(100_000);
    expect(sync.answer).toBeUndefined();
  });
});

describe.each(MODES)('LeaveGroup, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('takes out several members with one rebalance', () => {
    const b = bench();
    const [a = '', second = '', third = ''] = b.stable('c1', 'c2', 'c3');
    const answer = b.ask('LeaveGroup', {
      members: [leaving(second), leaving(third), leaving('x')],
    });
    expect(answer.members.map(({ errorCode }) => errorCode)).toEqual([
      'NONE',
      'NONE',
      'UNKNOWN_MEMBER_ID',
    ]);
    expect(b.picture).toBe(`PreparingRebalance 1 [${a}]`);
  });

  it('empties the group with the last one, and answers when that is committed', () => {
    const b = bench();
    const [only = ''] = b.stable('c1');
    b.hold();
    const sent = b.send('LeaveGroup', { members: [leaving(only)] });
    expect(b.picture).toBe('Empty 2 []');
    expect(sent.answer).toBeUndefined();
    b.release();
    expect(sent.answer?.errorCode).toBe('NONE');
  });

  it('answers a parked JoinGroup of whoever leaves', () => {
    const b = bench();
    const [leader = ''] = b.stable('c1', 'c2');
    const join = b.send('JoinGroup', { memberId: leader });
    b.ask('LeaveGroup', { members: [leaving(leader)] });
    expect(join.answer).toMatchObject({ errorCode: 'UNKNOWN_MEMBER_ID', memberId: '' });
  });

  it('does not end an initial join phase early', () => {
    const b = bench();
    const stays = b.join('c1');
    const goes = b.join('c2');
    b.ask('LeaveGroup', { members: [leaving(goes.memberId)] });
    expect(stays.answer).toBeUndefined();
  });

  it('of a pending id rebalances a Stable group', () => {
    const b = bench();
    b.stable('c1');
    const { memberId } = b.ask('JoinGroup', {}, { clientId: 'c2' });
    expect(b.ask('LeaveGroup', { members: [leaving(memberId)] }).members[0]?.errorCode).toBe(
      'NONE',
    );
    expect(b.group()?.state).toBe('PreparingRebalance');
  });

  it('works by instance id alone, for an operator', () => {
    const b = bench();
    const join = b.joinStatic('i1');
    b.until(3_000);
    const answer = b.ask('LeaveGroup', {
      members: [leaving('', 'i1'), leaving('', 'i1'), leaving('')],
    });
    expect(answer.members).toEqual([
      { memberId: '', groupInstanceId: 'i1', errorCode: 'NONE' },
      { memberId: '', groupInstanceId: 'i1', errorCode: 'UNKNOWN_MEMBER_ID' },
      { memberId: '', groupInstanceId: null, errorCode: 'UNKNOWN_MEMBER_ID' },
    ]);
    expect(join.answer?.memberId).toBe('i1-1');
    expect(b.picture).toBe('Empty 2 []');
  });

  it('fences an instance id that another process holds', () => {
    const b = bench();
    b.joinStatic('i1');
    const answer = b.ask('LeaveGroup', { members: [leaving('i1-9', 'i1')] });
    expect(answer.members[0]?.errorCode).toBe('FENCED_INSTANCE_ID');
  });

  it('of an unknown group says so for each member; before version 3 for the only one', () => {
    const b = bench();
    const members = [leaving('c1-1')];
    expect(b.ask('LeaveGroup', { members })).toMatchObject({
      errorCode: 'NONE',
      members: [{ errorCode: 'UNKNOWN_MEMBER_ID' }],
    });
    const old = b.ask('LeaveGroup', { members }, { version: 2 });
    expect(old).toEqual({ errorCode: 'UNKNOWN_MEMBER_ID', members: [] });
    expect(b.ask('LeaveGroup', { groupId: '' }).errorCode).toBe('INVALID_GROUP_ID');
  });
});
