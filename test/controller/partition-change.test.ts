import { describe, expect, it } from 'vitest';
import {
  changedPartition,
  type ElectionRules,
  type PartitionTarget,
} from '../../src/controller/partition-change.js';
import { ControllerRules } from '../../src/controller/rules.js';
import type { MetadataPartition } from '../../src/protocol/api/metadata.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';

/* Kafka: PartitionChangeBuilder (log-and-replication.md §4.3, KIP-841, KIP-966). */

/** Replicas 1, 2, 3, all in sync, led by 1 in epoch 5. */
function partition(changes: Partial<MetadataPartition> = {}): MetadataPartition {
  return {
    tp: new TopicPartition('orders', 0),
    partitionIndex: 0,
    leaderId: 1,
    leaderEpoch: 5,
    partitionEpoch: 9,
    replicaNodes: [1, 2, 3],
    reassignTo: [],
    isrNodes: [1, 2, 3],
    eligibleLeaderReplicas: [],
    lastKnownLeader: -1,
    ...changes,
  } as MetadataPartition;
}

const rules = (alive: readonly number[], more: Partial<ElectionRules> = {}): ElectionRules => ({
  isAcceptableLeader: (id) => alive.includes(id),
  minInsyncReplicas: 1,
  eligibleLeaderReplicas: true,
  replaceable: new ControllerRules(),
  ...more,
});

function change(p: MetadataPartition, target: PartitionTarget, r: ElectionRules) {
  const result = changedPartition(p, target, r);
  if (result === undefined) return undefined;
  const { leaderId, leaderEpoch, partitionEpoch, isrNodes } = result.partition;
  const { replicaNodes, eligibleLeaderReplicas: elr, lastKnownLeader: last } = result.partition;
  return {
    leader: leaderId,
    epoch: leaderEpoch,
    partitionEpoch,
    isr: isrNodes,
    replicas: replicaNodes,
    elr,
    last,
    elected: result.elected,
  };
}

describe('the leader', () => {
  it('stays while it is in the ISR and lives, whoever is preferred; an ISR change bumps the partition epoch alone', () => {
    const p = partition({ leaderId: 2 });
    expect(change(p, { isr: [2, 3] }, rules([1, 2, 3]))).toMatchObject({
      leader: 2,
      epoch: 5,
      partitionEpoch: 10,
      isr: [2, 3],
      elected: null,
    });
  });

  it('nothing changes: nothing is written, not even an epoch', () => {
    expect(change(partition(), {}, rules([1, 2, 3]))).toBeUndefined();
    expect(change(partition(), { isr: [1, 2, 3] }, rules([1, 2, 3]))).toBeUndefined();
  });

  it.each([
    ['the first replica in the order of assignment', [1, 2, 3], [2, 3], 2],
    ['in that order, not in the order of the ISR', [1, 3, 2], [2, 3], 3],
    ['not one that is out of the ISR', [1, 2, 3], [3], 3],
    ['not one that is dead', [1, 2, 3], [2, 3], 3, [3]],
  ])('dies: %s follows, cleanly, in the next epoch', (_, replicas, isr, leader, alive = [2, 3]) => {
    expect(change(partition({ replicaNodes: replicas }), { isr }, rules(alive))).toMatchObject({
      leader,
      epoch: 6,
      isr,
      elected: 'clean',
    });
  });
});

describe('nobody in sync is left', () => {
  const alone = partition({ isrNodes: [1] });

  it('with ELR: the ISR is empty, the last one is eligible and is remembered as the last leader', () => {
    expect(change(alone, { isr: [] }, rules([2, 3]))).toMatchObject({
      leader: -1,
      epoch: 6,
      isr: [],
      elr: [1],
      last: 1,
    });
  });

  it('without ELR: the ISR keeps it, and its return is a clean election', () => {
    const plain = { eligibleLeaderReplicas: false };
    const offline = change(alone, { isr: [] }, rules([2, 3], plain));
    expect(offline).toMatchObject({ leader: -1, epoch: 6, isr: [1], elr: [], last: -1 });
    const gone = partition({ isrNodes: [1], leaderId: -1, leaderEpoch: 6 });
    expect(change(gone, {}, rules([1, 2], plain))).toMatchObject({
      leader: 1,
      epoch: 7,
      isr: [1],
      elected: 'clean',
    });
  });

  const empty = partition({
    isrNodes: [],
    leaderId: -1,
    eligibleLeaderReplicas: [2, 3],
    lastKnownLeader: 1,
  });

  it('an eligible replica leads cleanly, alone in the ISR; below min.insync.replicas the others stay eligible', () => {
    const two = { minInsyncReplicas: 2 };
    expect(change(empty, {}, rules([3], two))).toMatchObject({
      leader: 3,
      isr: [3],
      elr: [2],
      last: -1,
      elected: 'clean',
    });
  });

  it('an eligible replica does not lead while anybody is in the ISR', () => {
    const p = partition({ isrNodes: [1], eligibleLeaderReplicas: [2], leaderId: -1 });
    expect(change(p, {}, rules([2, 3], { minInsyncReplicas: 2 }))).toBeUndefined();
  });

  it('the last known leader leads only if nobody is eligible either, and that is no clean election', () => {
    expect(change(empty, {}, rules([1]))).toBeUndefined();
    const bare = { ...empty, eligibleLeaderReplicas: [] } as MetadataPartition;
    expect(change(bare, {}, rules([1, 2]))).toMatchObject({
      leader: 1,
      isr: [1],
      last: -1,
      elected: 'last known leader',
    });
    expect(change(bare, {}, rules([2]))).toBeUndefined();
    // kafka-leader-election --election-type preferred looks as far (electPreferredLeader), and no further.
    expect(change(bare, { election: 'preferred' }, rules([2]))).toBeUndefined();
    const order = { ...bare, replicaNodes: [2, 1, 3] } as MetadataPartition;
    expect(change(order, { election: 'preferred' }, rules([1, 2]))).toMatchObject({
      leader: 1,
      elected: 'last known leader',
    });
  });

  it('an unclean election takes the first live replica in order, which is all that is in sync then', () => {
    const p = partition({ isrNodes: [1], leaderId: -1 });
    const plain = { eligibleLeaderReplicas: false };
    expect(change(p, {}, rules([3, 2], plain))).toBeUndefined();
    expect(change(p, { election: 'unclean' }, rules([3, 2], plain))).toMatchObject({
      leader: 2,
      epoch: 6,
      isr: [2],
      elected: 'unclean',
    });
    // A clean candidate comes first even then.
    expect(change(p, { election: 'unclean' }, rules([1, 2], plain))).toMatchObject({
      leader: 1,
      isr: [1],
      elected: 'clean',
    });
  });
});

describe('eligible leader replicas (KIP-966)', () => {
  const two = { minInsyncReplicas: 2 };

  it('nobody is any more after an unclean election: what they have is no longer what counts', () => {
    const p = partition({ isrNodes: [], leaderId: -1, eligibleLeaderReplicas: [2] });
    expect(change(p, { election: 'unclean' }, rules([3], two))).toMatchObject({
      leader: 3,
      isr: [3],
      elr: [],
      elected: 'unclean',
    });
  });

  it('whoever leaves an ISR that falls below min.insync.replicas is eligible; at it nobody is', () => {
    expect(change(partition(), { isr: [1, 2] }, rules([1, 2], two))).toMatchObject({ elr: [] });
    const p = partition({ isrNodes: [1, 2] });
    expect(change(p, { isr: [1] }, rules([1], two))).toMatchObject({ isr: [1], elr: [2] });
  });

  it('min.insync.replicas counts for no more than there are replicas', () => {
    const p = partition({ replicaNodes: [1, 2], isrNodes: [1, 2] });
    const five = { minInsyncReplicas: 5 };
    expect(change(p, { isr: [1] }, rules([1], five))).toMatchObject({ elr: [2] });
    const back = partition({ replicaNodes: [1, 2], isrNodes: [1], eligibleLeaderReplicas: [2] });
    expect(change(back, { isr: [1, 2] }, rules([1, 2], five))).toMatchObject({ elr: [] });
  });

  it('nobody is any more once the ISR has enough again', () => {
    const p = partition({ isrNodes: [1], eligibleLeaderReplicas: [2] });
    expect(change(p, { isr: [1, 3] }, rules([1, 3], two))).toMatchObject({ isr: [1, 3], elr: [] });
  });

  it('an unclean shutdown takes a replica out of both', () => {
    const p = partition({ isrNodes: [1], eligibleLeaderReplicas: [2] });
    expect(change(p, { uncleanShutdown: [2] }, rules([1], two))).toMatchObject({
      isr: [1],
      elr: [],
    });
    expect(change(p, { uncleanShutdown: [1] }, rules([], two))).toMatchObject({
      leader: -1,
      isr: [],
      elr: [2],
      last: 1,
    });
  });
});

describe('a preferred election', () => {
  it('moves the lead to the first replica, in the next epoch, if it is in sync and lives', () => {
    const p = partition({ leaderId: 2 });
    expect(change(p, { election: 'preferred' }, rules([1, 2, 3]))).toMatchObject({
      leader: 1,
      epoch: 6,
      elected: 'clean',
    });
    expect(change(p, { election: 'preferred' }, rules([2, 3]))).toBeUndefined();
    const behind = partition({ leaderId: 2, isrNodes: [2, 3] });
    expect(change(behind, { election: 'preferred' }, rules([1, 2, 3]))).toBeUndefined();
  });
});

describe('a reassignment', () => {
  const all = rules([1, 2, 3, 4]);

  it('first has old and new replicas, the new ones first; the leader and its epoch stay', () => {
    expect(change(partition(), { reassignTo: [4, 1] }, all)).toMatchObject({
      leader: 1,
      epoch: 5,
      replicas: [4, 1, 2, 3],
      isr: [1, 2, 3],
    });
  });

  it('ends when the new ones are in sync: the others leave the ISR, and the epoch rises for them', () => {
    const p = partition({ replicaNodes: [4, 1, 2, 3], reassignTo: [4, 1] });
    expect(change(p, { isr: [1, 2, 3, 4] }, all)).toMatchObject({
      leader: 1,
      epoch: 6,
      replicas: [4, 1],
      isr: [1, 4],
      elected: null,
    });
  });

  it('that takes the leader away ends with an election among the new ones', () => {
    const p = partition({ replicaNodes: [4, 3, 1, 2], reassignTo: [4, 3] });
    expect(change(p, { isr: [1, 3, 4] }, all)).toMatchObject({
      leader: 4,
      epoch: 6,
      replicas: [4, 3],
      isr: [3, 4],
      elected: 'clean',
    });
  });

  it('lists the replicas that leave after the new ones, by id (PartitionReassignmentReplicas)', () => {
    const p = partition({ replicaNodes: [3, 2, 1] });
    expect(change(p, { reassignTo: [4, 2] }, all)).toMatchObject({ replicas: [4, 2, 1, 3] });
  });

  it('that only takes replicas away is over at once if all that stay are in sync', () => {
    expect(change(partition(), { reassignTo: [3, 1] }, all)).toMatchObject({
      leader: 1,
      epoch: 6,
      replicas: [3, 1],
      isr: [1, 3],
    });
  });

  it('waits for every replica that it shall have, also for one that it has already (KAFKA-15665)', () => {
    // KAFKA-19975, after 4.2, no longer waits for 3 in the second case.
    const behind = partition({ isrNodes: [1, 2] });
    expect(change(behind, { reassignTo: [3, 1] }, all)).toMatchObject({
      replicas: [3, 1, 2],
      isr: [1, 2],
      epoch: 5,
    });
    const adding = partition({
      replicaNodes: [1, 3, 4, 2],
      isrNodes: [1, 2],
      reassignTo: [1, 3, 4],
    });
    expect(change(adding, { isr: [1, 2, 4] }, all)).toMatchObject({ replicas: [1, 3, 4, 2] });
    expect(change(adding, { isr: [1, 2, 3, 4] }, all)).toMatchObject({
      replicas: [1, 3, 4],
      isr: [1, 3, 4],
      epoch: 6,
    });
    const alone = partition({ isrNodes: [1] });
    expect(change(alone, { reassignTo: [2, 3] }, all)).toMatchObject({ replicas: [2, 3, 1] });
  });

  it('that only adds a replica waits for it, whatever else changes meanwhile', () => {
    const p = partition({ replicaNodes: [1, 2, 3, 4], reassignTo: [1, 2, 3, 4] });
    expect(change(p, {}, all)).toBeUndefined();
    expect(changedPartition(p, { isr: [1, 2] }, all)?.partition.reassignTo).toEqual([1, 2, 3, 4]);
    const done = changedPartition(p, { isr: [1, 2, 3, 4] }, all)?.partition;
    expect([done?.reassignTo, done?.replicaNodes, done?.leaderEpoch]).toEqual([
      [],
      [1, 2, 3, 4],
      5,
    ]);
  });

  it('to the same replicas in another order is over at once, in sync or not, and needs no new epoch', () => {
    const behind = partition({ isrNodes: [1, 2] });
    expect(change(behind, { reassignTo: [3, 1, 2] }, all)).toMatchObject({
      leader: 1,
      replicas: [3, 1, 2],
      epoch: 5,
      isr: [1, 2],
    });
  });

  it('is given another goal on the way: whoever is in neither leaves with it', () => {
    const p = partition({ replicaNodes: [4, 1, 2, 3], reassignTo: [4, 1] });
    expect(change(p, { reassignTo: [5, 1] }, rules([1, 2, 3, 4, 5]))).toMatchObject({
      replicas: [5, 1, 2, 3, 4],
    });
    // Back to where it was, which is cancelling it: all are in sync, nothing has to be waited for.
    expect(change(p, { reassignTo: [1, 2, 3] }, all)).toMatchObject({
      leader: 1,
      replicas: [1, 2, 3],
      epoch: 6,
    });
  });
});
