import { describe, expect, it } from 'vitest';
import { addPartitions, deleteTopic } from '../../src/controller/topics.js';
import { ControllerBench } from '../support/controller-bench.js';

/* Kafka: ReplicationControlManager.createTopics, deleteTopics and createPartitions; StripedReplicaPlacer. */

const replicas = (b: ControllerBench, topic: string) =>
  b.controller.image.topics.get(topic)?.metadata.partitions.map((p) => p.replicaNodes);
const idOf = (b: ControllerBench, topic: string) =>
  b.controller.image.topics.get(topic)?.metadata.topicId;

describe('a topic that is created', () => {
  it('has its partitions in turn on the brokers, led by the first replica, all in sync, in epoch 0', () => {
    const b = new ControllerBench(3);
    expect(b.topic('orders', 4, 2)).toBe('NONE');
    expect(replicas(b, 'orders')).toEqual([
      [1, 2],
      [2, 3],
      [3, 1],
      [1, 2],
    ]);
    expect(b.partition('orders', 1)).toMatchObject({
      leaderId: 2,
      leaderEpoch: 0,
      partitionEpoch: 0,
      isrNodes: [2, 3],
      eligibleLeaderReplicas: [],
    });
  });

  it('twice: TOPIC_ALREADY_EXISTS, and nothing is told', () => {
    const b = new ControllerBench(1);
    b.topic('orders', 1, 1);
    b.sent.length = 0;
    expect(b.topic('orders', 3, 1)).toBe('TOPIC_ALREADY_EXISTS');
    expect([replicas(b, 'orders')?.length, b.sent]).toEqual([1, []]);
  });

  it('needs as many registered brokers as it has replicas, not as many live ones', () => {
    const b = new ControllerBench(3);
    expect(b.topic('wide', 1, 4)).toBe('INVALID_REPLICATION_FACTOR');
    b.fence(1);
    expect(b.topic('orders', 3, 3)).toBe('NONE');
    // Whoever is fenced comes last, leads nothing and is not in sync.
    expect(replicas(b, 'orders')).toEqual([
      [2, 3, 1],
      [3, 2, 1],
      [2, 3, 1],
    ]);
    expect(b.partition('orders', 1)).toMatchObject({ leaderId: 3, isrNodes: [3, 2] });
    expect(b.topic('narrow', 2, 1)).toBe('NONE');
    expect(replicas(b, 'narrow')).toEqual([[2], [3]]);
  });

  it('needs one live broker', () => {
    const b = new ControllerBench(2);
    b.fence(1);
    b.fence(2);
    expect(b.topic('orders', 1, 1)).toBe('INVALID_REPLICATION_FACTOR');
    b.unfence(2);
    expect(b.topic('orders', 1, 2)).toBe('NONE');
    expect(b.partition()).toMatchObject({ replicaNodes: [2, 1], isrNodes: [2], leaderId: 2 });
  });

  it('does not go to a broker that is shutting down', () => {
    const b = new ControllerBench(3);
    b.shutDown(3);
    expect(b.topic('orders', 1, 3)).toBe('INVALID_REPLICATION_FACTOR');
    expect(b.topic('orders', 2, 2)).toBe('NONE');
    expect(replicas(b, 'orders')).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });
});

describe('a topic that is deleted', () => {
  it('is gone from the image, and unknown after that', () => {
    const b = new ControllerBench(1);
    b.topic('orders', 2, 1);
    b.sent.length = 0;
    expect(deleteTopic(b.controller, 'orders', b.out)).toBe('NONE');
    const [told] = b.sent;
    expect(told !== 'answer' && told?.image.topics.has('orders')).toBe(false);
    expect(deleteTopic(b.controller, 'orders', b.out)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(addPartitions(b.controller, 'orders', 9, b.out)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('and created again is another topic: another id, epochs from 0, whatever became of the first', () => {
    const b = new ControllerBench(3);
    b.topic('orders', 1, 3);
    const first = idOf(b, 'orders');
    b.fence(1);
    expect(b.partition().leaderEpoch).toBe(1);
    deleteTopic(b.controller, 'orders', b.out);
    b.topic('orders', 1, 2);
    expect(idOf(b, 'orders')).not.toBe(first);
    expect(b.partition()).toMatchObject({ leaderId: 2, leaderEpoch: 0, partitionEpoch: 0 });
    expect(b.controller.image.topicNames.get(first ?? '')).toBeUndefined();
  });
});

describe('a topic that grows', () => {
  it('keeps its partitions as they are; the new ones have as many replicas', () => {
    const b = new ControllerBench(3);
    b.topic('orders', 2, 2);
    const before = [b.partition('orders', 0), b.partition('orders', 1)];
    expect(addPartitions(b.controller, 'orders', 4, b.out)).toBe('NONE');
    expect([b.partition('orders', 0), b.partition('orders', 1)]).toEqual(before);
    expect(replicas(b, 'orders')?.slice(2)).toEqual([
      [3, 1],
      [1, 2],
    ]);
  });

  it.each([2, 1, 0])('cannot become %i of two: INVALID_PARTITIONS', (total) => {
    const b = new ControllerBench(1);
    b.topic('orders', 2, 1);
    b.sent.length = 0;
    expect(addPartitions(b.controller, 'orders', total, b.out)).toBe('INVALID_PARTITIONS');
    expect([replicas(b, 'orders')?.length, b.sent]).toEqual([2, []]);
  });

  it('has its replication factor also while a broker is fenced', () => {
    const b = new ControllerBench(3);
    b.topic('orders', 1, 3);
    b.fence(2);
    expect(addPartitions(b.controller, 'orders', 2, b.out)).toBe('NONE');
    expect(b.partition('orders', 1)).toMatchObject({ replicaNodes: [3, 1, 2], isrNodes: [3, 1] });
  });
});
