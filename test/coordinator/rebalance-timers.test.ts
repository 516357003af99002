import { describe, expect, it } from 'vitest';
import { CoordinatorBench, MODES } from '../support/coordinator-bench.js';

describe.each(MODES)('the timers of a rebalance, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);
  const two = { rebalanceTimeoutMs: 10_000, sessionTimeoutMs: 30_000 };

  it('wait the initial delay for the first member, not a millisecond less', () => {
    const b = bench();
    const join = b.join('c1');
    b.until(2_999);
    expect(join.answer).toBeUndefined();
    b.until(3_000);
    expect(join.answer).toMatchObject({ generationId: 1, leader: 'c1-1' });
    expect(join.answeredAt).toBe(3_000);
  });

  it('extend the delay while members come, up to the rebalance timeout of the first', () => {
    const b = bench();
    const joins = [b.join('c1', two)];
    for (const [at, client] of [
      [1_000, 'c2'],
      [4_000, 'c3'],
      [7_000, 'c4'],
      [9_500, 'c5'],
    ] as const) {
      b.until(at);
      joins.push(b.join(client, two));
    }
    b.until(9_999);
    expect(b.group()?.state).toBe('PreparingRebalance');
    b.until(10_000);
    expect(joins.map(({ answeredAt }) => answeredAt)).toEqual([
      10_000, 10_000, 10_000, 10_000, 10_000,
    ]);
  });

  it('never complete inside the request, even without a delay', () => {
    const b = bench({ groupInitialRebalanceDelayMs: 0 });
    const join = b.join('c1');
    expect(join.answer).toBeUndefined();
    b.sleep(0);
    expect(join.answeredAt).toBe(0);
  });

  it('keep in mind that a member came at the last moment, for the next initial delay', () => {
    const b = bench({ groupInitialRebalanceDelayMs: 1_000 });
    const short = { rebalanceTimeoutMs: 1_000 };
    b.join('c1', short);
    b.until(500);
    b.join('c2', short);
    b.until(1_000);
    expect(b.group()).toMatchObject({ state: 'CompletingRebalance', newMemberAdded: true });
  });

  it('end a later join phase when the last one missing joins, at once', () => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    const first = b.send('JoinGroup', { memberId: leader });
    b.sleep(900);
    const second = b.send('JoinGroup', { memberId: follower });
    expect([first.answeredAt, second.answeredAt]).toEqual([b.now, b.now]);
    expect(first.answer?.members).toHaveLength(2);
  });

  it('remove whoever has not joined again by the longest rebalance timeout', () => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    const start = b.now;
    const join = b.send('JoinGroup', {
      memberId: follower,
      rebalanceTimeoutMs: 20_000,
      protocols: [],
    });
    expect(join.answer?.errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');
    const rejoin = b.send('JoinGroup', { memberId: leader });
    for (let at = start; at < start + 19_999; at += 5_000) {
      b.until(at);
      b.ask('Heartbeat', { memberId: follower });
    }
    b.until(start + 19_999);
    expect(rejoin.answer).toBeUndefined();
    b.until(start + 20_000);
    expect(rejoin.answer).toMatchObject({ generationId: 2, members: [{ memberId: leader }] });
    expect(b.ask('Heartbeat', { memberId: follower, generationId: 2 }).errorCode).toBe(
      'UNKNOWN_MEMBER_ID',
    );
  });

  it('elect another leader if the old one has not joined', () => {
    const b = bench();
    const [, follower = ''] = b.stable('c1', 'c2');
    const third = b.join('c3');
    b.send('JoinGroup', { memberId: follower });
    b.sleep(20_000);
    expect(third.answer).toMatchObject({ leader: follower, generationId: 2 });
  });

  it('hold back a later round for a pending member, until its id expires', () => {
    const b = bench();
    const [only = ''] = b.stable('c1');
    b.ask('JoinGroup', { sessionTimeoutMs: 6_000 }, { clientId: 'c2' });
    const start = b.now;
    const rejoin = b.send('JoinGroup', { memberId: only });
    b.until(start + 5_999);
    expect(rejoin.answer).toBeUndefined();
    b.until(start + 6_000);
    expect(rejoin.answer?.generationId).toBe(2);
  });

  it('do not hold back an initial round for a pending member', () => {
    const b = bench();
    const join = b.join('c1');
    b.ask('JoinGroup', {}, { clientId: 'c2' });
    b.until(3_000);
    expect(join.answer?.generationId).toBe(1);
    expect(b.group()?.pendingJoinMembers.size).toBe(1);
  });

  it('remove members that have not synced by the longest rebalance timeout, heartbeats or not', () => {
    const b = bench();
    const joins = [b.join('c1'), b.join('c2')];
    b.until(6_000);
    const [leader = '', follower = ''] = joins.map(({ memberId }) => memberId);
    b.send('SyncGroup', { memberId: leader });
    expect(b.picture).toBe(`Stable 1 [${leader} ${follower}]`);
    for (let at = 7_000; at < 26_000; at += 1_000) {
      b.until(at);
      for (const memberId of [leader, follower]) b.ask('Heartbeat', { memberId });
    }
    b.until(25_999);
    expect(b.group()?.state).toBe('Stable');
    b.until(26_000);
    expect(b.picture).toBe(`PreparingRebalance 1 [${leader}]`);
  });

  it('empty the group if nobody has synced', () => {
    const b = bench();
    b.join('c1', { sessionTimeoutMs: 30_000 });
    b.until(23_000);
    expect(b.picture).toBe('Empty 2 []');
    expect(b.records.at(-1)).toMatchObject({
      value: { generation: 2, protocol: null, members: [] },
    });
  });

  it('answer parked syncs with REBALANCE_IN_PROGRESS if the leader has not synced', () => {
    const b = bench();
    const joins = [b.join('c1', { sessionTimeoutMs: 30_000 }), b.join('c2')];
    b.until(6_000);
    const sync = b.send('SyncGroup', { memberId: joins[1]?.memberId ?? '' });
    b.until(25_999);
    expect(sync.answer).toBeUndefined();
    b.until(26_000);
    expect(sync.answer?.errorCode).toBe('REBALANCE_IN_PROGRESS');
    expect(b.group()?.leaderId).toBe('c2-1');
  });

  it('are stopped once everybody has synced', () => {
    const b = bench();
    const [leader = ''] = b.stable('c1');
    const end = b.now + 60_000;
    while (b.now < end) {
      b.sleep(5_000);
      expect(b.ask('Heartbeat', { memberId: leader }).errorCode).toBe('NONE');
    }
    expect(b.picture).toBe(`Stable 1 [${leader}]`);
  });
});
