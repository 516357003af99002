import { visitBatches } from '../../log/partition-log.js';
import { decodeAssignment } from '../../protocol/consumer-protocol.js';
import type { LogRecord, RecordBatch } from '../../protocol/record-batch.js';
import type {
  CoordinatorRecord,
  GroupMetadataMember,
  GroupMetadataValue,
  OffsetCommitValue,
} from '../../protocol/records.js';
import { TopicPartition } from '../../protocol/topic-partition.js';
import { leaderReplicaOf, logEndOf, partitionsOf } from '../../sim/observe.js';
import type { World } from '../../sim/world.js';
import { partitionsText, secondsText } from './words.js';

/**
 * The records of a topic as `cohort records FILE --topic T` prints them: one line a record, partition after
 * partition, `__consumer_offsets` decoded. Undefined if there is no such topic.
 */
export function recordLines(world: World, topic: string): string[] | undefined {
  const partitions = partitionsOf(world, topic);
  if (partitions.length === 0) return undefined;
  return partitions.flatMap((tp) => partitionLines(world, tp));
}

function partitionLines(world: World, tp: TopicPartition): string[] {
  const highWatermark = logEndOf(world, tp);
  if (highWatermark === undefined) return [`${tp.key} has no live leader: nobody can read it`];
  const log = leaderReplicaOf(world, tp)?.log;
  if (log === undefined) return [];
  const lines: string[] = [];
  visitBatches(log, log.logStartOffset, (batch) => {
    for (const [offset, text, at] of batchRows(batch)) {
      if (offset < log.logStartOffset) continue;
      const unsafe = offset >= highWatermark ? '  (above the high watermark)' : '';
      lines.push(`${tp.key}@${offset}  ${secondsText(at)}  ${text}${unsafe}`);
    }
    return true;
  });
  return lines;
}

type Row = readonly [offset: number, text: string, timestamp: number];

function batchRows(batch: RecordBatch): Row[] {
  const { control } = batch.producer;
  if (control !== null) {
    const text = `marker=${control} producerId=${batch.producer.producerId}`;
    return [[batch.baseOffset, text, Math.max(batch.maxTimestamp, 0)]];
  }
  return batch.records.map((record, i) => [
    batch.offsetAt(i),
    recordText(record),
    record.timestamp,
  ]);
}

function recordText({ key, value }: LogRecord): string {
  if (value !== null && typeof value === 'object') return coordinatorText(value);
  return `key=${cell(key)}  value=${cell(value)}`;
}

/** As it is, or in quotes if it could be taken for something else. */
function cell(text: string | null): string {
  if (text === null) return 'null';
  return /^[\w.:@/+-]+$/.test(text) && text !== 'null' ? text : JSON.stringify(text);
}

function coordinatorText(record: CoordinatorRecord): string {
  switch (record.type) {
    case 'OffsetCommit': {
      const { group, topic, partition } = record.key;
      const key = `OffsetCommit  group=${cell(group)} partition=${topic}-${partition}`;
      return `${key}  ${record.value === null ? TOMBSTONE : offsetText(record.value)}`;
    }
    case 'GroupMetadata': {
      const key = `GroupMetadata  group=${cell(record.key.group)}`;
      return `${key}  ${record.value === null ? TOMBSTONE : groupText(record.value)}`;
    }
    case 'Unknown':
      return `unknown key version ${record.key.version}`;
  }
}

const TOMBSTONE = 'tombstone';

function offsetText(value: OffsetCommitValue): string {
  const { offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp } = value;
  const expires = expireTimestamp < 0 ? '' : ` expires=${secondsText(expireTimestamp)}`;
  const at = secondsText(commitTimestamp);
  return `offset=${offset} leaderEpoch=${leaderEpoch} metadata=${JSON.stringify(metadata)} committed=${at}${expires}`;
}

function groupText(value: GroupMetadataValue): string {
  const { generation, protocolType, protocol, leader, members } = value;
  const names = `protocolType=${cell(protocolType)} protocol=${cell(protocol)} leader=${cell(leader)}`;
  const list = members.map(memberText).join('; ');
  return `generation=${generation} ${names}  members=${members.length}${list === '' ? '' : ` (${list})`}`;
}

function memberText(member: GroupMetadataMember): string {
  const { memberId, groupInstanceId, clientId, clientHost, assignment } = member;
  const instance = groupInstanceId === null ? '' : `, static as ${groupInstanceId}`;
  const topics = decodeAssignment(assignment)?.assignedPartitions ?? [];
  const owned = topics.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => new TopicPartition(topic, partition)),
  );
  return `${memberId}, client ${clientId} at ${clientHost}${instance}, owns ${partitionsText(owned)}`;
}
