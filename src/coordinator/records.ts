import type { OffsetCommitPartition } from '../protocol/api/offset-commit.js';
import type { Bytes } from '../protocol/consumer-protocol.js';
import {
  type CoordinatorRecord,
  type GroupMetadataMember,
  GroupMetadataValue,
  OffsetCommitValue,
} from '../protocol/records.js';
import { metadataOf } from './classic/group.js';
import type { ClassicGroup } from './state.js';

/*
 * The records of `__consumer_offsets`. Kafka: GroupCoordinatorRecordHelpers.
 */

const GROUP_METADATA_VERSION = 3;

/** A group with its members. `assignmentOf` overrides what the members hold now. */
export function groupMetadataRecord(
  group: ClassicGroup,
  assignments: ReadonlyMap<string, Bytes> | null,
): CoordinatorRecord {
  const members: GroupMetadataMember[] = [];
  for (const member of group.members.values()) {
    members.push({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      rebalanceTimeout: member.rebalanceTimeoutMs,
      sessionTimeout: member.sessionTimeoutMs,
      subscription: metadataOf(member, group.protocolName),
      assignment:
        assignments === null ? member.assignment : (assignments.get(member.memberId) ?? ''),
    });
  }
  return groupRecord(
    group.groupId,
    new GroupMetadataValue(
      group.protocolType ?? '',
      group.generationId,
      group.protocolName,
      group.leaderId,
      group.currentStateTimestamp,
      members,
    ),
  );
}

/** A group that has just been made, whatever has become of it in the same request. */
export function emptyGroupMetadataRecord(group: ClassicGroup): CoordinatorRecord {
  const value = new GroupMetadataValue('', 0, null, null, group.currentStateTimestamp, []);
  return groupRecord(group.groupId, value);
}

export function groupTombstone(groupId: string): CoordinatorRecord {
  return groupRecord(groupId, null);
}

function groupRecord(group: string, value: GroupMetadataValue | null): CoordinatorRecord {
  return { type: 'GroupMetadata', key: { group }, valueVersion: GROUP_METADATA_VERSION, value };
}

/** Version 1 is the only one with an expire timestamp; it has neither leader epoch nor topic id. */
export function offsetCommitRecord(
  group: string,
  topic: string,
  topicId: string,
  partition: OffsetCommitPartition,
  commitTimestamp: number,
  expireTimestamp: number,
): CoordinatorRecord {
  const { committedOffset, committedLeaderEpoch, committedMetadata } = partition;
  const metadata = committedMetadata ?? '';
  const expires = expireTimestamp !== -1;
  return {
    type: 'OffsetCommit',
    key: { group, topic, partition: partition.partitionIndex },
    valueVersion: expires ? 1 : 4,
    value: new OffsetCommitValue(
      committedOffset,
      expires ? -1 : committedLeaderEpoch,
      metadata,
      commitTimestamp,
      expireTimestamp,
      expires ? '' : topicId,
    ),
  };
}

export function offsetTombstone(
  group: string,
  topic: string,
  partition: number,
): CoordinatorRecord {
  return { type: 'OffsetCommit', key: { group, topic, partition }, valueVersion: 4, value: null };
}
