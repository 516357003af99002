import { describe, expect, it } from 'vitest';
import { reassign } from '../../src/controller/elections.js';
import { addPartitions, deleteTopic } from '../../src/controller/topics.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { ControllerBench } from '../support/controller-bench.js';

/* Kafka: ReplicationControlManager.alterPartition and validateAlterPartitionData (KIP-497, KIP-841, KIP-903). */

const tp = new TopicPartition('orders', 0);

/** orders-0 on the brokers 1, 2 and 3, led by 1; brokers 4 and 5 have nothing of it. */
function bench(): ControllerBench {
  const b = new ControllerBench(5);
  b.topic('orders', 1, 3);
  b.sent.length = 0;
  return b;
}

const refused = (errorCode: string) => ({
  tp,
  errorCode,
  isr: [],
  leaderEpoch: -1,
  partitionEpoch: -1,
});

describe('AlterPartition', () => {
  it('grants a smaller ISR and a larger one: the partition epoch rises, the leader epoch does not (MV >= 3.6)', () => {
    const b = bench();
    expect(b.alter(1, [1, 2])).toEqual({
      tp,
      errorCode: 'NONE',
      isr: [1, 2],
      leaderEpoch: 0,
      partitionEpoch: 1,
    });
    expect(b.alter(1, [1, 2, 3])).toMatchObject({ isr: [1, 2, 3], partitionEpoch: 2 });
    expect(b.partition()).toMatchObject({ leaderId: 1, leaderEpoch: 0, isrNodes: [1, 2, 3] });
  });

  it('answers the leader, then tells every broker', () => {
    const b = bench();
    b.alter(1, [1, 2]);
    expect(b.sent.map((s) => (s === 'answer' ? s : s.to))).toEqual(['answer', 1, 2, 3, 4, 5]);
  });

  it('to the ISR that it is already succeeds, writes nothing and tells nobody', () => {
    const b = bench();
    expect(b.alter(1, [1, 2, 3])).toMatchObject({ errorCode: 'NONE', partitionEpoch: 0 });
    expect(b.sent).toEqual(['answer']);
  });

  it('of a topic that is gone: UNKNOWN_TOPIC_ID, also if another of that name is there', () => {
    const b = bench();
    const { topicId } = b.controller.image.topics.get('orders')?.metadata ?? { topicId: '' };
    deleteTopic(b.controller, 'orders', b.out);
    const known = { topicId, leaderEpoch: 0, partitionEpoch: 0 };
    b.topic('orders', 1, 3);
    expect(b.alter(1, [1, 2], known)).toEqual(refused('UNKNOWN_TOPIC_ID'));
    expect(b.partition().isrNodes).toEqual([1, 2, 3]);
    expect(b.alter(1, [1, 2], { tp: new TopicPartition('payments', 0) })).toMatchObject({
      errorCode: 'UNKNOWN_TOPIC_ID',
    });
  });

  it('of a partition that the topic does not have: UNKNOWN_TOPIC_OR_PARTITION', () => {
    const b = bench();
    const ninth = new TopicPartition('orders', 8);
    expect(b.alter(1, [1], { tp: ninth }).errorCode).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    addPartitions(b.controller, 'orders', 9, b.out);
    const { leaderId } = b.partition('orders', 8);
    expect(b.alter(leaderId, [leaderId], { tp: ninth }).errorCode).toBe('NONE');
  });

  it('by a deposed leader: FENCED_LEADER_EPOCH', () => {
    const b = bench();
    b.fence(1);
    expect(b.partition()).toMatchObject({ leaderId: 2, leaderEpoch: 1 });
    expect(b.alter(1, [1, 2], { leaderEpoch: 0 })).toEqual(refused('FENCED_LEADER_EPOCH'));
  });

  it('by a broker that does not lead in this epoch: INVALID_REQUEST', () => {
    expect(bench().alter(2, [1, 2])).toEqual(refused('INVALID_REQUEST'));
  });

  it('by a leader that knows an older state of the partition: INVALID_UPDATE_VERSION', () => {
    const b = bench();
    b.alter(1, [1, 2]);
    expect(b.alter(1, [1, 3], { partitionEpoch: 0 })).toEqual(refused('INVALID_UPDATE_VERSION'));
    expect(b.partition().isrNodes).toEqual([1, 2]);
  });

  it.each([
    ['a broker that is no replica', [1, 2, 4]],
    ['a broker that does not exist', [1, 9]],
    ['the same broker twice', [1, 2, 2]],
    ['not the leader itself', [2, 3]],
    ['nobody', []],
  ])('to an ISR of %s: INVALID_REQUEST', (_, isr) => {
    const b = bench();
    expect(b.alter(1, isr)).toEqual(refused('INVALID_REQUEST'));
    expect(b.sent).toEqual(['answer']);
  });

  it('checks the epochs before the ISR', () => {
    const b = bench();
    b.alter(1, [1, 2]);
    expect(b.alter(1, [2, 4], { partitionEpoch: 0 }).errorCode).toBe('INVALID_UPDATE_VERSION');
    expect(b.alter(2, [4], { leaderEpoch: -1 }).errorCode).toBe('FENCED_LEADER_EPOCH');
  });

  it('to an ISR with a fenced broker, or one in a controlled shutdown: INELIGIBLE_REPLICA (KIP-841)', () => {
    const b = bench();
    b.fence(3);
    expect(b.partition().isrNodes).toEqual([1, 2]);
    expect(b.alter(1, [1, 2, 3])).toEqual(refused('INELIGIBLE_REPLICA'));
    b.unfence(3);
    expect(b.alter(1, [1, 2, 3]).errorCode).toBe('NONE');
    b.shutDown(2);
    expect(b.partition().isrNodes).toEqual([1, 3]);
    expect(b.alter(1, [1, 2, 3])).toEqual(refused('INELIGIBLE_REPLICA'));
  });

  it('that ends a reassignment away from the leader who asks: NEW_LEADER_ELECTED, and it is done all the same', () => {
    const b = bench();
    reassign(b.controller, tp, [4, 5], b.out);
    expect(b.alter(1, [1, 2, 3, 4])).toMatchObject({ errorCode: 'NONE', isr: [1, 2, 3, 4] });
    expect(b.alter(1, [1, 2, 3, 4, 5])).toEqual(refused('NEW_LEADER_ELECTED'));
    expect(b.partition()).toMatchObject({
      leaderId: 4,
      leaderEpoch: 1,
      replicaNodes: [4, 5],
      isrNodes: [4, 5],
      reassignTo: [],
    });
  });

  it('that ends a reassignment which the leader stays in: NONE, the others gone, a new epoch', () => {
    const b = bench();
    reassign(b.controller, tp, [1, 4], b.out);
    expect(b.alter(1, [1, 2, 3, 4])).toEqual({
      tp,
      errorCode: 'NONE',
      isr: [1, 4],
      leaderEpoch: 1,
      partitionEpoch: 2,
    });
  });
});
