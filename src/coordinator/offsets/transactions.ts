import type {
  TxnOffsetCommitRequest,
  TxnOffsetCommitResponse,
} from '../../protocol/api/txn-offset-commit.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { CoordinatorRecord } from '../../protocol/records.js';
import { createGroup } from '../classic/create.js';
import { type CoordinatorContext, findGroup } from '../context.js';
import { offsetCommitRecord } from '../records.js';
import { isMetadataTooLarge } from './commit.js';
import { validateOffsetCommit } from './validate.js';

type Topic = TxnOffsetCommitResponse['topics'][number];

export interface TxnCommitResult {
  /** Not NONE: nothing is stored. */
  readonly error: ErrorName;
  readonly records: readonly CoordinatorRecord[];
  readonly response: TxnOffsetCommitResponse;
}

/**
 * Offsets that become the group's when the producer's transaction commits. They renew no session.
 * Kafka: OffsetMetadataManager.commitTransactionalOffset.
 */
export function commitTransactionalOffsets(
  ctx: CoordinatorContext,
  body: TxnOffsetCommitRequest,
): TxnCommitResult {
  const error = admitTransaction(ctx, body);
  if (error !== 'NONE') return { error, records: [], response: txnCommitError(body, error) };
  const records: CoordinatorRecord[] = [];
  const topics = body.topics.map(({ name, partitions }): Topic => {
    const answers = partitions.map((partition) => {
      const { partitionIndex } = partition;
      if (isMetadataTooLarge(ctx, partition))
        return { partitionIndex, errorCode: 'OFFSET_METADATA_TOO_LARGE' as const };
      records.push(offsetCommitRecord(body.groupId, name, '', partition, ctx.now, -1));
      return { partitionIndex, errorCode: 'NONE' as const };
    });
    return { name, partitions: answers };
  });
  return { error: 'NONE', records, response: { topics } };
}

/** Kafka: validateTransactionalOffsetCommit. */
function admitTransaction(ctx: CoordinatorContext, body: TxnOffsetCommitRequest): ErrorName {
  const { groupId, memberId, groupInstanceId, generationId } = body;
  const group = findGroup(ctx, groupId);
  if (group === undefined && generationId >= 0) return 'ILLEGAL_GENERATION';
  const known = group ?? createGroup(ctx, groupId);
  return validateOffsetCommit(known, memberId, groupInstanceId, generationId, true);
}

export function txnCommitError(
  body: TxnOffsetCommitRequest,
  errorCode: ErrorName,
): TxnOffsetCommitResponse {
  const topics = body.topics.map(({ name, partitions }): Topic => {
    return {
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    };
  });
  return { topics };
}
