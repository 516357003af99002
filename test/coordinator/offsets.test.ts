import { describe, expect, it } from 'vitest';
import { CoordinatorBench, MODES } from '../support/coordinator-bench.js';

const partition = (
  partitionIndex: number,
  committedOffset: number,
  committedMetadata: string | null = '',
) => {
  return { partitionIndex, committedOffset, committedLeaderEpoch: -1, committedMetadata };
};

describe.each(MODES)('OffsetCommit, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('without membership makes a simple group', () => {
    const b = bench();
    expect(b.commit(0, 10)).toBe('NONE');
    expect(b.fetch(0)).toBe(10);
    expect(b.ask('ListGroups').groups).toEqual([
      { groupId: 'g', protocolType: '', groupState: 'Empty', groupType: 'classic' },
    ]);
    expect(b.records).toMatchObject([{ type: 'OffsetCommit', valueVersion: 4 }]);
  });

  it.each([
    ['absent', 3, 9, 'GROUP_ID_NOT_FOUND'],
    ['absent', 3, 8, 'ILLEGAL_GENERATION'],
    ['absent', -1, 9, 'NONE'],
    ['Empty', -1, 9, 'NONE'],
    ['Empty', 0, 9, 'UNKNOWN_MEMBER_ID'],
    ['PreparingRebalance', 1, 9, 'NONE'],
    ['CompletingRebalance', 2, 9, 'REBALANCE_IN_PROGRESS'],
    ['CompletingRebalance', 1, 9, 'ILLEGAL_GENERATION'],
    ['Stable', 1, 9, 'NONE'],
    ['Stable', 0, 9, 'ILLEGAL_GENERATION'],
    ['Stable', -1, 9, 'ILLEGAL_GENERATION'],
  ])(
    'of a member in a group that is %s, generation %i, version %i: %s',
    (state, generation, version, error) => {
      const b = bench();
      let memberId = 'nobody';
      if (state === 'Empty') b.ask('JoinGroup');
      else if (state !== 'absent') {
        const [leader = '', follower = ''] = b.stable('c1', 'c2');
        memberId = leader;
        if (state !== 'Stable') b.send('JoinGroup', { memberId: leader });
        if (state === 'CompletingRebalance') b.send('JoinGroup', { memberId: follower });
      }
      expect(b.group()?.state ?? 'absent').toBe(state);
      const body = { generationIdOrMemberEpoch: generation, memberId };
      expect(b.commit(0, 1, body, { version })).toBe(error);
    },
  );

  it('without ids is refused while the group has members', () => {
    const b = bench();
    b.stable('c1');
    expect(b.commit(0, 1)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('takes offsets as they come, the last one wins', () => {
    const b = bench();
    for (const offset of [100, 7, -5]) expect(b.commit(0, offset)).toBe('NONE');
    expect(b.fetch(0)).toBe(-5);
    const topics = [
      { name: 'orders', topicId: '', partitions: [partition(1, 1), partition(1, 2)] },
    ];
    b.ask('OffsetCommit', { topics });
    expect(b.fetch(1)).toBe(2);
  });

  it('counts metadata in UTF-16 units, per partition', () => {
    const b = bench({ offsetMetadataMaxBytes: 4 });
    const texts = [null, '', '1234', '12345', 'éééé', '😀😀', '😀😀x'];
    b.topics.set('orders', { topicId: 'x', partitions: 7 });
    const partitions = texts.map((text, i) => partition(i, i, text));
    const answer = b.ask('OffsetCommit', { topics: [{ name: 'orders', topicId: '', partitions }] });
    expect(answer.topics[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([
      'NONE',
      'NONE',
      'NONE',
      'OFFSET_METADATA_TOO_LARGE',
      'NONE',
      'NONE',
      'OFFSET_METADATA_TOO_LARGE',
    ]);
    expect(b.records).toHaveLength(5);
  });

  it('writes an explicit retention as version 1, with the time it expires', () => {
    const b = bench();
    b.until(500);
    b.commit(0, 1, { retentionTimeMs: 1_000 }, { version: 4 });
    expect(b.records).toMatchObject([{ valueVersion: 1, value: { expireTimestamp: 1_500 } }]);
  });

  it('keeps the topic id of version 10', () => {
    const b = bench();
    const topics = [{ name: '', topicId: 'orders-id', partitions: [partition(0, 5)] }];
    const answer = b.ask('OffsetCommit', { topics }, { version: 10 });
    expect(answer.topics).toMatchObject([
      { topicId: 'orders-id', partitions: [{ errorCode: 'NONE' }] },
    ]);
    expect(b.records).toMatchObject([
      { key: { topic: 'orders' }, value: { topicId: 'orders-id' } },
    ]);
    expect(b.fetch(0)).toBe(5);
  });

  it('of unknown topics and partitions is refused by the broker; with nothing left the group is not looked at', () => {
    const b = bench();
    b.stable('c1');
    const nowhere = { name: 'nowhere', topicId: '', partitions: [partition(0, 1)] };
    const tooFar = { name: 'orders', topicId: '', partitions: [partition(4, 1)] };
    const refused = b.ask('OffsetCommit', { groupId: '', topics: [nowhere, tooFar] });
    const errors = refused.topics.flatMap((t) => t.partitions.map((p) => p.errorCode));
    expect(errors).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_OR_PARTITION']);
    const mixed = b.ask('OffsetCommit', {
      topics: [nowhere, { ...tooFar, partitions: [partition(4, 1), partition(0, 1)] }],
    });
    expect(mixed.topics).toEqual([
      {
        name: 'nowhere',
        topicId: '',
        partitions: [{ partitionIndex: 0, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' }],
      },
      {
        name: 'orders',
        topicId: '',
        partitions: [
          { partitionIndex: 4, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' },
          { partitionIndex: 0, errorCode: 'UNKNOWN_MEMBER_ID' },
        ],
      },
    ]);
    expect(b.records.some(({ type }) => type === 'OffsetCommit')).toBe(false);
  });

  it('is visible to a plain fetch exactly when it is answered', () => {
    const b = bench();
    b.commit(0, 1);
    b.hold();
    const sent = b.sendCommit(0, 2);
    expect(b.fetch(0)).toBe(1);
    expect(b.fetch(1)).toBe(-1);
    b.release();
    expect(sent.answer?.topics[0]?.partitions[0]?.errorCode).toBe('NONE');
    expect(b.fetch(0)).toBe(2);
  });

  it('that is not replicated in time fails, and may be committed later', () => {
    const b = bench();
    b.hold();
    const sent = b.sendCommit(0, 2);
    b.sleep(4_999);
    expect(sent.answer).toBeUndefined();
    b.sleep(1);
    expect(sent.answer?.topics[0]?.partitions[0]?.errorCode).toBe('COORDINATOR_NOT_AVAILABLE');
    b.release();
    expect(b.fetch(0)).toBe(2);
  });
});

describe.each(MODES)('OffsetFetch, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('knows no errors of groups, topics and partitions without offsets', () => {
    const b = bench();
    expect(b.fetch(0)).toBe(-1);
    expect(b.fetch(99)).toBe(-1);
    expect(b.ask('OffsetFetch').groups).toEqual([{ groupId: 'g', errorCode: 'NONE', topics: [] }]);
  });

  it('that must be stable waits for all earlier writes of the shard', () => {
    const b = bench();
    b.commit(0, 1);
    b.hold();
    b.sendCommit(0, 2);
    const groups = [
      { groupId: 'g', topics: null },
      { groupId: 'h', topics: null },
    ];
    const stable = b.send('OffsetFetch', { groups, requireStable: true });
    expect(stable.answer).toBeUndefined();
    b.release();
    expect(stable.answer?.groups[0]?.topics[0]?.partitions[0]?.committedOffset).toBe(2);
    expect(stable.answer?.groups[1]).toEqual({ groupId: 'h', errorCode: 'NONE', topics: [] });
  });

  it('that waits in vain gives up with NOT_COORDINATOR', () => {
    const b = bench();
    b.hold();
    b.sendCommit(0, 2);
    const stable = b.send('OffsetFetch', { requireStable: true });
    b.sleep(5_000);
    expect(stable.answer?.groups[0]?.errorCode).toBe('NOT_COORDINATOR');
  });

  it('does not give offsets of an earlier topic of the same name', () => {
    const b = bench();
    const topics = [{ name: '', topicId: 'orders-id', partitions: [partition(0, 5)] }];
    b.ask('OffsetCommit', { topics }, { version: 10 });
    b.topics.set('orders', { topicId: 'new-id', partitions: 4 });
    const asked = [{ name: '', topicId: 'new-id', partitionIndexes: [0] }];
    const groups = [{ groupId: 'g', topics: asked }];
    const answer = b.ask('OffsetFetch', { groups }, { version: 10 });
    expect(answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset).toBe(-1);
  });

  it('by unknown topic ids says so for each partition', () => {
    const b = bench();
    const topics = [{ name: '', topicId: 'gone', partitionIndexes: [0, 1] }];
    const answer = b.ask('OffsetFetch', { groups: [{ groupId: 'g', topics }] }, { version: 10 });
    const [topic] = answer.groups[0]?.topics ?? [];
    expect(topic).toMatchObject({ topicId: 'gone' });
    expect(topic?.partitions.map(({ errorCode }) => errorCode)).toEqual([
      'UNKNOWN_TOPIC_ID',
      'UNKNOWN_TOPIC_ID',
    ]);
  });

  it('of everything, at version 10, names topics by id and leaves out what is gone', () => {
    const b = bench();
    b.commit(0, 5);
    b.topics.set('emails', { topicId: 'emails-id', partitions: 2 });
    b.ask('OffsetCommit', {
      topics: [{ name: 'emails', topicId: '', partitions: [partition(0, 1)] }],
    });
    b.topics.delete('emails');
    const answer = b.ask('OffsetFetch', {}, { version: 10 });
    expect(answer.groups[0]?.topics).toMatchObject([{ topicId: 'orders-id' }]);
  });
});

describe.each(MODES)('OffsetDelete, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);
  const orders = {
    topics: [{ name: 'orders', partitions: [{ partitionIndex: 0 }, { partitionIndex: 1 }] }],
  };

  it('writes tombstones for what is there', () => {
    const b = bench();
    b.commit(0, 1);
    const answer = b.ask('OffsetDelete', orders);
    expect(answer.topics[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([
      'NONE',
      'NONE',
    ]);
    expect(b.records.slice(1)).toMatchObject([{ key: { partition: 0 }, value: null }]);
    expect(b.fetch(0)).toBe(-1);
  });

  it.each([
    ['absent', 'GROUP_ID_NOT_FOUND'],
    ['of another type', 'NON_EMPTY_GROUP'],
    ['subscribed', 'NONE'],
  ])('to a group that is %s: %s', (what, errorCode) => {
    const b = bench();
    if (what === 'subscribed') b.stable('c1');
    if (what === 'of another type') b.join('c1', { protocolType: 'connect' });
    const answer = b.ask('OffsetDelete', orders);
    expect(answer.errorCode).toBe(errorCode);
    if (what === 'subscribed')
      expect(answer.topics[0]?.partitions[0]?.errorCode).toBe('GROUP_SUBSCRIBED_TO_TOPIC');
    else expect(answer.topics).toEqual([]);
  });

  it('to a consumer group in its first join phase: subscribed to everything', () => {
    const b = bench();
    b.join('c1');
    const answer = b.ask('OffsetDelete', {
      topics: [{ name: 'emails', partitions: [{ partitionIndex: 0 }] }],
    });
    expect(answer.topics[0]?.partitions[0]?.errorCode).toBe('GROUP_SUBSCRIBED_TO_TOPIC');
  });

  it('of unknown partitions still shows the error of the group', () => {
    const b = bench();
    const nowhere = { topics: [{ name: 'nowhere', partitions: [{ partitionIndex: 0 }] }] };
    expect(b.ask('OffsetDelete', nowhere)).toEqual({ errorCode: 'GROUP_ID_NOT_FOUND', topics: [] });
    b.commit(0, 1);
    expect(b.ask('OffsetDelete', nowhere).topics).toEqual([
      {
        name: 'nowhere',
        topicId: '',
        partitions: [{ partitionIndex: 0, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' }],
      },
    ]);
    expect(b.ask('OffsetDelete', { groupId: '', topics: [] }).errorCode).toBe('INVALID_GROUP_ID');
  });
});

describe.each(MODES)('transactional offsets, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);
  const txn = (b: CoordinatorBench, producerId: number, offset: number, body = {}) => {
    const topics = [{ name: 'orders', partitions: [partition(0, offset)] }];
    return b.ask('TxnOffsetCommit', { producerId, topics, ...body }).topics[0]?.partitions[0]
      ?.errorCode;
  };
  const end = (b: CoordinatorBench, producerId: number, committed: boolean) =>
    b.ask('CompleteTransaction', { producerId, committed }).errorCode;

  it('show only after the commit marker, and make a stable fetch unstable until then', () => {
    const b = bench();
    b.commit(0, 100);
    expect(txn(b, 7, 150)).toBe('NONE');
    expect([b.fetch(0), b.fetch(0, true)]).toEqual([100, 'UNSTABLE_OFFSET_COMMIT']);
    end(b, 7, true);
    expect([b.fetch(0), b.fetch(0, true)]).toEqual([150, 150]);
  });

  it('are forgotten with an abort marker', () => {
    const b = bench();
    b.commit(0, 100);
    txn(b, 7, 150);
    end(b, 7, false);
    expect(b.fetch(0, true)).toBe(100);
  });

  it('do not overwrite a later plain commit', () => {
    const b = bench();
    txn(b, 7, 150);
    b.commit(0, 90);
    end(b, 7, true);
    expect(b.fetch(0)).toBe(90);
  });

  it('of two producers: the later record wins, not the later marker', () => {
    const b = bench();
    txn(b, 1, 10);
    txn(b, 2, 20);
    end(b, 2, true);
    end(b, 1, true);
    expect(b.fetch(0)).toBe(20);
  });

  it('do not come back after a tombstone', () => {
    const b = bench();
    b.commit(0, 1);
    txn(b, 7, 150);
    b.ask('OffsetDelete', { topics: [{ name: 'orders', partitions: [{ partitionIndex: 0 }] }] });
    end(b, 7, true);
    expect(b.fetch(0)).toBe(-1);
  });

  it('survive a failover while the transaction is open', () => {
    const b = bench();
    txn(b, 7, 150);
    b.failover();
    expect(b.fetch(0, true)).toBe('UNSTABLE_OFFSET_COMMIT');
    end(b, 7, true);
    expect(b.fetch(0)).toBe(150);
  });

  it('are taken while the group completes a rebalance, and without ids from old producers', () => {
    const b = bench();
    const { memberId } = b.join('c1');
    b.until(3_000);
    expect(txn(b, 7, 1, { generationId: 1, memberId })).toBe('NONE');
    expect(txn(b, 7, 2)).toBe('NONE');
    expect(txn(b, 7, 2, { generationId: 0, memberId })).toBe('ILLEGAL_GENERATION');
    expect(txn(b, 7, 2, { generationId: 3, groupId: 'h' })).toBe('ILLEGAL_GENERATION');
    expect(txn(b, 7, 2, { groupId: '' })).toBe('INVALID_GROUP_ID');
  });

  it('keep a group and its offsets from expiring', () => {
    const b = bench({ offsetsRetentionMs: 1_000, offsetsRetentionCheckIntervalMs: 5_000 });
    b.commit(0, 1);
    txn(b, 7, 2);
    b.until(20_000);
    expect(b.fetch(0)).toBe(1);
    end(b, 7, false);
    b.until(25_000);
    expect(b.picture).toBe('absent');
  });

  it('from producers before 2.0: a loading coordinator is one that is not available', () => {
    const b = bench();
    b.unload();
    b.beginLoad();
    const topics = [{ name: 'orders', partitions: [partition(0, 1)] }];
    const errorOf = (version: number) =>
      b.ask('TxnOffsetCommit', { topics }, { version }).topics[0]?.partitions[0]?.errorCode;
    expect([errorOf(1), errorOf(2)]).toEqual([
      'COORDINATOR_NOT_AVAILABLE',
      'COORDINATOR_LOAD_IN_PROGRESS',
    ]);
  });
});
