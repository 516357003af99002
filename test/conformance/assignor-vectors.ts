import type { z } from 'zod';
import {
  type AssignorState,
  assignorNamed,
  type MemberSubscription,
  makeAssignorState,
  type TopicMetadata,
} from '../../src/assignor/assignor.js';
import { AssignorError } from '../../src/assignor/assignor-error.js';
import {
  cooperativeMemberData,
  type MemberData,
  stickyMemberData,
} from '../../src/assignor/user-data.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { invariant } from '../../src/util/invariant.js';
import { userDataFromHex } from './sticky-bytes.js';
import type {
  AssignorCall,
  assignorVector,
  sequenceVector,
  VectorMember,
  VectorResult,
} from './vector-schema.js';

export function runAssignorCall(vector: z.infer<typeof assignorVector>): VectorResult {
  return runCall(vector.assignor, vector, makeAssignorState());
}

/** A leader keeps its assignor from one rebalance to the next, as long as it leads. */
export function runSequence(vector: z.infer<typeof sequenceVector>): VectorResult[] {
  let leader: string | undefined;
  let state = makeAssignorState();
  return vector.steps.map((step) => {
    if (step.leader !== leader) state = makeAssignorState();
    leader = step.leader;
    return runCall(vector.assignor, step, state);
  });
}

function runCall(name: string, call: AssignorCall, state: AssignorState): VectorResult {
  const { id } = call;
  const members = membersOf(name, call);
  const misread = members.map((m, i) => memberDataDifference(name, m, call.members[i]));
  const assignor = assignorNamed(name);
  invariant(assignor !== undefined, 'every assignor of the vectors is there', { name });
  let outcome: string | Map<string, TopicPartition[]>;
  try {
    outcome = assignor.assign(topicsOf(call), inOrder(members, call.memberOrder), state);
  } catch (error) {
    if (!(error instanceof AssignorError)) throw error;
    outcome = error.javaException;
  }
  const difference = misread.find((text) => text !== undefined) ?? outcomeDifference(call, outcome);
  return difference === undefined ? { id, ok: true } : { id, ok: false, difference };
}

/** `outcome`: the lists, or the name of the Java exception. */
function outcomeDifference(
  { assignment, throws }: AssignorCall,
  outcome: string | ReadonlyMap<string, readonly TopicPartition[]>,
): string | undefined {
  if (assignment !== undefined && typeof outcome !== 'string') {
    return listDifference(assignment, outcome);
  }
  const kafka = throws?.replace(/^.*[.]/, '') ?? 'an assignment'; // without its package
  const cohort = typeof outcome === 'string' ? outcome : 'an assignment';
  return kafka === cohort ? undefined : `outcome: Kafka ${kafka}, cohort ${cohort}`;
}

/** The metadata in the order in which Kafka's leader walked it. */
function topicsOf(call: AssignorCall): Map<string, TopicMetadata> {
  const place = (name: string): number => call.topicOrder.indexOf(name);
  const topics = call.topics.filter(({ name }) => place(name) >= 0);
  topics.sort((a, b) => place(a.name) - place(b.name));
  return new Map(
    topics.map(({ name, partitions, racks }) => [
      name,
      racks === undefined ? { partitions } : { partitions, racks },
    ]),
  );
}

export function membersOf(assignor: string, call: AssignorCall): MemberSubscription[] {
  return call.members.map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId ?? null,
    metadataVersion: member.metadataVersion,
    topics: member.topics,
    ownedPartitions: (member.ownedPartitions ?? []).map(toPartition),
    generationId: member.generationId ?? -1,
    rackId: member.rackId ?? null,
    userData: member.userData === undefined ? null : userDataFromHex(assignor, member.userData),
  }));
}

function inOrder(
  members: readonly MemberSubscription[],
  order: readonly string[],
): MemberSubscription[] {
  return order.flatMap((id) => members.find((member) => member.memberId === id) ?? []);
}

/** `topic-7`, split at the last dash. Names in vectors may be stranger than `parseTopicPartition` allows. */
function toPartition(text: string): TopicPartition {
  const dash = text.lastIndexOf('-');
  return new TopicPartition(text.slice(0, dash), Number(text.slice(dash + 1)));
}

/** What the assignor makes of a member's user data and fields; the vector says it only where it is not obvious. */
function memberDataDifference(
  assignor: string,
  member: MemberSubscription,
  vector: VectorMember | undefined,
): string | undefined {
  if (assignor === 'range' || assignor === 'roundrobin') return undefined;
  const data = assignor === 'sticky' ? stickyMemberData(member) : cooperativeMemberData(member);
  const expected = vector?.memberData ?? {
    partitions: vector?.ownedPartitions ?? [],
    generation: vector?.generationId ?? null,
  };
  const same = textOf(data) === `${expected.partitions.join(' ')} @${expected.generation}`;
  return same ? undefined : `${member.memberId} is read as ${textOf(data)}`;
}

function textOf(data: MemberData): string {
  return `${data.partitions.map((tp) => tp.key).join(' ')} @${data.generation}`;
}

function listDifference(
  expected: Readonly<Record<string, readonly string[]>>,
  assigned: ReadonlyMap<string, readonly TopicPartition[]>,
): string | undefined {
  for (const memberId of new Set([...Object.keys(expected), ...assigned.keys()])) {
    const kafka = expected[memberId]?.join(' ');
    const cohort = assigned
      .get(memberId)
      ?.map((tp) => tp.key)
      .join(' ');
    if (kafka !== cohort) return `${memberId}: Kafka [${kafka}], cohort [${cohort}]`;
  }
  return undefined;
}
