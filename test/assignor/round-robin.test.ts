import { describe, expect, it } from 'vitest';
import { assign, expected, member, sorted, topicsOf } from './group.js';

// Inputs and outputs of Kafka's RoundRobinAssignorTest.
describe('roundrobin', () => {
  const both = ['topic1', 'topic2'];

  it('deals the partitions of all topics out in turn', () => {
    const members = [member('consumer1', both), member('consumer2', both)];
    expect(assign('roundrobin', topicsOf({ topic2: 3, topic1: 3 }), members)).toEqual({
      consumer1: ['topic1-0', 'topic1-2', 'topic2-1'],
      consumer2: ['topic1-1', 'topic2-0', 'topic2-2'],
    });
  });

  it('passes over members that do not subscribe the topic', () => {
    const members = [member('c1', ['topic1']), member('c2', both), member('c3', ['topic1'])];
    expect(assign('roundrobin', topicsOf({ topic1: 3, topic2: 2 }), members)).toEqual({
      c1: ['topic1-0'],
      c2: ['topic1-1', 'topic2-0', 'topic2-1'],
      c3: ['topic1-2'],
    });
  });

  it('starts with the static members', () => {
    const members = [
      member('consumer-a', both),
      member('consumer-b', both, { groupInstanceId: 'instance1' }),
    ];
    expect(assign('roundrobin', topicsOf({ topic1: 3, topic2: 3 }), members)).toEqual({
      'consumer-a': ['topic1-1', 'topic2-0', 'topic2-2'],
      'consumer-b': ['topic1-0', 'topic1-2', 'topic2-1'],
    });
  });

  it('can leave a member with nothing when subscriptions differ', () => {
    const all = ['topic1', 'topic2', 'topic3', 'topic4', 'topic5'];
    const odd = ['topic1', 'topic3', 'topic5'];
    const topics = topicsOf({ topic1: 2, topic2: 1, topic3: 2, topic4: 1, topic5: 2 });
    const members = [
      member('consumer1', all),
      member('consumer2', odd),
      member('consumer3', odd),
      member('consumer4', all),
    ];
    expect(sorted(assign('roundrobin', topics, members))).toEqual(
      expected({
        consumer1: 'topic1[0] topic3[0] topic5[0]',
        consumer2: 'topic1[1] topic3[1] topic5[1]',
        consumer3: '',
        consumer4: 'topic2[0] topic4[0]',
      }),
    );
  });
});
