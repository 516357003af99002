import { assignorNamed } from '../assignor/assignor.js';
import type { ConsumerRules } from '../client/consumer/rules.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import { type Bug, consumerBug } from './bug.js';

type Assign = ConsumerRules['assign'];
type Assignment = Map<string, TopicPartition[]>;

/** Of this assignor alone: what it assigned is changed. */
function after(name: string, change: (assignment: Assignment) => void): Assign {
  return (assignor, topics, members, memory) => {
    const assignment = assignor.assign(topics, members, memory);
    if (assignor.name === name) change(assignment);
    return assignment;
  };
}

/** Members from the one with most partitions on. */
function busiest(assignment: Assignment): TopicPartition[][] {
  return [...assignment.values()].sort((a, b) => b.length - a.length);
}

/** Of the assignors, which the leader of a group runs. */
export const ASSIGNOR_BUGS: readonly Bug[] = [
  consumerBug(
    'sticky-loses-a-partition',
    'assign',
    'The sticky assignor gives one partition of the busiest member to nobody.',
    after('sticky', (assignment) => void busiest(assignment)[0]?.pop()),
  ),
  consumerBug(
    'range-assigns-twice',
    'assign',
    'The range assignor gives one partition to two members.',
    after('range', (assignment) => {
      const [first, second] = busiest(assignment);
      const tp = first?.[0];
      if (tp !== undefined) second?.push(tp);
    }),
  ),
  consumerBug(
    'roundrobin-forgets-the-last-member',
    'assign',
    'The round-robin assignor counts the last member, and gives it nothing.',
    after('roundrobin', (assignment) => void [...assignment.values()].at(-1)?.splice(0)),
  ),
  consumerBug(
    'cooperative-in-one-step',
    'assign',
    'The cooperative-sticky assignor hands partitions over before their owners have revoked them.',
    (assignor, topics, members, memory) => {
      const eager = assignorNamed('sticky');
      if (assignor.name !== 'cooperative-sticky' || eager === undefined)
        return assignor.assign(topics, members, memory);
      return eager.assign(topics, members, memory);
    },
  ),
];
