import { latestEpoch } from '../../log/leader-epochs.js';
import { offsetForTimestamp } from '../../log/partition-log.js';
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  type ListOffsetsResponsePartition,
  MAX_TIMESTAMP,
} from '../../protocol/api/list-offsets.js';
import type { ErrorName } from '../../protocol/errors.js';
import { type Envelope, requestBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { LONG_AGO } from '../../util/time.js';
import { leaderReplica } from '../replicas.js';
import type { BrokerState, Replica } from '../state.js';

/** ListOffsets (log-and-replication.md §9). */
export function listOffsets(broker: BrokerState, envelope: Envelope, out: Out): void {
  const request = requestBody(envelope, 'ListOffsets');
  out.respond<'ListOffsets'>(envelope, {
    partitions: request.partitions.map(({ tp, currentLeaderEpoch, timestamp }) => {
      const replica = leaderReplica(broker, tp);
      if (typeof replica === 'string') return answer(tp, replica, -1, -1, -1);
      if (currentLeaderEpoch >= 0 && currentLeaderEpoch !== replica.leaderEpoch) {
        const older = currentLeaderEpoch < replica.leaderEpoch;
        return answer(tp, older ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH', -1, -1, -1);
      }
      return lookUp(broker, tp, replica, timestamp);
    }),
  });
}

function lookUp(
  broker: BrokerState,
  tp: TopicPartition,
  replica: Replica,
  timestamp: number,
): ListOffsetsResponsePartition {
  const { log, leaderEpoch } = replica;
  if (timestamp === EARLIEST_TIMESTAMP) {
    return answer(tp, 'NONE', -1, broker.rules.earliestOffset(log), leaderEpoch);
  }
  // A new leader does not know yet what was readable before it: §4.4.
  const epochStart = log.epochs[log.epochs.length - 1];
  const behind =
    latestEpoch(log.epochs) === leaderEpoch && log.highWatermark < (epochStart?.startOffset ?? 0);
  if (timestamp === LATEST_TIMESTAMP) {
    if (behind) return answer(tp, 'OFFSET_NOT_AVAILABLE', -1, -1, -1);
    return answer(tp, 'NONE', -1, log.highWatermark, leaderEpoch);
  }
  // Looked for in the whole log: what is found above the high watermark is not told, nor what else would do (§9).
  const found =
    timestamp === MAX_TIMESTAMP
      ? newest(replica)
      : offsetForTimestamp(log, timestamp, log.logEndOffset);
  if (found === undefined || found.offset >= log.highWatermark) {
    return answer(tp, behind ? 'OFFSET_NOT_AVAILABLE' : 'NONE', -1, -1, -1);
  }
  return answer(tp, 'NONE', found.timestamp, found.offset, found.leaderEpoch);
}

/** The first record that bears the largest timestamp of the log. */
function newest(replica: Replica): ReturnType<typeof offsetForTimestamp> {
  const { log } = replica;
  let best: ReturnType<typeof offsetForTimestamp>;
  for (;;) {
    const later = best === undefined ? LONG_AGO : best.timestamp + 1;
    const next = offsetForTimestamp(log, later, log.logEndOffset);
    if (next === undefined) return best;
    best = next;
  }
}

function answer(
  tp: TopicPartition,
  errorCode: ErrorName,
  timestamp: number,
  offset: number,
  leaderEpoch: number,
): ListOffsetsResponsePartition {
  return { tp, errorCode, timestamp, offset, leaderEpoch };
}
