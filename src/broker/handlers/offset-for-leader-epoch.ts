import { endOffsetFor } from '../../log/leader-epochs.js';
import type { OffsetForLeaderEpochResponsePartition } from '../../protocol/api/offset-for-leader-epoch.js';
import type { ErrorName } from '../../protocol/errors.js';
import { type Envelope, requestBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { leaderReplica } from '../replicas.js';
import type { BrokerState } from '../state.js';

/** OffsetForLeaderEpoch: where an epoch ended in this leader's log (Kafka: Partition.lastOffsetForLeaderEpoch). */
export function offsetForLeaderEpoch(broker: BrokerState, envelope: Envelope, out: Out): void {
  const { partitions } = requestBody(envelope, 'OffsetForLeaderEpoch');
  out.respond<'OffsetForLeaderEpoch'>(envelope, {
    partitions: partitions.map(({ tp, currentLeaderEpoch, leaderEpoch }) => {
      const replica = leaderReplica(broker, tp);
      if (typeof replica === 'string') return answer(tp, replica, -1, -1);
      if (currentLeaderEpoch >= 0 && currentLeaderEpoch !== replica.leaderEpoch) {
        const older = currentLeaderEpoch < replica.leaderEpoch;
        return answer(tp, older ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH', -1, -1);
      }
      const { epochs, logEndOffset } = replica.log;
      const end = endOffsetFor(epochs, leaderEpoch, logEndOffset);
      return answer(tp, 'NONE', end?.epoch ?? -1, end?.endOffset ?? -1);
    }),
  });
}

function answer(
  tp: TopicPartition,
  errorCode: ErrorName,
  leaderEpoch: number,
  endOffset: number,
): OffsetForLeaderEpochResponsePartition {
  return { tp, errorCode, leaderEpoch, endOffset };
}
