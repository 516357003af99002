import { raiseLogStart } from '../../log/partition-log.js';
import { type Envelope, requestBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import { leaderReplica } from '../replicas.js';
import type { BrokerState } from '../state.js';

/** DeleteRecords raises the log start offset, at most to the high watermark (LR-21). */
export function deleteRecords(broker: BrokerState, envelope: Envelope, out: Out): void {
  const request = requestBody(envelope, 'DeleteRecords');
  out.respond<'DeleteRecords'>(envelope, {
    partitions: request.partitions.map(({ tp, offset }) => {
      const replica = leaderReplica(broker, tp);
      if (typeof replica === 'string') return { tp, lowWatermark: -1, errorCode: replica };
      const { log } = replica;
      if (broker.image.topics.get(tp.topic)?.config.cleanupPolicy === 'compact') {
        return { tp, lowWatermark: -1, errorCode: 'POLICY_VIOLATION' };
      }
      const before = offset === -1 ? log.highWatermark : offset;
      if (before > log.highWatermark || before < 0) {
        return { tp, lowWatermark: -1, errorCode: 'OFFSET_OUT_OF_RANGE' };
      }
      if (raiseLogStart(log, before)) {
        out.note({
          type: 'log start raised',
          tp: replica.tp,
          topicId: replica.topicId,
          leads: true,
          logStartOffset: log.logStartOffset,
          cause: 'DeleteRecords',
        });
      }
      return { tp, lowWatermark: log.logStartOffset, errorCode: 'NONE' };
    }),
  });
}
