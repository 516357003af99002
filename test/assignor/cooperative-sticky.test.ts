import { describe, expect, it } from 'vitest';
import { assignorNamed, type MemberSubscription } from '../../src/assignor/assignor.js';
import { encodeCooperativeUserData } from '../../src/assignor/user-data.js';
import { assign, expected, member, partitions, rackedTopics, sorted, topicsOf } from './group.js';

function owning(
  memberId: string,
  topics: readonly string[],
  owned: string,
  rest: Partial<MemberSubscription> = { generationId: 1 },
): MemberSubscription {
  return member(memberId, topics, { ownedPartitions: partitions(owned), ...rest });
}

// Inputs and outputs of Kafka's CooperativeStickyAssignorTest.
describe('cooperative-sticky', () => {
  it('gives a partition that two members claim to nobody at first', () => {
    const members = [
      owning('c1', ['topic'], 'topic[0,1]'),
      owning('c2', ['topic'], 'topic[0,2]'),
      owning('c3', ['topic'], ''),
    ];
    expect(assign('cooperative-sticky', topicsOf({ topic: 3 }), members)).toEqual({
      c1: ['topic-1'],
      c2: ['topic-2'],
      c3: [],
    });
  });

  it('reads the generation of old members from their user data', () => {
    const old = {
      metadataVersion: 1,
      generationId: -1,
      userData: encodeCooperativeUserData({ generation: 1 }),
    };
    const members = [
      owning('c1', ['topic1'], 'topic1[0]', old),
      owning('c2', ['topic1'], 'topic1[1]', old),
      member('c3', ['topic1'], { metadataVersion: 2, generationId: 1 }),
    ];
    expect(assign('cooperative-sticky', topicsOf({ topic1: 3 }), members)).toEqual({
      c1: ['topic1-0'],
      c2: ['topic1-1'],
      c3: ['topic1-2'],
    });
  });

  it('hands a partition over in two rounds', () => {
    const topics = topicsOf({ topic: 3 });
    const first = [owning('c1', ['topic'], 'topic[0,1,2]'), owning('c2', ['topic'], '')];
    expect(assign('cooperative-sticky', topics, first)).toEqual({
      c1: ['topic-0', 'topic-1'],
      c2: [],
    });
    const second = [
      owning('c1', ['topic'], 'topic[0,1]', { generationId: 2 }),
      owning('c2', ['topic'], '', { generationId: 2 }),
    ];
    expect(assign('cooperative-sticky', topics, second)).toEqual({
      c1: ['topic-0', 'topic-1'],
      c2: ['topic-2'],
    });
  });

  it('takes partitions from members in other racks, in two rounds as well', () => {
    const all = ['t1', 't2', 't3'];
    const at = (rackId: string) => ({ rackId, generationId: 1 });
    const members = [
      owning('consumer0', all, 't1[0,1,2,3,4]', at('a')),
      owning('consumer1', all, 't1[5] t2[0,1,2,3]', at('b')),
      owning('consumer2', all, 't2[4,5,6] t3[0,1]', at('c')),
    ];
    const lists = assign(
      'cooperative-sticky',
      rackedTopics({ t1: 6, t2: 7, t3: 2 }, 'abc', 1),
      members,
    );
    expect(sorted(lists)).toEqual(
      expected({ consumer0: 't1[0,3]', consumer1: 't2[1]', consumer2: 't2[5] t3[1]' }),
    );
  });

  it('is the only assignor that can keep partitions through a rebalance', () => {
    const protocols = ['range', 'roundrobin', 'sticky', 'cooperative-sticky'].map(
      (name) => assignorNamed(name)?.supportedProtocols,
    );
    expect(protocols).toEqual([['EAGER'], ['EAGER'], ['EAGER'], ['COOPERATIVE', 'EAGER']]);
    expect(assignorNamed('uniform')).toBeUndefined();
  });

  it('hands out the very objects that a member claimed', () => {
    const c1 = owning('c1', ['topic'], 'topic[0]');
    const lists = assignorNamed('cooperative-sticky')?.assign(topicsOf({ topic: 1 }), [c1], {
      maxGeneration: -1,
      memberAssignment: null,
      generation: -1,
    });
    expect(lists?.get('c1')?.[0]).toBe(c1.ownedPartitions[0]);
  });
});
