import { describe, expect, it } from 'vitest';
import { partitionFor } from '../../src/coordinator/service.js';
import { assignment, CoordinatorBench, MODES, subscription } from '../support/coordinator-bench.js';

describe.each(MODES)('DescribeGroups, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('shows metadata of a Stable group only', () => {
    const b = bench();
    const [leader = ''] = b.stable('c1', 'c2');
    expect(b.ask('DescribeGroups').groups[0]).toMatchObject({
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [
        { memberId: leader, clientId: 'c1', memberMetadata: subscription('orders') },
        { memberAssignment: assignment('orders', 1) },
      ],
    });
    b.send('JoinGroup', { memberId: leader });
    expect(b.ask('DescribeGroups').groups[0]).toMatchObject({
      groupState: 'PreparingRebalance',
      protocolData: '',
      members: [{ memberMetadata: '' }, { memberAssignment: assignment('orders', 1) }],
    });
  });

  it('calls an unknown group dead, and an error since version 6', () => {
    const b = bench();
    const describeAt = (version: number) => b.ask('DescribeGroups', {}, { version }).groups[0];
    expect(describeAt(5)).toMatchObject({ errorCode: 'NONE', groupState: 'Dead' });
    expect(describeAt(6)).toMatchObject({
      errorCode: 'GROUP_ID_NOT_FOUND',
      errorMessage: 'Group g not found.',
      groupState: 'Dead',
    });
  });

  it('sees groups as they are committed', () => {
    const b = bench();
    b.commit(0, 1);
    b.hold();
    b.send('DeleteGroups');
    b.sendCommit(0, 1, { groupId: 'h' });
    expect(
      b.ask('DescribeGroups', { groups: ['g', 'h'] }).groups.map(({ groupState }) => groupState),
    ).toEqual(['Empty', 'Dead']);
    b.release();
    expect(
      b.ask('DescribeGroups', { groups: ['g', 'h'] }).groups.map(({ groupState }) => groupState),
    ).toEqual(['Dead', 'Empty']);
  });

  it('of consumer groups knows none', () => {
    const b = bench();
    b.stable('c1');
    const { groups } = b.ask('ConsumerGroupDescribe', { groupIds: ['g', 'h', ''] });
    expect(groups.map(({ errorCode }) => errorCode)).toEqual([
      'GROUP_ID_NOT_FOUND',
      'GROUP_ID_NOT_FOUND',
      'INVALID_GROUP_ID',
    ]);
  });
});

describe.each(MODES)('ListGroups, %s', (mode) => {
  it.each([
    [[], [], ['g', 'h']],
    [['Stable'], [], ['g']],
    [[' stable '], [], ['g']],
    [['EMPTY', 'Stable'], [], ['g', 'h']],
    [['nonsense'], [], []],
    [[], ['Classic'], ['g', 'h']],
    [[], ['consumer'], []],
  ])('with states %o and types %o gives %o', (statesFilter, typesFilter, expected) => {
    const b = new CoordinatorBench(mode);
    b.stable('c1');
    b.commit(0, 1, { groupId: 'h' });
    const { groups } = b.ask('ListGroups', { statesFilter, typesFilter });
    expect(groups.map(({ groupId }) => groupId)).toEqual(expected);
  });
});

describe.each(MODES)('DeleteGroups, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('takes an Empty group with all its offsets, in one batch', () => {
    const b = bench();
    b.commit(0, 1);
    b.commit(1, 1);
    const before = b.log().endOffset;
    expect(b.ask('DeleteGroups').results).toEqual([{ groupId: 'g', errorCode: 'NONE' }]);
    expect(b.records.slice(before)).toMatchObject([
      { type: 'OffsetCommit', value: null },
      { type: 'OffsetCommit', value: null },
      { type: 'GroupMetadata', value: null },
    ]);
    expect(b.picture).toBe('absent');
  });

  it('refuses a group with members, and one that does not exist; duplicates count once', () => {
    const b = bench();
    b.stable('c1');
    const { results } = b.ask('DeleteGroups', { groupsNames: ['h', 'g', 'h'] });
    expect(results).toEqual([
      { groupId: 'g', errorCode: 'NON_EMPTY_GROUP' },
      { groupId: 'h', errorCode: 'GROUP_ID_NOT_FOUND' },
    ]);
  });

  it('waits for earlier writes before it looks at the group', () => {
    const b = bench();
    b.commit(0, 1);
    b.hold();
    b.sendCommit(0, 2, { groupId: 'h' });
    const sent = b.send('DeleteGroups');
    b.join('c1');
    b.release();
    expect(sent.answer?.results).toEqual([{ groupId: 'g', errorCode: 'NON_EMPTY_GROUP' }]);
  });

  it('starts the generation anew', () => {
    const b = bench();
    const [memberId = ''] = b.stable('c1');
    const members = [{ memberId, groupInstanceId: null, reason: null }];
    b.ask('LeaveGroup', { members });
    b.ask('DeleteGroups');
    const join = b.join('c1');
    b.sleep(3_000);
    expect(join.answer?.generationId).toBe(1);
  });
});

describe.each(MODES)('a coordinator of several partitions, %s', (mode) => {
  const spread = () => {
    const b = new CoordinatorBench(mode, { offsetsTopicNumPartitions: 50 });
    for (const groupId of ['foo', 'test', 'orders']) b.load(partitionFor(groupId, 50));
    return b;
  };

  it('finds the partition of a group as Kafka does', () => {
    expect(
      ['foo', 'test', 'orders', 'my-group', '', 'polygenelubricants'].map((id) =>
        partitionFor(id, 50),
      ),
    ).toEqual([24, 48, 31, 12, 0, 0]);
  });

  it('serves each group from its own, and knows nothing of the others', () => {
    const b = spread();
    expect(b.commit(0, 1, { groupId: 'foo' })).toBe('NONE');
    expect(b.commit(0, 1, { groupId: 'my-group' })).toBe('NOT_COORDINATOR');
    expect(b.log(24).entries).toHaveLength(1);
  });

  it('merges the answers of the partitions', () => {
    const b = spread();
    for (const groupId of ['foo', 'test']) b.commit(0, 1, { groupId });
    const groupsNames = ['test', 'my-group', 'foo', 'orders'];
    expect(b.ask('ListGroups').groups.map(({ groupId }) => groupId)).toEqual(['foo', 'test']);
    expect(
      b.ask('DescribeGroups', { groups: groupsNames }).groups.map(({ errorCode }) => errorCode),
    ).toEqual(['NONE', 'NOT_COORDINATOR', 'NONE', 'GROUP_ID_NOT_FOUND']);
    b.hold();
    b.sendCommit(1, 1, { groupId: 'foo' });
    const groups = groupsNames.map((groupId) => ({ groupId, topics: null }));
    const fetch = b.send('OffsetFetch', { groups, requireStable: true });
    const remove = b.send('DeleteGroups', { groupsNames });
    expect([fetch.answer, remove.answer]).toEqual([undefined, undefined]);
    b.release();
    expect(fetch.answer?.groups.map(({ errorCode }) => errorCode)).toEqual([
      'NONE',
      'NOT_COORDINATOR',
      'NONE',
      'NONE',
    ]);
    expect(remove.answer?.results).toEqual([
      { groupId: 'test', errorCode: 'NONE' },
      { groupId: 'my-group', errorCode: 'NOT_COORDINATOR' },
      { groupId: 'foo', errorCode: 'NONE' },
      { groupId: 'orders', errorCode: 'GROUP_ID_NOT_FOUND' },
    ]);
  });

  it('fires the timers of all partitions in one order', () => {
    const b = spread();
    const first = b.join('c1', { groupId: 'test' });
    const second = b.join('c2', { groupId: 'foo' });
    b.until(3_000);
    expect([first.answeredAt, second.answeredAt]).toEqual([3_000, 3_000]);
    const states = b.facts.flatMap((f) =>
      f.type === 'group state' && f.to === 'CompletingRebalance' ? [f.group] : [],
    );
    expect(states).toEqual(['test', 'foo']);
    b.unload(48);
    expect(b.nextDeadline).toBeDefined();
    b.sleep(100_000);
    expect(b.shard(24).groups.get('foo')?.state).toBe('Empty');
  });
});
