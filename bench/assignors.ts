import { performance } from 'node:perf_hooks';
import {
  type Assignor,
  assignorNamed,
  type MemberSubscription,
  makeAssignorState,
  type TopicMetadata,
} from '../src/assignor/assignor.js';
import { invariant } from '../src/util/invariant.js';

/** One figure: how long one assignment takes after one member has left. */
export interface AssignorFigure {
  readonly assignor: string;
  readonly members: number;
  readonly partitions: number;
  readonly ms: number;
  /** What Kafka's own class took for it, in Java. */
  readonly kafkaMs: number;
}

const TOPICS = 10;

const WORKLOADS: readonly (readonly [string, number, number, number])[] = [
  ['range', 10, 100, 0.11],
  ['range', 100, 1000, 0.23],
  ['range', 1000, 10_000, 3.4],
  ['roundrobin', 10, 100, 0.017],
  ['roundrobin', 100, 1000, 0.075],
  ['roundrobin', 1000, 10_000, 1.0],
  ['sticky', 10, 100, 0.046],
  ['sticky', 100, 1000, 0.28],
  ['sticky', 1000, 10_000, 4.5],
  ['cooperative-sticky', 10, 100, 0.016],
  ['cooperative-sticky', 100, 1000, 0.22],
  ['cooperative-sticky', 1000, 10_000, 3.7],
];

/** Ten topics that all members subscribe; the median of many assignments, after a warm-up. */
export function benchAssignors(): AssignorFigure[] {
  return WORKLOADS.map(([name, members, partitions, kafkaMs]) => {
    const assignor = assignorNamed(name);
    invariant(assignor !== undefined, 'the assignor exists', { name });
    return {
      assignor: name,
      members,
      partitions,
      ms: measure(assignor, members, partitions),
      kafkaMs,
    };
  });
}

function measure(assignor: Assignor, memberCount: number, partitions: number): number {
  const topics = new Map<string, TopicMetadata>();
  for (let t = 0; t < TOPICS; t++) topics.set(`topic-${t}`, { partitions: partitions / TOPICS });
  const members = afterOneLeft(assignor, topics, memberCount);
  const state = makeAssignorState();
  const samples: number[] = [];
  const runs = Math.max(40, 200_000 / partitions);
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    assignor.assign(topics, members, state);
    samples.push(performance.now() - start);
  }
  const warm = samples.slice(samples.length / 2).sort((a, b) => a - b);
  return warm[warm.length >> 1] ?? 0;
}

/** The members as they join again after the last of them has left: with what they were assigned. */
function afterOneLeft(
  assignor: Assignor,
  topics: ReadonlyMap<string, TopicMetadata>,
  count: number,
): MemberSubscription[] {
  const fresh = Array.from(
    { length: count },
    (_, i): MemberSubscription => ({
      memberId: `consumer-group-${i + 1}`,
      groupInstanceId: null,
      metadataVersion: 3,
      topics: [...topics.keys()],
      ownedPartitions: [],
      generationId: -1,
      rackId: null,
      userData: null,
    }),
  );
  const assigned = assignor.assign(topics, fresh, makeAssignorState());
  const cooperative = assignor.supportedProtocols.includes('COOPERATIVE');
  return fresh.slice(0, -1).map((member): MemberSubscription => {
    const state = makeAssignorState();
    const list = assigned.get(member.memberId) ?? [];
    assignor.onAssignment(state, list, 1);
    return {
      ...member,
      topics: [...member.topics],
      ownedPartitions: cooperative ? list : [],
      generationId: 1,
      userData: assignor.subscriptionUserData(state),
    };
  });
}
