import type { OffsetCommitResponse } from '../protocol/api/offset-commit.js';
import type { CoordinatorFact, PartitionOffset } from '../protocol/facts.js';
import type { CoordinatorRecord } from '../protocol/records.js';
import { TopicPartition } from '../protocol/topic-partition.js';
import type { CoordinatorHost, CoordinatorRequestOf } from './host.js';

/*
 * Facts about offsets, for the trace.
 */

/** What an OffsetCommit stored, and what it did not, by error. */
export function noteCommit(
  host: CoordinatorHost,
  request: CoordinatorRequestOf<'OffsetCommit'>,
  response: OffsetCommitResponse,
): void {
  const { clientId, body } = request;
  const { groupId: group, memberId, generationIdOrMemberEpoch: generation } = body;
  const stored: PartitionOffset[] = [];
  let refused: Map<string, PartitionOffset[]> | null = null;
  let t = 0;
  for (const { name, partitions } of body.topics) {
    const answers = response.topics[t]?.partitions;
    t += 1;
    let p = 0;
    for (const { partitionIndex, committedOffset } of partitions) {
      const offset = { tp: new TopicPartition(name, partitionIndex), offset: committedOffset };
      const error = answers?.[p]?.errorCode ?? 'NONE';
      p += 1;
      if (error === 'NONE') {
        stored.push(offset);
        continue;
      }
      refused ??= new Map();
      const list = refused.get(error);
      if (list === undefined) refused.set(error, [offset]);
      else list.push(offset);
    }
  }
  if (stored.length > 0)
    host.note({ type: 'offsets stored', group, clientId, memberId, generation, offsets: stored });
  if (refused === null) return;
  for (const [error, offsets] of refused)
    host.note({ type: 'offsets refused', group, clientId, memberId, error, offsets });
}

type Removal = CoordinatorFact & { readonly type: 'offsets removed' };

/** What a batch of tombstones removed. */
export function noteTombstones(
  host: CoordinatorHost,
  records: readonly CoordinatorRecord[],
  cause: Removal['cause'],
): void {
  const removed = new Map<string, TopicPartition[]>();
  const deleted: string[] = [];
  for (const record of records) {
    if (record.type === 'GroupMetadata') deleted.push(record.key.group);
    if (record.type !== 'OffsetCommit') continue;
    const { group, topic, partition } = record.key;
    const list = removed.get(group) ?? [];
    list.push(new TopicPartition(topic, partition));
    removed.set(group, list);
  }
  for (const [group, partitions] of removed)
    host.note({ type: 'offsets removed', group, partitions, cause });
  const by = cause === 'expired' ? 'expired' : 'operator';
  for (const group of deleted) host.note({ type: 'group deleted', group, cause: by });
}
