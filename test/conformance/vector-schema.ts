import { z } from 'zod';

/** The lines of the vector files, as VECTORS.md describes them. */

const partitionList = z.array(z.string().regex(/-\d+$/, 'a partition is `topic-7`'));
const assignment = z.record(z.string(), partitionList);

const topic = z.object({
  name: z.string(),
  partitions: z.int().min(0),
  racks: z.array(z.array(z.string().nullable())).optional(),
});

const member = z.object({
  memberId: z.string(),
  groupInstanceId: z.string().optional(),
  metadataVersion: z.int().min(0),
  topics: z.array(z.string()),
  ownedPartitions: partitionList.optional(),
  generationId: z.int().optional(),
  rackId: z.string().optional(),
  userData: z
    .string()
    .regex(/^([0-9a-f]{2})*$/, 'bytes are in lower case hex')
    .optional(),
  memberData: z.object({ partitions: partitionList, generation: z.int().nullable() }).optional(),
});

const call = z.object({
  id: z.string(),
  topics: z.array(topic),
  members: z.array(member),
  memberOrder: z.array(z.string()),
  topicOrder: z.array(z.string()),
  assignment: assignment.optional(),
  /** The Java exception that Kafka's assignor throws instead. */
  throws: z.string().optional(),
});

const assignor = z.enum(['range', 'roundrobin', 'sticky', 'cooperative-sticky']);
const partitionOfCount = z.record(z.string().regex(/^\d+$/), z.int());

export const assignorVector = call.extend({ assignor });

export const sequenceVector = z.object({
  id: z.string(),
  assignor,
  steps: z.array(call.extend({ leader: z.string(), generation: z.int(), change: z.string() })),
});

export const groupPartitionVector = z.object({
  id: z.string(),
  groupId: z.string(),
  hashCode: z.int(),
  abs: z.int(),
  partitionFor: partitionOfCount,
});

export const murmur2Vector = z.object({
  id: z.string(),
  key: z.string(),
  utf8: z.string().optional(),
  murmur2: z.int(),
  toPositive: z.int(),
  partitionForKey: partitionOfCount,
});

export const topicNameVector = z.object({
  id: z.string(),
  name: z.string(),
  valid: z.boolean(),
  reason: z.string().optional(),
  internal: z.boolean(),
  hasCollisionChars: z.boolean(),
});

export const topicCollisionVector = z.object({
  id: z.string(),
  name: z.string(),
  other: z.string(),
  collide: z.boolean(),
});

export const groupIdVector = z.object({
  id: z.string(),
  groupId: z.string().nullable(),
  classicValid: z.boolean(),
  heartbeatValid: z.boolean(),
  reason: z.string().optional(),
});

export type AssignorCall = z.infer<typeof call>;
export type VectorMember = z.infer<typeof member>;
export type AssignorNameOfVector = z.infer<typeof assignor>;

/** One vector held against cohort. */
export interface VectorResult {
  readonly id: string;
  readonly ok: boolean;
  /** The first thing that differs. */
  readonly difference?: string;
}
