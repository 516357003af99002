import { type Envelope, requestBody } from '../../../protocol/messages.js';
import { TopicPartition } from '../../../protocol/topic-partition.js';
import { amount, offsetsText, partitionsText, shortened } from '../words.js';

/** What matters in a request; '' if its name says it all. */
export function requestText(envelope: Envelope): string {
  switch (envelope.api) {
    case 'FindCoordinator':
      return `of ${shortened(requestBody(envelope, 'FindCoordinator').coordinatorKeys)}`;
    case 'JoinGroup': {
      const { groupId, memberId } = requestBody(envelope, 'JoinGroup');
      return `group ${groupId}, ${memberId === '' ? 'no member id yet' : `member ${memberId}`}`;
    }
    case 'SyncGroup': {
      const { memberId, generationId, assignments } = requestBody(envelope, 'SyncGroup');
      const leads = assignments.length === 0 ? '' : ', with the assignment of all members';
      return `member ${memberId}, generation ${generationId}${leads}`;
    }
    case 'Heartbeat': {
      const { memberId, generationId } = requestBody(envelope, 'Heartbeat');
      return `member ${memberId}, generation ${generationId}`;
    }
    case 'LeaveGroup': {
      const { members } = requestBody(envelope, 'LeaveGroup');
      return `member ${shortened(members.map((m) => m.memberId || (m.groupInstanceId ?? '')))}`;
    }
    default:
      return dataText(envelope);
  }
}

function dataText(envelope: Envelope): string {
  switch (envelope.api) {
    case 'OffsetCommit': {
      const { groupId, memberId, topics } = requestBody(envelope, 'OffsetCommit');
      const offsets = topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, committedOffset }) => {
          return { tp: new TopicPartition(name, partitionIndex), offset: committedOffset };
        }),
      );
      const who = memberId === '' ? `group ${groupId}` : `member ${memberId}`;
      return `${who}, ${offsetsText(offsets)}`;
    }
    case 'OffsetFetch': {
      const { groups } = requestBody(envelope, 'OffsetFetch');
      return shortened(groups.map(({ groupId }) => `group ${groupId}`));
    }
    case 'OffsetForLeaderEpoch': {
      const { partitions } = requestBody(envelope, 'OffsetForLeaderEpoch');
      return partitions.map((p) => `${p.tp.key}: where did epoch ${p.leaderEpoch} end`).join(', ');
    }
    case 'ListOffsets': {
      const { partitions } = requestBody(envelope, 'ListOffsets');
      return partitionsText(partitions.map(({ tp }) => tp));
    }
    case 'Produce': {
      const { batches } = requestBody(envelope, 'Produce');
      const count = batches.reduce((sum, { records }) => sum + records.length, 0);
      return `${amount(count, 'record')} to ${partitionsText(batches.map(({ tp }) => tp))}`;
    }
    default:
      return '';
  }
}
