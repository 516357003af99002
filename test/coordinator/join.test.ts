import { describe, expect, it } from 'vitest';
import { CoordinatorBench, MODES, subscription } from '../support/coordinator-bench.js';

describe.each(MODES)('JoinGroup, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('tells a dynamic member its id first, and writes the new group', () => {
    const b = bench();
    const first = b.ask('JoinGroup');
    expect(first).toMatchObject({ errorCode: 'MEMBER_ID_REQUIRED', memberId: 'c1-1' });
    expect(b.records).toMatchObject([{ type: 'GroupMetadata', value: { generation: 0 } }]);
    expect(b.picture).toBe('Empty 0 []');
  });

  it.each([0, 1, 2, 3])('lets a dynamic member in at once at version %i', (version) => {
    const b = bench();
    expect(b.send('JoinGroup', {}, { version }).answer).toBeUndefined();
    expect(b.picture).toBe('PreparingRebalance 0 [c1-1]');
  });

  it('takes the session timeout for the rebalance timeout at version 0', () => {
    const b = bench();
    b.send('JoinGroup', { sessionTimeoutMs: 7_000, rebalanceTimeoutMs: -1 }, { version: 0 });
    expect(b.group()?.members.get('c1-1')?.rebalanceTimeoutMs).toBe(7_000);
  });

  it.each([
    [5_999, 'INVALID_SESSION_TIMEOUT'],
    [6_000, 'MEMBER_ID_REQUIRED'],
    [1_800_000, 'MEMBER_ID_REQUIRED'],
    [1_800_001, 'INVALID_SESSION_TIMEOUT'],
  ])('answers a session timeout of %i ms with %s', (sessionTimeoutMs, errorCode) => {
    expect(bench().ask('JoinGroup', { sessionTimeoutMs }).errorCode).toBe(errorCode);
  });

  it('refuses an empty group id, and a member id that nobody knows', () => {
    const b = bench();
    expect(b.ask('JoinGroup', { groupId: '' }).errorCode).toBe('INVALID_GROUP_ID');
    expect(b.ask('JoinGroup', { memberId: 'x' }).errorCode).toBe('UNKNOWN_MEMBER_ID');
    expect(b.group()).toBeUndefined();
    b.stable('c1');
    expect(b.ask('JoinGroup', { memberId: 'x' })).toMatchObject({
      errorCode: 'UNKNOWN_MEMBER_ID',
      memberId: 'x',
    });
  });

  it('refuses a new group without protocols, but the group exists from then on', () => {
    const b = bench();
    expect(b.ask('JoinGroup', { protocols: [] }).errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(b.picture).toBe('Empty 0 []');
    expect(b.records).toHaveLength(1);
  });

  it.each([
    ['connect', 'range', 'INCONSISTENT_GROUP_PROTOCOL'],
    ['Consumer', 'range', 'INCONSISTENT_GROUP_PROTOCOL'],
    ['consumer', 'Range', 'INCONSISTENT_GROUP_PROTOCOL'],
    ['consumer', 'range', 'MEMBER_ID_REQUIRED'],
  ])(
    'answers type %s with protocol %s in a group of consumers with %s',
    (protocolType, name, error) => {
      const b = bench();
      b.stable('c1');
      const protocols = [{ name, metadata: subscription('orders') }];
      expect(b.ask('JoinGroup', { protocolType, protocols }).errorCode).toBe(error);
    },
  );

  it('lets an emptied group become one of another type', () => {
    const b = bench();
    const [id = ''] = b.stable('c1');
    b.ask('LeaveGroup', { members: [{ memberId: id, groupInstanceId: null, reason: null }] });
    b.join('c2', { protocolType: 'connect' });
    expect(b.group()?.protocolType).toBe('connect');
  });

  it('refuses a sole member that changes to a protocol it has not offered before', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    const metadata = subscription('orders');
    const only = [{ name: 'sticky', metadata }];
    expect(b.ask('JoinGroup', { memberId, protocols: only }).errorCode).toBe(
      'INCONSISTENT_GROUP_PROTOCOL',
    );
    const both = [...only, { name: 'range', metadata }];
    expect(b.ask('JoinGroup', { memberId, protocols: both }).protocolName).toBe('sticky');
  });

  it('takes a pending id with an instance id for an error of its own', () => {
    const b = bench();
    const { memberId } = b.ask('JoinGroup');
    const answer = b.ask('JoinGroup', { memberId, groupInstanceId: 'i1' });
    expect(answer).toMatchObject({ errorCode: 'UNKNOWN_SERVER_ERROR', memberId: '' });
    expect(b.picture).toBe('Empty 0 []');
  });

  it('answers an unchanged follower at once, and rebalances for an unchanged leader', () => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    expect(b.ask('JoinGroup', { memberId: follower })).toMatchObject({
      generationId: 1,
      leader,
      members: [],
    });
    expect(b.picture).toBe(`Stable 1 [${leader} ${follower}]`);
    expect(b.send('JoinGroup', { memberId: leader }).answer).toBeUndefined();
    expect(b.group()?.state).toBe('PreparingRebalance');
  });

  it('tells the current generation again to a member that asks before it syncs', () => {
    const b = bench();
    const join = b.join('c1');
    b.sleep(3_000);
    expect(b.ask('JoinGroup', { memberId: join.memberId })).toMatchObject({
      errorCode: 'NONE',
      generationId: 1,
      members: [{ memberId: 'c1-1' }],
    });
  });

  it('rebalances for changed metadata, bytes and order included', () => {
    const b = bench();
    const [, follower = ''] = b.stable('c1', 'c2');
    const protocols = [{ name: 'range', metadata: subscription('orders', 'emails') }];
    b.send('JoinGroup', { memberId: follower, protocols });
    expect(b.group()?.state).toBe('PreparingRebalance');
  });

  it('never answers a join that the same member has sent again', () => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    const old = b.send('JoinGroup', { memberId: leader });
    const again = b.send('JoinGroup', { memberId: leader });
    b.send('JoinGroup', { memberId: follower });
    expect(again.answer?.generationId).toBe(2);
    b.sleep(400_000);
    expect(old.answer).toBeUndefined();
    expect(b.shard().parked.size).toBe(0);
  });

  describe('with group.max.size', () => {
    const full = { groupMaxSize: 2 };

    it('refuses a new member of a full Stable group', () => {
      const b = bench(full);
      b.stable('c1', 'c2');
      expect(b.ask('JoinGroup', {}, { clientId: 'c3' })).toMatchObject({
        errorCode: 'GROUP_MAX_SIZE_REACHED',
        memberId: '',
      });
    });

    it('hands out any number of ids while the group is Empty, and refuses whoever comes too late', () => {
      const b = bench(full);
      const ids = ['c1', 'c2', 'c3'].map(
        (clientId) => b.ask('JoinGroup', {}, { clientId }).memberId,
      );
      const joins = ids.map((memberId) => b.send('JoinGroup', { memberId }));
      expect(joins.map(({ answer }) => answer?.errorCode)).toEqual([
        undefined,
        undefined,
        'GROUP_MAX_SIZE_REACHED',
      ]);
      expect(b.group()?.pendingJoinMembers.size).toBe(0);
    });

    it('refuses a static member that would only replace itself', () => {
      const b = bench(full);
      const joins = [b.joinStatic('i1'), b.joinStatic('i2')];
      b.sleep(6_000);
      b.syncAll(
        joins.map(({ answer }) => answer?.memberId ?? ''),
        1,
      );
      expect(b.joinStatic('i1').answer?.errorCode).toBe('GROUP_MAX_SIZE_REACHED');
    });
  });

  it('takes the group back if it cannot be written, and tells a parked join so', () => {
    const b = bench();
    b.failNextAppend('NOT_ENOUGH_REPLICAS');
    const join = b.send('JoinGroup', {}, { version: 3 });
    expect(join.answer).toMatchObject({ errorCode: 'COORDINATOR_NOT_AVAILABLE', memberId: '' });
    expect(b.group()).toBeUndefined();
  });

  it('elects the protocol with most votes among those that all can speak', () => {
    const b = bench();
    const offer = (...names: string[]) => ({
      protocols: names.map((name) => ({ name, metadata: subscription('orders') })),
    });
    const joins = [
      b.join('c1', offer('a', 'range', 'sticky')),
      b.join('c2', offer('sticky', 'range')),
      b.join('c3', offer('range', 'sticky')),
    ];
    b.sleep(9_000);
    expect(joins.map(({ answer }) => answer?.protocolName)).toEqual(['range', 'range', 'range']);
  });

  it('settles a tie by the order of names in a Java hash map', () => {
    const b = bench();
    const offer = (...names: string[]) => ({
      protocols: names.map((name) => ({ name, metadata: subscription('orders') })),
    });
    b.join('c1', offer('cooperative-sticky', 'range'));
    const second = b.join('c2', offer('range', 'cooperative-sticky'));
    b.sleep(6_000);
    expect(second.answer?.protocolName).toBe('range');
  });
});
