import { describe, expect, it } from 'vitest';
import { CoordinatorBench, MODES } from '../support/coordinator-bench.js';

describe.each(MODES)('sessions, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('end exactly a session timeout after the last sign of life', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    b.sleep(4_000);
    b.ask('Heartbeat', { memberId });
    const last = b.now;
    b.until(last + 9_999);
    expect(b.picture).toBe(`Stable 1 [${memberId}]`);
    b.until(last + 10_000);
    expect(b.picture).toBe('Empty 2 []');
  });

  it.each([
    [
      'a commit',
      (b: CoordinatorBench, memberId: string) =>
        b.commit(0, 1, { generationIdOrMemberEpoch: 1, memberId }),
      true,
    ],
    [
      'a refused commit',
      (b: CoordinatorBench, memberId: string) =>
        b.commit(0, 1, { generationIdOrMemberEpoch: 2, memberId }),
      false,
    ],
    [
      'a heartbeat',
      (b: CoordinatorBench, memberId: string) => b.ask('Heartbeat', { memberId }),
      true,
    ],
    [
      'a stale heartbeat',
      (b: CoordinatorBench, memberId: string) => b.ask('Heartbeat', { memberId, generationId: 0 }),
      false,
    ],
    [
      'a repeated SyncGroup',
      (b: CoordinatorBench, memberId: string) => b.ask('SyncGroup', { memberId }),
      false,
    ],
    [
      'a JoinGroup without rebalance',
      (b: CoordinatorBench, memberId: string) => b.ask('JoinGroup', { memberId }),
      false,
    ],
    [
      'a transactional commit',
      (b: CoordinatorBench, memberId: string) =>
        b.send('TxnOffsetCommit', { generationId: 1, memberId }),
      false,
    ],
  ])('are renewed by %s, or not', (_what, act, renews) => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    const start = b.now;
    b.sleep(5_000);
    act(b, follower);
    b.ask('Heartbeat', { memberId: leader });
    b.until(start + 10_000);
    expect(b.group()?.members.has(follower)).toBe(renews);
  });

  it.each([
    ['PreparingRebalance', 'REBALANCE_IN_PROGRESS'],
    ['Stable', 'NONE'],
  ])('a heartbeat in %s is answered with %s', (state, errorCode) => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    if (state === 'PreparingRebalance') b.send('JoinGroup', { memberId: leader });
    expect(b.group()?.state).toBe(state);
    expect(b.ask('Heartbeat', { memberId: follower }).errorCode).toBe(errorCode);
  });

  it('a heartbeat between JoinGroup and SyncGroup is answered with NONE', () => {
    const b = bench();
    const { memberId } = b.join('c1');
    b.until(3_000);
    expect(b.ask('Heartbeat', { memberId }).errorCode).toBe('NONE');
  });

  it.each([
    [{ memberId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
    [{ groupId: 'h' }, 'UNKNOWN_MEMBER_ID'],
    [{ groupId: '' }, 'INVALID_GROUP_ID'],
    [{ generationId: 0 }, 'ILLEGAL_GENERATION'],
    [{ generationId: 2 }, 'ILLEGAL_GENERATION'],
    [{ groupInstanceId: 'i9' }, 'UNKNOWN_MEMBER_ID'],
  ])('a heartbeat with %o is answered with %s', (wrong, errorCode) => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    expect(b.ask('Heartbeat', { memberId, ...wrong }).errorCode).toBe(errorCode);
  });

  it('a parked join stands for heartbeats, but not that of a member that has never completed one', () => {
    const b = bench({ groupInitialRebalanceDelayMs: 400_000 });
    const body = { rebalanceTimeoutMs: 900_000 };
    const join = b.send('JoinGroup', body, { version: 3 });
    b.until(299_999);
    expect(join.answer).toBeUndefined();
    b.until(300_000);
    expect(join.answer).toMatchObject({ errorCode: 'UNKNOWN_MEMBER_ID', memberId: '' });
    expect(join.answeredAt).toBe(300_000);
  });

  it('a member that joins again is not expired while it waits', () => {
    const b = bench();
    const [leader = '', follower = ''] = b.stable('c1', 'c2');
    const join = b.send('JoinGroup', { memberId: leader, rebalanceTimeoutMs: 60_000 });
    const start = b.now;
    for (let at = start; at < start + 50_000; at += 5_000) {
      b.until(at);
      b.ask('Heartbeat', { memberId: follower });
    }
    expect(join.answer).toBeUndefined();
    expect(b.group()?.members.has(leader)).toBe(true);
  });

  it('a pending id expires after the session timeout of its request, and changes nothing', () => {
    const b = bench();
    const [leader = ''] = b.stable('c1');
    const { memberId } = b.ask('JoinGroup', { sessionTimeoutMs: 6_000 }, { clientId: 'c2' });
    b.sleep(5_999);
    expect(b.group()?.pendingJoinMembers.has(memberId)).toBe(true);
    b.ask('Heartbeat', { memberId: leader });
    b.sleep(1);
    expect(b.group()?.pendingJoinMembers.has(memberId)).toBe(false);
    expect(b.group()?.state).toBe('Stable');
    expect(b.ask('JoinGroup', { memberId }).errorCode).toBe('UNKNOWN_MEMBER_ID');
  });

  it('two members that expire at one instant empty the group once', () => {
    const b = bench();
    b.stable('c1', 'c2');
    const written = b.records.length;
    b.sleep(20_000);
    expect(b.picture).toBe('Empty 2 []');
    expect(b.records.length).toBe(written + 1);
  });
});
