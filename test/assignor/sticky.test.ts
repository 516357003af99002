import { describe, expect, it } from 'vitest';
import { type MemberSubscription, makeAssignorState } from '../../src/assignor/assignor.js';
import { AssignorError } from '../../src/assignor/assignor-error.js';
import { membersInLeaderOrder } from '../../src/assignor/leader-order.js';
import { encodeStickyUserData } from '../../src/assignor/user-data.js';
import { byTopic } from '../../src/protocol/topic-partition.js';
import { assign, expected, member, partitions, rackedTopics, sorted, topicsOf } from './group.js';

/** A member whose user data claims `owned`, assigned in `generation`. */
function claiming(
  memberId: string,
  topics: readonly string[],
  owned: string,
  generation: number,
): MemberSubscription {
  const previousAssignment = byTopic(partitions(owned));
  return member(memberId, topics, {
    generationId: generation,
    userData: encodeStickyUserData({ previousAssignment, generation }),
  });
}

// Inputs and outputs of Kafka's AbstractStickyAssignorTest.
describe('sticky, all members subscribed alike', () => {
  const both = ['topic1', 'topic2'];

  it('deals partitions out in turn to new members', () => {
    const members = [member('c1', both), member('c2', both)];
    expect(assign('sticky', topicsOf({ topic1: 3, topic2: 3 }), members)).toEqual({
      c1: ['topic1-0', 'topic1-2', 'topic2-1'],
      c2: ['topic1-1', 'topic2-0', 'topic2-2'],
    });
  });

  it('gives a partition more to a member that owns the lower quota', () => {
    const members = [
      claiming('c1', both, 'topic1[0] topic2[1]', 1),
      claiming('c2', both, 'topic1[1] topic2[2]', 1),
    ];
    expect(assign('sticky', topicsOf({ topic1: 2, topic2: 3 }), members)).toEqual({
      c1: ['topic1-0', 'topic2-1', 'topic2-0'],
      c2: ['topic1-1', 'topic2-2'],
    });
  });

  it('lets only as many members keep the upper quota as there are odd partitions', () => {
    const members = [
      claiming('consumer1', both, 'topic1[0] topic2[0]', 1),
      claiming('consumer2', both, 'topic1[1] topic2[1]', 1),
      claiming('consumer3', both, '', 1),
    ];
    // Who keeps two depends on the order of Kafka's map, in which consumer2 comes before consumer1.
    const inOrder = membersInLeaderOrder(members);
    expect(assign('sticky', topicsOf({ topic1: 2, topic2: 2 }), inOrder)).toEqual({
      consumer1: ['topic1-0'],
      consumer2: ['topic1-1', 'topic2-1'],
      consumer3: ['topic2-0'],
    });
  });

  it('takes one partition from the only member for a second one, and gives all to the last', () => {
    const topics = topicsOf({ topic: 3 });
    expect(assign('sticky', topics, [member('c1', ['topic'])])).toEqual({
      c1: ['topic-0', 'topic-1', 'topic-2'],
    });
    const joined = [claiming('c1', ['topic'], 'topic[0,1,2]', 1), member('c2', ['topic'])];
    expect(assign('sticky', topics, joined)).toEqual({
      c1: ['topic-0', 'topic-1'],
      c2: ['topic-2'],
    });
    const left = assign('sticky', topics, [claiming('c2', ['topic'], 'topic[2]', 2)]);
    expect(sorted(left)).toEqual(expected({ c2: 'topic[0,1,2]' }));
  });

  it('believes the claim of the later generation', () => {
    const topics = ['topic', 'topic2'];
    const members = [
      claiming('c1', topics, 'topic[0,2] topic2[1]', 10),
      claiming('c2', topics, 'topic[0,2] topic2[1]', 9),
    ];
    const lists = sorted(assign('sticky', topicsOf({ topic: 3, topic2: 3 }), members));
    expect(lists).toEqual(expected({ c1: 'topic[0,2] topic2[1]', c2: 'topic[1] topic2[0,2]' }));
  });

  it('raises the highest generation that it has seen, and never lowers it', () => {
    const state = makeAssignorState();
    const topics = topicsOf({ topic: 3 });
    assign('sticky', topics, [claiming('c1', ['topic'], 'topic[0]', 7)], state);
    expect(state.maxGeneration).toBe(7);
    assign('sticky', topics, [claiming('c1', ['topic'], 'topic[0]', 3)], state);
    expect(state.maxGeneration).toBe(7);
  });

  it('throws as Kafka does when claims of vanished partitions fill every quota', () => {
    const members = [
      claiming('c1', ['topic'], 'topic[2]', 1), // the topic had more partitions when these were assigned
      claiming('c2', ['topic'], 'topic[3]', 1),
    ];
    const call = () => assign('sticky', topicsOf({ topic: 2 }), members);
    expect(call).toThrow(AssignorError);
    expect(call).toThrow('No more unfilled consumers to be assigned.');
  });
});

describe('sticky, members subscribed differently', () => {
  it('evens out the loads', () => {
    const members = [
      member('c1', ['topic1']),
      member('c2', ['topic1', 'topic2']),
      member('c3', ['topic1']),
    ];
    expect(assign('sticky', topicsOf({ topic1: 3, topic2: 2 }), members)).toEqual({
      c1: ['topic1-0', 'topic1-2'],
      c2: ['topic2-0', 'topic2-1'],
      c3: ['topic1-1'],
    });
  });

  const all = ['t1', 't2', 't3'];
  const counts = { t1: 6, t2: 7, t3: 2 };

  it('moves partitions until nobody has two more than another that could take one', () => {
    const members = [
      member('consumer0', all),
      member('consumer1', all),
      member('consumer2', ['t1', 't3']),
    ];
    expect(sorted(assign('sticky', topicsOf(counts), members))).toEqual(
      expected({
        consumer0: 't1[5] t2[0,2,4,6]',
        consumer1: 't1[3] t2[1,3,5] t3[0]',
        consumer2: 't1[0,1,2,4] t3[1]',
      }),
    );
  });

  it('looks at racks before loads', () => {
    const members = [
      member('consumer0', all, { rackId: 'a' }),
      member('consumer1', all, { rackId: 'b' }),
      member('consumer2', ['t1', 't3'], { rackId: 'c' }),
    ];
    expect(sorted(assign('sticky', rackedTopics(counts, 'abc', 1), members))).toEqual(
      expected({
        consumer0: 't1[3] t2[0,2,3,6]',
        consumer1: 't1[4] t2[1,4,5] t3[0]',
        consumer2: 't1[0,1,2,5] t3[1]',
      }),
    );
  });
});
