import { describe, expect, it } from 'vitest';
import { CoordinatorBench, MODES } from '../support/coordinator-bench.js';

const leaving = (memberId: string) => ({ memberId, groupInstanceId: null, reason: null });

describe.each(MODES)('expiry, %s', (mode) => {
  const bench = (config = {}) =>
    new CoordinatorBench(mode, {
      offsetsRetentionMs: 60_000,
      offsetsRetentionCheckIntervalMs: 10_000,
      ...config,
    });

  it('of a simple group counts from each commit, and takes the group with its last offset', () => {
    const b = bench();
    b.commit(0, 1);
    b.until(5_000);
    b.commit(1, 1);
    b.until(59_999);
    expect(b.fetch(0)).toBe(1);
    b.until(60_000);
    expect([b.fetch(0), b.fetch(1), b.picture]).toEqual([-1, 1, 'Empty 0 []']);
    b.until(69_999);
    expect(b.fetch(1)).toBe(1);
    b.until(70_000);
    expect(b.picture).toBe('absent');
    expect(b.records.at(-1)).toMatchObject({ type: 'GroupMetadata', value: null });
  });

  it('of an emptied group counts from the emptying, whatever was committed when', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    b.commit(0, 1, { generationIdOrMemberEpoch: 1, memberId });
    b.ask('LeaveGroup', { members: [leaving(memberId)] });
    const emptied = b.now;
    b.until(emptied + 40_000);
    b.commit(1, 2);
    b.until(emptied + 59_999);
    expect([b.fetch(0), b.fetch(1)]).toEqual([1, 2]);
    b.until(70_000);
    expect([b.fetch(0), b.fetch(1), b.picture]).toEqual([-1, -1, 'absent']);
  });

  it('of a Stable consumer group takes only offsets of topics that it does not read', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    const who = { generationIdOrMemberEpoch: 1, memberId };
    b.commit(0, 1, who);
    const partitions = [
      { partitionIndex: 0, committedOffset: 1, committedLeaderEpoch: -1, committedMetadata: '' },
    ];
    b.ask('OffsetCommit', { ...who, topics: [{ name: 'emails', topicId: '', partitions }] });
    for (let at = 5_000; at <= 70_000; at += 5_000) {
      b.until(at);
      b.ask('Heartbeat', { memberId });
    }
    const tombstones = b.records.filter(({ value }) => value === null);
    expect(tombstones).toMatchObject([{ key: { topic: 'emails' } }]);
    expect(b.fetch(0)).toBe(1);
  });

  it('of a group in a rebalance takes nothing', () => {
    const b = bench();
    const ids = b.stable('c1', 'c2');
    const [leader = '', follower = ''] = ids;
    b.commit(0, 1, { generationIdOrMemberEpoch: 1, memberId: leader });
    b.send('JoinGroup', { memberId: leader, rebalanceTimeoutMs: 200_000 });
    for (let at = 10_000; at <= 100_000; at += 5_000) {
      b.until(at);
      b.ask('Heartbeat', { memberId: follower });
    }
    expect(b.group()?.state).toBe('PreparingRebalance');
    expect(b.fetch(0)).toBe(1);
  });

  it('goes by an explicit time if an old client gave one', () => {
    const b = bench();
    b.commit(0, 1, { retentionTimeMs: 15_000 }, { version: 2 });
    b.commit(1, 1, { retentionTimeMs: 100_000 }, { version: 2 });
    b.until(19_999);
    expect(b.fetch(0)).toBe(1);
    b.until(20_000);
    expect(b.fetch(0)).toBe(-1);
    b.until(99_999);
    expect(b.fetch(1)).toBe(1);
    b.until(100_000);
    expect(b.picture).toBe('absent');
  });

  it('deletes an empty group without offsets at the first pass, pending ids or not', () => {
    const b = bench();
    const { memberId } = b.ask('JoinGroup');
    b.until(9_999);
    expect(b.picture).toBe('Empty 0 []');
    b.until(10_000);
    expect(b.picture).toBe('absent');
    expect(b.ask('JoinGroup', { memberId }).errorCode).toBe('UNKNOWN_MEMBER_ID');
  });

  it('starts a full interval after a load', () => {
    const b = bench();
    b.ask('JoinGroup');
    b.until(9_000);
    b.failover();
    b.until(18_999);
    expect(b.picture).toBe('Empty 0 []');
    b.until(19_000);
    expect(b.picture).toBe('absent');
  });

  it('that cannot be written is tried again after the interval', () => {
    const b = bench();
    b.commit(0, 1);
    b.until(59_000);
    b.failNextAppend('NOT_ENOUGH_REPLICAS');
    b.until(69_999);
    expect(b.fetch(0)).toBe(1);
    b.until(70_000);
    expect(b.picture).toBe('absent');
  });
});

describe.each(MODES)('deleted partitions, %s', (mode) => {
  it('take the offsets of every group with them, pending ones too; the groups stay', () => {
    const b = new CoordinatorBench(mode);
    const [memberId = ''] = b.stable('c1');
    b.commit(0, 1, { generationIdOrMemberEpoch: 1, memberId });
    b.commit(1, 1, { generationIdOrMemberEpoch: 1, memberId });
    b.commit(0, 5, { groupId: 'h' });
    const partitions = [
      { partitionIndex: 2, committedOffset: 1, committedLeaderEpoch: -1, committedMetadata: '' },
    ];
    b.ask('TxnOffsetCommit', { topics: [{ name: 'orders', partitions }] });
    b.deletePartitions({ topic: 'orders', partition: 0 }, { topic: 'orders', partition: 2 });
    expect([b.fetch(0), b.fetch(1), b.fetch(2, true)]).toEqual([-1, 1, -1]);
    b.ask('CompleteTransaction');
    expect(b.fetch(2)).toBe(-1);
    expect(b.picture).toBe(`Stable 1 [${memberId}]`);
    expect(
      b.ask('OffsetFetch', { groups: [{ groupId: 'h', topics: null }] }).groups[0]?.topics,
    ).toEqual([]);
  });
});
