import {
  type AssignorName,
  type AssignorState,
  assignorNamed,
  type MemberSubscription,
  makeAssignorState,
  type TopicMetadata,
} from '../../src/assignor/assignor.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { invariant } from '../../src/util/invariant.js';

/** A member that subscribes `topics` and has no past, unless `rest` gives it one. */
export function member(
  memberId: string,
  topics: readonly string[],
  rest: Partial<MemberSubscription> = {},
): MemberSubscription {
  return {
    memberId,
    groupInstanceId: null,
    metadataVersion: 3,
    topics,
    ownedPartitions: [],
    generationId: -1,
    rackId: null,
    userData: null,
    ...rest,
  };
}

/** `'topic1[0,2] topic2[1]'` as partitions. */
export function partitions(text: string): TopicPartition[] {
  return [...text.matchAll(/(\S+)\[([\d,]+)\]/g)].flatMap(([, topic = '', numbers = '']) =>
    numbers.split(',').map((number) => new TopicPartition(topic, Number(number))),
  );
}

/** Partition counts, in the order in which the assignor walks the topics. */
export function topicsOf(counts: Readonly<Record<string, number>>): Map<string, TopicMetadata> {
  return new Map(Object.entries(counts).map(([name, count]) => [name, { partitions: count }]));
}

/**
 * As topicsOf, with racks as in Kafka's rack tests: replica j of partition i is on broker i + j + the number of
 * partitions of all topics before, and the brokers sit in `racks` in turn.
 */
export function rackedTopics(
  counts: Readonly<Record<string, number>>,
  racks: string,
  replicas: number,
): Map<string, TopicMetadata> {
  let before = 0;
  return new Map(
    Object.entries(counts).map(([name, count]) => {
      const offset = before;
      before += count;
      const rackOf = (i: number, j: number): string => racks[(i + j + offset) % racks.length] ?? '';
      return [
        name,
        {
          partitions: count,
          racks: Array.from({ length: count }, (_, i) =>
            Array.from({ length: replicas }, (__, j) => rackOf(i, j)),
          ),
        },
      ];
    }),
  );
}

/** The lists of one assignment, in list order: `{ c1: ['topic1-0'] }`. */
export function assign(
  name: AssignorName,
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly MemberSubscription[],
  state: AssignorState = makeAssignorState(),
): Record<string, string[]> {
  const assignor = assignorNamed(name);
  invariant(assignor !== undefined, 'the assignor exists', { name });
  const lists = assignor.assign(topics, members, state);
  return Object.fromEntries([...lists].map(([id, list]) => [id, list.map((tp) => tp.key)]));
}

/** What `assign` should give, as sets: per member `'topic1[0,2] topic2[1]'`. */
export function expected(lists: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(lists).map(([id, text]) => [
      id,
      partitions(text)
        .map((tp) => tp.key)
        .sort(),
    ]),
  );
}

export function sorted(lists: Readonly<Record<string, string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(lists).map(([id, list]) => [id, [...list].sort()]));
}
