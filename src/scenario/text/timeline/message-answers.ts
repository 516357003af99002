import { type Envelope, responseBody } from '../../../protocol/messages.js';
import { rangeText } from '../spans.js';
import { partitionsText, shortened } from '../words.js';

/** What matters in an answer; '' if all is well and there is no more to it. */
export function answerText(envelope: Envelope): string {
  switch (envelope.api) {
    case 'FindCoordinator': {
      const { coordinators } = responseBody(envelope, 'FindCoordinator');
      return shortened(
        coordinators.map(({ errorCode, nodeId }) =>
          errorCode === 'NONE' ? `broker-${nodeId}` : errorCode,
        ),
      );
    }
    case 'JoinGroup': {
      const { errorCode, memberId, generationId, leader } = responseBody(envelope, 'JoinGroup');
      if (errorCode === 'MEMBER_ID_REQUIRED') return `${errorCode}: come again as ${memberId}`;
      if (errorCode !== 'NONE') return errorCode;
      const leads = leader === memberId ? ', it leads' : '';
      return `member ${memberId}, generation ${generationId}${leads}`;
    }
    case 'SyncGroup':
      return problem(responseBody(envelope, 'SyncGroup').errorCode);
    case 'Heartbeat':
      return problem(responseBody(envelope, 'Heartbeat').errorCode);
    case 'LeaveGroup':
      return problem(responseBody(envelope, 'LeaveGroup').errorCode);
    default:
      return dataText(envelope);
  }
}

function problem(errorCode: string): string {
  return errorCode === 'NONE' ? '' : errorCode;
}

/** Each error once. */
function problems(list: readonly { readonly errorCode: string }[]): string {
  return shortened([...new Set(list.map(({ errorCode }) => problem(errorCode)))].filter(Boolean));
}

function dataText(envelope: Envelope): string {
  switch (envelope.api) {
    case 'OffsetCommit':
      return problems(responseBody(envelope, 'OffsetCommit').topics.flatMap((t) => t.partitions));
    case 'OffsetFetch':
      return problems(
        responseBody(envelope, 'OffsetFetch').groups.flatMap((group) => [
          group,
          ...group.topics.flatMap((topic) => topic.partitions),
        ]),
      );
    case 'OffsetForLeaderEpoch': {
      const { partitions } = responseBody(envelope, 'OffsetForLeaderEpoch');
      const ends = partitions.map((p) => `${p.tp.key}: at ${p.endOffset}`);
      return problems(partitions) || ends.join(', ');
    }
    case 'ListOffsets': {
      const { partitions } = responseBody(envelope, 'ListOffsets');
      return problems(partitions) || partitionsText(partitions.map(({ tp }) => tp));
    }
    case 'Produce':
      return problems(responseBody(envelope, 'Produce').partitions);
    case 'Fetch':
      return fetchedText(envelope);
    default:
      return '';
  }
}

function fetchedText(envelope: Envelope): string {
  const { partitions } = responseBody(envelope, 'Fetch');
  const fetched = partitions.flatMap(({ tp, batches }) => {
    const [first, last] = [batches[0], batches.at(-1)];
    if (first === undefined || last === undefined) return [];
    const range = { tp, topicId: '', leaderEpoch: 0, from: first.baseOffset, to: last.lastOffset };
    return [rangeText(range)];
  });
  return [problems(partitions), shortened(fetched)].filter(Boolean).join(', ');
}
