import { describe, expect, it } from 'vitest';
import { CoordinatorBench, MODES } from '../support/coordinator-bench.js';

/** The facts of some types, without the group's name. */
function told(b: CoordinatorBench, ...types: string[]): object[] {
  return b.facts.filter(({ type }) => types.includes(type));
}

describe.each(MODES)('what a coordinator tells the trace, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('names each state that a group enters, and why', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    b.sleep(10_000);
    expect(told(b, 'group state')).toMatchObject([
      { from: 'Empty', to: 'PreparingRebalance', generation: 0, reason: 'c1 joined' },
      { to: 'CompletingRebalance', generation: 1, reason: 'the only member joined' },
      { to: 'Stable', generation: 1, reason: 'the assignment of the leader c1 is committed' },
      { to: 'PreparingRebalance', generation: 1, reason: 'the session of c1 expired' },
      { to: 'Empty', generation: 2, reason: 'no member is left' },
    ]);
    expect(told(b, 'member joined', 'member removed')).toMatchObject([
      { type: 'member joined', memberId, clientId: 'c1', groupInstanceId: null },
      { type: 'member removed', memberId, clientId: 'c1', reason: 'session expired' },
    ]);
  });

  it('says who owns what in each generation', () => {
    const b = bench();
    b.stable('c1', 'c2');
    expect(told(b, 'group assignment')).toMatchObject([
      {
        generation: 1,
        protocol: 'range',
        members: [
          { clientId: 'c1', partitions: [{ key: 'orders-0' }] },
          { clientId: 'c2', partitions: [{ key: 'orders-1' }] },
        ],
      },
    ]);
  });

  it('tells stored offsets from refused ones', () => {
    const b = bench({ offsetMetadataMaxBytes: 2 });
    const partition = (partitionIndex: number, committedMetadata: string) => {
      return { partitionIndex, committedOffset: 5, committedLeaderEpoch: -1, committedMetadata };
    };
    const partitions = [partition(0, ''), partition(1, 'long')];
    b.ask('OffsetCommit', { topics: [{ name: 'orders', topicId: '', partitions }] });
    b.commit(0, 1, { generationIdOrMemberEpoch: 3, memberId: 'x' });
    b.failNextAppend('NOT_ENOUGH_REPLICAS');
    b.commit(2, 1);
    expect(told(b, 'offsets stored', 'offsets refused')).toMatchObject([
      { type: 'offsets stored', clientId: 'c1', offsets: [{ tp: { key: 'orders-0' }, offset: 5 }] },
      { error: 'OFFSET_METADATA_TOO_LARGE', offsets: [{ tp: { key: 'orders-1' } }] },
      { error: 'UNKNOWN_MEMBER_ID', memberId: 'x', offsets: [{ tp: { key: 'orders-0' } }] },
      { error: 'NOT_ENOUGH_REPLICAS', offsets: [{ tp: { key: 'orders-2' } }] },
    ]);
  });

  it('tells why members and offsets went', () => {
    const b = bench({ offsetsRetentionMs: 50_000, offsetsRetentionCheckIntervalMs: 50_000 });
    const join = b.joinStatic('i1');
    b.until(3_000);
    b.syncAll([join.answer?.memberId ?? ''], 1);
    b.joinStatic('i1');
    b.ask('LeaveGroup', { members: [{ memberId: '', groupInstanceId: 'i1', reason: null }] });
    b.commit(0, 1, { groupId: 'h' });
    b.commit(0, 1, { groupId: 'z' });
    b.ask('OffsetDelete', {
      groupId: 'z',
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0 }] }],
    });
    b.ask('DeleteGroups');
    b.commit(0, 1);
    b.deletePartitions({ topic: 'orders', partition: 0 });
    b.commit(1, 1, { groupId: 'k' });
    b.until(100_000);
    expect(told(b, 'static member replaced', 'member removed')).toMatchObject([
      { groupInstanceId: 'i1', oldMemberId: 'i1-1', memberId: 'i1-2' },
      { memberId: 'i1-2', reason: 'removed by operator' },
    ]);
    expect(told(b, 'offsets removed', 'group deleted')).toMatchObject([
      { group: 'z', cause: 'deleted by operator' },
      { type: 'group deleted', group: 'g', cause: 'operator' },
      { group: 'h', cause: 'topic deleted' },
      { group: 'g', cause: 'topic deleted' },
      { type: 'group deleted', group: 'h', cause: 'expired' },
      { type: 'group deleted', group: 'z', cause: 'expired' },
      { type: 'group deleted', group: 'g', cause: 'expired' },
      { type: 'offsets removed', group: 'k', cause: 'expired' },
      { type: 'group deleted', group: 'k', cause: 'expired' },
    ]);
  });

  it('tells the life of a partition', () => {
    const b = bench();
    b.failover();
    expect(b.facts.map(({ type }) => type)).toEqual([
      'coordinator loading',
      'coordinator loaded',
      'coordinator unloaded',
      'coordinator loading',
      'coordinator loaded',
    ]);
  });
});
