import { describe, expect, it } from 'vitest';
import { assignment, CoordinatorBench, MODES } from '../support/coordinator-bench.js';

describe.each(MODES)('a failover, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('leaves a Stable group as it was, with full sessions', () => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    b.sleep(9_000);
    b.failover();
    expect(b.picture).toBe(`Stable 1 [${leader} ${follower}]`);
    expect(b.ask('Heartbeat', { memberId: leader }).errorCode).toBe('NONE');
    expect(b.ask('SyncGroup', { memberId: follower }).assignment).toBe(assignment('orders', 1));
    b.sleep(9_999);
    expect(b.group()?.members.has(follower)).toBe(true);
    b.sleep(1);
    expect(b.group()?.members.has(follower)).toBe(false);
  });

  it('tells everybody who waits that this is no coordinator', () => {
    const b = bench();
    const [leader = ''] = b.stable('c1', 'c2');
    const join = b.send('JoinGroup', { memberId: leader });
    b.failover();
    expect(join.answer).toMatchObject({ errorCode: 'NOT_COORDINATOR', memberId: leader });
  });

  it('tells a parked sync so too', () => {
    const b = bench();
    const joins = [b.join('c1'), b.join('c2')];
    b.until(6_000);
    const sync = b.send('SyncGroup', { memberId: joins[1]?.memberId ?? '' });
    b.failover();
    expect(sync.answer).toMatchObject({ errorCode: 'NOT_COORDINATOR', assignment: '' });
  });

  it('fails what is written and not committed', () => {
    const b = bench();
    b.hold();
    const commit = b.sendCommit(0, 1);
    const fetch = b.send('OffsetFetch', { requireStable: true });
    b.failover();
    expect(commit.answer?.topics[0]?.partitions[0]?.errorCode).toBe('NOT_COORDINATOR');
    expect(fetch.answer?.groups[0]?.errorCode).toBe('NOT_COORDINATOR');
    expect(b.fetch(0)).toBe(1);
  });

  it('during a rebalance takes the group back to its last assignment, and the generation is used again', () => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    b.send('JoinGroup', { memberId: leader });
    b.send('JoinGroup', { memberId: follower });
    expect(b.picture).toBe(`CompletingRebalance 2 [${leader} ${follower}]`);
    b.failover();
    expect(b.picture).toBe(`Stable 1 [${leader} ${follower}]`);
    expect(b.ask('SyncGroup', { memberId: leader, generationId: 2 }).errorCode).toBe(
      'ILLEGAL_GENERATION',
    );
    b.send('JoinGroup', { memberId: leader });
    const join = b.send('JoinGroup', { memberId: follower });
    expect(join.answer?.generationId).toBe(2);
  });

  it('brings members back that had left without a record of it', () => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    const members = [{ memberId: follower, groupInstanceId: null, reason: null }];
    b.ask('LeaveGroup', { members });
    b.failover();
    expect(b.picture).toBe(`Stable 1 [${leader} ${follower}]`);
  });

  it('forgets pending ids, and a first generation that nobody synced', () => {
    const b = bench();
    const { memberId: pending } = b.ask('JoinGroup', {}, { clientId: 'c9' });
    const join = b.join('c1');
    b.until(3_000);
    expect(b.group()?.state).toBe('CompletingRebalance');
    b.failover();
    expect(b.picture).toBe('Empty 0 []');
    for (const memberId of [pending, join.memberId])
      expect(b.ask('JoinGroup', { memberId }).errorCode).toBe('UNKNOWN_MEMBER_ID');
  });

  it('knows only the elected protocol of a member until the next rebalance', () => {
    const b = bench();
    const metadata = b.group()?.groupId ?? '';
    const protocols = ['range', 'sticky'].map((name) => ({ name, metadata }));
    const joins = [b.join('c1', { protocols }), b.join('c2', { protocols })];
    b.until(6_000);
    const [leader = '', follower = ''] = joins.map(({ memberId }) => memberId);
    b.syncAll([leader, follower], 1);
    b.failover();
    const only = protocols.slice(0, 1);
    expect(b.ask('JoinGroup', { memberId: follower, protocols: only }).generationId).toBe(1);
    b.send('JoinGroup', { memberId: follower, protocols });
    expect(b.group()?.state).toBe('PreparingRebalance');
  });

  it('rebalances a group that is larger than the limit by now', () => {
    const big = bench();
    big.stable('c1', 'c2');
    const small = bench({ groupMaxSize: 1 });
    small.log().entries.push(...big.log().entries);
    small.failover();
    expect(small.picture).toBe('PreparingRebalance 1 [c1-1 c2-1]');
  });

  it('gives a loading coordinator, which asks to wait, but lets heartbeats pass', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    b.unload();
    expect(b.ask('Heartbeat', { memberId }).errorCode).toBe('NOT_COORDINATOR');
    expect(b.ask('ListGroups')).toEqual({ errorCode: 'NONE', groups: [] });
    b.beginLoad();
    expect(b.ask('Heartbeat', { memberId }).errorCode).toBe('NONE');
    expect(b.ask('JoinGroup')).toMatchObject({
      errorCode: 'COORDINATOR_LOAD_IN_PROGRESS',
      memberId: '',
    });
    expect(b.ask('SyncGroup', { memberId }).errorCode).toBe('COORDINATOR_LOAD_IN_PROGRESS');
    expect(b.ask('ListGroups').errorCode).toBe('COORDINATOR_LOAD_IN_PROGRESS');
    expect(b.fetch(0)).toBe('COORDINATOR_LOAD_IN_PROGRESS');
    b.endLoad();
    expect(b.ask('Heartbeat', { memberId }).errorCode).toBe('NONE');
  });

  it('reads a log that others wrote: tombstones, unknown types, offsets without group, groups without members', () => {
    const b = bench();
    const source = bench();
    source.commit(0, 7);
    source.ask('JoinGroup', { groupId: 'h' });
    source.commit(0, 7, { groupId: 'z' });
    source.ask('DeleteGroups', { groupsNames: ['z'] });
    const unknown = {
      type: 'Unknown',
      key: { version: 99 },
      valueVersion: 0,
      value: null,
    } as const;
    b.log().append([unknown], null);
    b.log().entries.push(...source.log().entries);
    b.failover();
    expect(b.fetch(0)).toBe(7);
    const { groups } = b.ask('ListGroups');
    expect(groups.map(({ groupId }) => groupId)).toEqual(['g', 'h']);
  });

  it('that comes with an old leader epoch is ignored', () => {
    const b = bench();
    b.stable('c1');
    b.beginLoad();
    b.endLoad();
    expect(b.group()?.state).toBe('Stable');
  });

  it('with a high watermark behind the log shows the committed part first', () => {
    const b = bench();
    b.commit(0, 1);
    b.hold();
    b.sendCommit(0, 2);
    b.sendCommit(1, 3);
    b.sendCommit(0, 1, { groupId: 'h' });
    b.unload();
    const log = b.log();
    b.beginLoad();
    log.highWatermark = 1;
    b.endLoad();
    expect([b.fetch(0), b.fetch(1)]).toEqual([1, -1]);
    expect(b.ask('ListGroups').groups.map(({ groupId }) => groupId)).toEqual(['g']);
    const stable = b.send('OffsetFetch', { requireStable: true });
    expect(stable.answer).toBeUndefined();
    b.release();
    expect([b.fetch(0), b.fetch(1)]).toEqual([2, 3]);
    expect(stable.answer?.groups[0]?.topics).toHaveLength(1);
  });
});
