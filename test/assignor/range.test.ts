import { describe, expect, it } from 'vitest';
import { assign, expected, member, rackedTopics, sorted, topicsOf } from './group.js';

// Inputs and outputs of Kafka's RangeAssignorTest.
describe('range', () => {
  it('gives each subscriber of a topic one range of it', () => {
    const members = [
      member('c1', ['topic1']),
      member('c2', ['topic1', 'topic2']),
      member('c3', ['topic1']),
    ];
    const lists = assign('range', topicsOf({ topic1: 3, topic2: 2 }), members);
    expect(sorted(lists)).toEqual(
      expected({ c1: 'topic1[0]', c2: 'topic1[1] topic2[0,1]', c3: 'topic1[2]' }),
    );
  });

  it('gives the odd partition of every topic to the same first member', () => {
    const both = ['topic1', 'topic2'];
    const members = [member('consumer2', both), member('consumer1', both)];
    const lists = assign('range', topicsOf({ topic1: 3, topic2: 3 }), members);
    expect(sorted(lists)).toEqual(
      expected({ consumer1: 'topic1[0,1] topic2[0,1]', consumer2: 'topic1[2] topic2[2]' }),
    );
  });

  it('puts static members before dynamic ones', () => {
    const both = ['topic1', 'topic2'];
    const members = [
      member('consumer-a', both),
      member('consumer-b', both, { groupInstanceId: 'instance1' }),
    ];
    const lists = assign('range', topicsOf({ topic1: 3, topic2: 3 }), members);
    expect(sorted(lists)).toEqual(
      expected({ 'consumer-b': 'topic1[0,1] topic2[0,1]', 'consumer-a': 'topic1[2] topic2[2]' }),
    );
  });

  it('leaves out topics that nobody subscribes or that have no metadata', () => {
    const lists = assign('range', topicsOf({ other: 3, t: 1, empty: 0 }), [
      member('c1', ['empty', 'ghost', 't']),
    ]);
    expect(lists).toEqual({ c1: ['t-0'] });
  });
});

describe('range with racks', () => {
  const all = ['t1', 't2', 't3'];
  const inRacks = [
    member('consumer0', all, { rackId: 'a' }),
    member('consumer1', all, { rackId: 'b' }),
    member('consumer2', all, { rackId: 'c' }),
  ];

  it.each([
    [
      1,
      {
        consumer0: 't1[0,3] t2[0,3,6]',
        consumer1: 't1[1,4] t2[1,4] t3[0]',
        consumer2: 't1[2,5] t2[2,5] t3[1]',
      },
    ],
    [
      2,
      {
        consumer0: 't1[0,2] t2[0,2,3] t3[1]',
        consumer1: 't1[1,3] t2[1,4] t3[0]',
        consumer2: 't1[4,5] t2[5,6]',
      },
    ],
  ])('matches members and replicas, with %i replicas', (replicas, lists) => {
    const topics = rackedTopics({ t1: 6, t2: 7, t3: 2 }, 'abc', replicas);
    expect(sorted(assign('range', topics, inRacks))).toEqual(expected(lists));
  });

  it('keeps topics with equal subscribers and counts aligned rather than matching racks', () => {
    const topics = rackedTopics({ t1: 5, t2: 5, t3: 5 }, 'abc', 1);
    expect(sorted(assign('range', topics, inRacks))).toEqual(
      expected({
        consumer0: 't1[0,1] t2[0,1] t3[0,1]',
        consumer1: 't1[2,3] t2[2,3] t3[2,3]',
        consumer2: 't1[4] t2[4] t3[4]',
      }),
    );
  });

  it('matches racks and keeps topics aligned where it can do both', () => {
    const topics = rackedTopics({ t1: 6, t2: 6, t3: 2, t4: 2 }, 'ab', 1);
    const members = [
      member('consumer0', ['t1', 't2'], { rackId: 'a' }),
      member('consumer1', ['t1', 't2'], { rackId: 'b' }),
      member('consumer2', ['t3', 't4'], { rackId: 'b' }),
      member('consumer3', ['t3', 't4'], { rackId: 'a' }),
    ];
    expect(sorted(assign('range', topics, members))).toEqual(
      expected({
        consumer0: 't1[0,2,4] t2[0,2,4]',
        consumer1: 't1[1,3,5] t2[1,3,5]',
        consumer2: 't3[1] t4[1]',
        consumer3: 't3[0] t4[0]',
      }),
    );
  });
});
