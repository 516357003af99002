import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  consumerGroupIdProblem,
  hasCollisionChars,
  isClassicGroupId,
  isInternalTopic,
  topicNameProblem,
  topicNamesCollide,
} from '../../src/protocol/names.js';
import {
  groupPartition,
  murmur2,
  partitionForKeyBytes,
  toPositive,
} from '../../src/protocol/partitioner.js';
import { javaStringHash, kafkaAbs } from '../../src/util/java-hash.js';
import { UserError } from '../../src/util/user-error.js';
import { utf8Bytes } from '../../src/util/utf8.js';
import { runAssignorCall, runSequence } from './assignor-vectors.js';
import type { VectorResult } from './vector-schema.js';
import * as schema from './vector-schema.js';

/** Holds every line of the vector files (VECTORS.md) against cohort. Throws UserError for a line that is none. */
export function runVectors(files: readonly string[]): VectorResult[] {
  return files.flatMap(runFile);
}

function runFile(file: string): VectorResult[] {
  const results: VectorResult[] = [];
  for (const [i, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line.trim() !== '') results.push(...runLine(line, `${file}:${i + 1}`));
  }
  return results;
}

function runLine(line: string, where: string): VectorResult[] {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new UserError(`${where}: not JSON: ${String(error)}`, 'one JSON object a line');
  }
  const { id } = read(z.looseObject({ id: z.string() }), json, where);
  const object = json as Readonly<Record<string, unknown>>; // an object, says the line above
  if ('steps' in object) return runSequence(read(schema.sequenceVector, json, where));
  if ('assignor' in object) return [runAssignorCall(read(schema.assignorVector, json, where))];
  const kind = id.slice(0, id.indexOf('/'));
  if (kind === 'topic-names' && 'other' in object) {
    return [topicCollision(read(schema.topicCollisionVector, json, where))];
  }
  switch (kind) {
    case 'group-partition':
      return [groupPartitions(read(schema.groupPartitionVector, json, where))];
    case 'murmur2':
      return [keyPartitions(read(schema.murmur2Vector, json, where))];
    case 'topic-names':
      return [topicName(read(schema.topicNameVector, json, where))];
    case 'group-ids':
      return [groupId(read(schema.groupIdVector, json, where))];
    default:
      throw new UserError(
        `${where}: no vector of a known kind: ${id}`,
        'the files of assignors-client and hashes in VECTORS.md',
      );
  }
}

function read<T>(shape: z.ZodType<T>, json: unknown, where: string): T {
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`${where}: ${issue?.path.join('.')}: ${issue?.message}`, 'see VECTORS.md');
}

function groupPartitions(vector: z.infer<typeof schema.groupPartitionVector>): VectorResult {
  const hash = javaStringHash(vector.groupId);
  return compare(vector.id, [
    ['hashCode', vector.hashCode, hash],
    ['abs', vector.abs, kafkaAbs(hash)],
    ...each('partitionFor', vector.partitionFor, (n) => groupPartition(vector.groupId, n)),
  ]);
}

function keyPartitions(vector: z.infer<typeof schema.murmur2Vector>): VectorResult {
  const key = new Uint8Array(Buffer.from(vector.key, 'hex'));
  const hash = murmur2(key);
  const utf8 = vector.utf8 === undefined ? vector.key : toHex(utf8Bytes(vector.utf8));
  return compare(vector.id, [
    ['utf8', vector.key, utf8],
    ['murmur2', vector.murmur2, hash],
    ['toPositive', vector.toPositive, toPositive(hash)],
    ...each('partitionForKey', vector.partitionForKey, (n) => partitionForKeyBytes(key, n)),
  ]);
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function topicName(vector: z.infer<typeof schema.topicNameVector>): VectorResult {
  const problem = topicNameProblem(vector.name);
  return compare(vector.id, [
    ['valid', vector.valid, problem === undefined],
    ['reason', vector.reason, problem],
    ['internal', vector.internal, isInternalTopic(vector.name)],
    ['hasCollisionChars', vector.hasCollisionChars, hasCollisionChars(vector.name)],
  ]);
}

function topicCollision(vector: z.infer<typeof schema.topicCollisionVector>): VectorResult {
  return compare(vector.id, [
    ['collide', vector.collide, topicNamesCollide(vector.name, vector.other)],
  ]);
}

function groupId(vector: z.infer<typeof schema.groupIdVector>): VectorResult {
  const problem = consumerGroupIdProblem(vector.groupId);
  return compare(vector.id, [
    ['classicValid', vector.classicValid, isClassicGroupId(vector.groupId)],
    ['heartbeatValid', vector.heartbeatValid, problem === undefined],
    ['reason', vector.reason, problem],
  ]);
}

type Check = readonly [what: string, kafka: unknown, cohort: unknown];

function each(what: string, expected: Record<string, number>, of: (n: number) => number): Check[] {
  return Object.entries(expected).map(([n, value]) => [`${what} ${n}`, value, of(Number(n))]);
}

function compare(id: string, checks: readonly Check[]): VectorResult {
  const wrong = checks.find(([, kafka, cohort]) => kafka !== cohort);
  if (wrong === undefined) return { id, ok: true };
  const [what, kafka, cohort] = wrong;
  return { id, ok: false, difference: `${what}: Kafka ${kafka}, cohort ${cohort}` };
}
