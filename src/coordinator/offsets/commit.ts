import type {
  OffsetCommitPartition,
  OffsetCommitRequest,
  OffsetCommitResponse,
} from '../../protocol/api/offset-commit.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { CoordinatorRecord } from '../../protocol/records.js';
import { createGroup } from '../classic/create.js';
import { type CoordinatorContext, findGroup } from '../context.js';
import type { CoordinatorRequestOf } from '../host.js';
import { offsetCommitRecord } from '../records.js';

type Topic = OffsetCommitResponse['topics'][number];

/** Since this version an absent group has an error of its own. */
const GROUP_ID_NOT_FOUND_SINCE = 9;

export interface CommitResult {
  /** Not NONE: nothing is stored. */
  readonly error: ErrorName;
  readonly records: readonly CoordinatorRecord[];
  readonly response: OffsetCommitResponse;
}

/**
 * OffsetCommit to a classic group. Offsets are taken as they come: neither the log nor the assignment is looked at.
 * Kafka: OffsetMetadataManager.commitOffset.
 */
export function commitOffsets(
  ctx: CoordinatorContext,
  commit: CoordinatorRequestOf<'OffsetCommit'>,
): CommitResult {
  const { body } = commit;
  const error = admitCommit(ctx, body, commit.version);
  if (error !== 'NONE') return { error, records: [], response: commitError(body, error) };
  const expires = body.retentionTimeMs === -1 ? -1 : ctx.now + body.retentionTimeMs;
  const records: CoordinatorRecord[] = [];
  const topics: Topic[] = [];
  for (const { name, topicId, partitions } of body.topics) {
    const answers: { partitionIndex: number; errorCode: ErrorName }[] = [];
    for (const partition of partitions) {
      const { partitionIndex } = partition;
      const tooLarge = isMetadataTooLarge(ctx, partition);
      answers.push({ partitionIndex, errorCode: tooLarge ? 'OFFSET_METADATA_TOO_LARGE' : 'NONE' });
      if (tooLarge) continue;
      const stored = ctx.rules.committed(partition);
      records.push(offsetCommitRecord(body.groupId, name, topicId, stored, ctx.now, expires));
    }
    topics.push({ name, topicId, partitions: answers });
  }
  return { error: 'NONE', records, response: { topics } };
}

/** Kafka: OffsetMetadataManager.validateOffsetCommit, and the session that a commit renews. */
function admitCommit(
  ctx: CoordinatorContext,
  body: OffsetCommitRequest,
  version: number,
): ErrorName {
  const { groupId, memberId, groupInstanceId, generationIdOrMemberEpoch: generation } = body;
  let group = findGroup(ctx, groupId);
  if (group === undefined) {
    if (generation >= 0)
      return version >= GROUP_ID_NOT_FOUND_SINCE ? 'GROUP_ID_NOT_FOUND' : 'ILLEGAL_GENERATION';
    group = createGroup(ctx, groupId); // a simple group, which is there for its offsets alone
  }
  const error = ctx.rules.admitsCommit(group, memberId, groupInstanceId, generation);
  if (error !== 'NONE') return error;
  if (group.state === 'Stable' || group.state === 'PreparingRebalance') {
    const member = group.members.get(memberId);
    if (member !== undefined) ctx.rules.renewSession(ctx, member);
  }
  return 'NONE';
}

/** Counted in UTF-16 units, although the setting says bytes. Kafka: isMetadataInvalid. */
export function isMetadataTooLarge(
  ctx: CoordinatorContext,
  partition: OffsetCommitPartition,
): boolean {
  const { committedMetadata } = partition;
  return committedMetadata !== null && committedMetadata.length > ctx.config.offsetMetadataMaxBytes;
}

/** The same error for every partition: the protocol has none for the whole. */
export function commitError(body: OffsetCommitRequest, errorCode: ErrorName): OffsetCommitResponse {
  const topics = body.topics.map(({ name, topicId, partitions }): Topic => {
    return {
      name,
      topicId,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    };
  });
  return { topics };
}
