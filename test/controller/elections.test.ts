import { describe, expect, it } from 'vitest';
import { balanceLeaders, electLeader, reassign } from '../../src/controller/elections.js';
import type { Fact } from '../../src/protocol/facts.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { ControllerBench } from '../support/controller-bench.js';

/* Elections as brokers die and return, and as operators order them (log-and-replication.md §4.3, §5). */

const tp = new TopicPartition('orders', 0);
const elected = (b: ControllerBench) =>
  b.facts.filter(
    (f): f is Extract<Fact, { type: 'leader elected' }> => f.type === 'leader elected',
  );

function bench(brokers = 3, over: Parameters<ControllerBench['topic']>[3] = {}, elr = true) {
  const b = new ControllerBench(brokers, {
    eligibleLeaderReplicas: elr,
    autoLeaderRebalanceEnable: false,
  });
  b.topic('orders', 1, brokers, over);
  return b;
}

describe('a clean election', () => {
  it('§4.3.2: the first replica in order that is in sync and lives, in the next epoch', () => {
    const b = bench();
    b.alter(1, [1, 3]);
    b.fence(1);
    expect(b.partition()).toMatchObject({ leaderId: 3, leaderEpoch: 1, isrNodes: [3] });
    expect(elected(b)).toMatchObject([{ leader: 3, leaderEpoch: 1, clean: true }]);
  });

  it('§4.3.1: a leader that is alive keeps the lead, whoever returns', () => {
    const b = bench();
    b.fence(1);
    b.unfence(1);
    expect(b.partition()).toMatchObject({ leaderId: 2, leaderEpoch: 1, isrNodes: [2, 3] });
  });

  it('a follower that is fenced leaves the ISR at once; the leader epoch stays', () => {
    const b = bench();
    b.fence(2);
    expect(b.partition()).toMatchObject({ leaderId: 1, leaderEpoch: 0, isrNodes: [1, 3] });
    expect(elected(b)).toEqual([]);
  });

  it('one death changes each partition once, and each epoch has one leader', () => {
    const b = new ControllerBench(3, { autoLeaderRebalanceEnable: false });
    b.topic('orders', 6, 3);
    b.fence(1);
    b.unfence(1);
    b.fence(2);
    const epochs = elected(b).map((f) => `${f.tp.key}/${f.leaderEpoch}`);
    expect(new Set(epochs).size).toBe(epochs.length);
    for (let i = 0; i < 6; i++) expect(b.partition('orders', i).leaderId).toBe(3);
  });
});

describe('nobody in sync lives', () => {
  /** 2 has fallen out of sync, then 1 dies. */
  const offline = (over: Parameters<ControllerBench['topic']>[3], elr: boolean) => {
    const b = bench(2, over, elr);
    b.alter(1, [1]);
    b.fence(1);
    return b;
  };

  it('§4.3.5: unclean elections off: offline, epoch bumped; without ELR the ISR keeps its last member', () => {
    const b = offline({}, false);
    expect(b.partition()).toMatchObject({ leaderId: -1, leaderEpoch: 1, isrNodes: [1] });
    b.unfence(1);
    expect(b.partition()).toMatchObject({ leaderId: 1, leaderEpoch: 2, isrNodes: [1] });
    expect(elected(b).map((f) => [f.leader, f.clean])).toEqual([
      [-1, true],
      [1, true],
    ]);
  });

  it('§4.3.4: unclean elections on: the live replica leads, and it alone is in sync', () => {
    for (const elr of [false, true]) {
      const b = offline({ uncleanLeaderElectionEnable: true }, elr);
      expect(b.partition()).toMatchObject({ leaderId: 2, leaderEpoch: 1, isrNodes: [2] });
      expect(elected(b)).toMatchObject([{ leader: 2, clean: false }]);
      b.unfence(1);
      expect(b.partition()).toMatchObject({ leaderId: 2, isrNodes: [2] });
    }
  });

  it('unclean elections on do not pass over a clean candidate', () => {
    const b = bench(3, { uncleanLeaderElectionEnable: true });
    b.alter(1, [1, 3]);
    b.fence(1);
    expect(elected(b)).toMatchObject([{ leader: 3, clean: true }]);
  });

  it('§4.3.3 (KIP-966): who left below min.insync.replicas leads first, cleanly', () => {
    const b = bench(3, { minInsyncReplicas: 2 });
    b.alter(1, [1, 2]);
    b.alter(1, [1]);
    expect(b.partition().eligibleLeaderReplicas).toEqual([2]); // 3 left while there were still two
    b.fence(1);
    expect(b.partition()).toMatchObject({ leaderId: 2, isrNodes: [2] });
    expect(elected(b)).toMatchObject([{ leader: 2, clean: true }]);
  });

  it('KIP-966: a crash takes eligibility away, a clean shutdown does not', () => {
    const leftWith = (process: 'crashed' | 'clean') => {
      const b = bench(3, { minInsyncReplicas: 2 });
      b.fence(3);
      b.fence(2); // ISR {1}, eligible {2}
      expect(b.partition()).toMatchObject({ isrNodes: [1], eligibleLeaderReplicas: [2] });
      b.unfence(2, process);
      b.fence(1);
      return b.partition();
    };
    expect(leftWith('clean')).toMatchObject({ leaderId: 2, isrNodes: [2] });
    expect(leftWith('crashed')).toMatchObject({
      leaderId: -1,
      isrNodes: [],
      eligibleLeaderReplicas: [1],
    });
  });

  it('KIP-966: after that the last leader alone may come back, whatever it lost', () => {
    const b = bench(2);
    b.alter(1, [1]);
    b.fence(1);
    expect(b.partition()).toMatchObject({
      isrNodes: [],
      eligibleLeaderReplicas: [1],
      lastKnownLeader: 1,
    });
    b.unfence(1, 'crashed');
    expect(b.partition()).toMatchObject({ leaderId: 1, isrNodes: [1], lastKnownLeader: -1 });
    // electAnyLeader: `new ElectionResult(partition.lastKnownElr[0], true)`, an unclean election.
    expect(elected(b).at(-1)).toMatchObject({ leader: 1, clean: false });
  });
});

describe('kafka-leader-election', () => {
  it('--election-type preferred gives the lead back to the first replica once that is in sync', () => {
    const b = bench();
    b.fence(1);
    b.unfence(1);
    expect(electLeader(b.controller, tp, 'preferred', b.out)).toBe(
      'PREFERRED_LEADER_NOT_AVAILABLE',
    );
    b.alter(2, [2, 3, 1]);
    expect(electLeader(b.controller, tp, 'preferred', b.out)).toBe('NONE');
    expect(b.partition()).toMatchObject({ leaderId: 1, leaderEpoch: 2, isrNodes: [2, 3, 1] });
    expect(electLeader(b.controller, tp, 'preferred', b.out)).toBe('ELECTION_NOT_NEEDED');
  });

  it('--election-type unclean is needed only where nobody leads', () => {
    const b = bench(2, {}, false);
    expect(electLeader(b.controller, tp, 'unclean', b.out)).toBe('ELECTION_NOT_NEEDED');
    b.alter(1, [1]);
    b.fence(1);
    b.fence(2);
    expect(electLeader(b.controller, tp, 'unclean', b.out)).toBe('ELIGIBLE_LEADERS_NOT_AVAILABLE');
    b.unfence(2);
    expect(b.partition().leaderId).toBe(-1); // the topic does not allow it
    expect(electLeader(b.controller, tp, 'unclean', b.out)).toBe('NONE');
    expect(b.partition()).toMatchObject({ leaderId: 2, isrNodes: [2] });
  });

  it('of a partition that is not there: UNKNOWN_TOPIC_OR_PARTITION', () => {
    const nowhere = new TopicPartition('orders', 7);
    const b = bench();
    for (const type of ['preferred', 'unclean'] as const)
      expect(electLeader(b.controller, nowhere, type, b.out)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });
});

describe('the balance of preferred leaders (§4.3: every 300 s, more than 10 % elsewhere)', () => {
  /** Ten partitions that broker 1 is to lead, so many of them led elsewhere. */
  const imbalanced = (elsewhere: number) => {
    const b = new ControllerBench(2);
    for (let i = 0; i < 10; i++) b.topic(i === 0 ? 'orders' : `topic-${i}`, 1, 2);
    for (let i = 0; i < elsewhere; i++) {
      const moved = new TopicPartition(i === 0 ? 'orders' : `topic-${i}`, 0);
      reassign(b.controller, moved, [2, 1], b.out); // another order: done at once
      electLeader(b.controller, moved, 'preferred', b.out);
      reassign(b.controller, moved, [1, 2], b.out);
    }
    return b;
  };
  const led = (b: ControllerBench) =>
    [...b.controller.image.topics.values()].filter(
      ({ metadata }) => metadata.partitions[0]?.leaderId === 1,
    ).length;

  it('gives none back at 10 %, all above', () => {
    const at = imbalanced(1);
    balanceLeaders(at.controller, at.out);
    expect(led(at)).toBe(9);
    const above = imbalanced(2);
    expect(led(above)).toBe(8);
    balanceLeaders(above.controller, above.out);
    expect(led(above)).toBe(10);
  });
});

describe('kafka-reassign-partitions', () => {
  it.each([
    ['nobody', []],
    ['a broker that does not exist', [1, 9]],
    ['the same broker twice', [1, 1]],
  ])('to %s: INVALID_REPLICA_ASSIGNMENT', (_, replicas) => {
    const b = bench();
    expect(reassign(b.controller, tp, replicas, b.out)).toBe('INVALID_REPLICA_ASSIGNMENT');
    expect(b.partition()).toMatchObject({ replicaNodes: [1, 2, 3], reassignTo: [] });
  });

  it('to a broker that is down begins, and waits for it', () => {
    const b = new ControllerBench(4);
    b.topic('orders', 1, 3);
    b.fence(4);
    expect(reassign(b.controller, tp, [4, 2], b.out)).toBe('NONE');
    expect(b.partition()).toMatchObject({ replicaNodes: [4, 2, 1, 3], leaderId: 1 });
    b.unfence(4);
    b.alter(1, [1, 2, 3, 4]);
    expect(b.partition()).toMatchObject({ replicaNodes: [4, 2], leaderId: 4, isrNodes: [2, 4] });
  });
});
