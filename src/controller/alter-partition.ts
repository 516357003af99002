import type { AlterPartitionRequest } from '../protocol/api/alter-partition.js';
import type { ErrorName } from '../protocol/errors.js';
import { type Envelope, requestBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { changePartitions } from './elections.js';
import { type ControllerState, isActive } from './state.js';

type Wanted = AlterPartitionRequest['partitions'][number];

/** AlterPartition: a leader asks for another ISR (Kafka: ReplicationControlManager.alterPartition, KIP-497). */
export function alterPartition(controller: ControllerState, message: Envelope, out: Out): void {
  const { partitions } = requestBody(message, 'AlterPartition');
  const accepted = new Map<string, readonly number[]>();
  const answers = partitions.map((wanted) => {
    const errorCode = refusal(controller, message.from, wanted);
    if (errorCode === 'NONE') accepted.set(wanted.tp.key, wanted.newIsr);
    return { tp: wanted.tp, errorCode };
  });
  out.respond<'AlterPartition'>(message, { partitions: answers });
  if (accepted.size === 0) return;
  changePartitions(controller, out, (p) => {
    const isr = accepted.get(p.tp.key);
    return isr === undefined ? undefined : { isr };
  });
}

function refusal(controller: ControllerState, from: number, wanted: Wanted): ErrorName {
  const { tp, leaderEpoch, partitionEpoch, newIsr } = wanted;
  const p = controller.image.topics.get(tp.topic)?.metadata.partitions[tp.partition];
  if (p === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  if (leaderEpoch < p.leaderEpoch) return 'FENCED_LEADER_EPOCH';
  if (p.leaderId !== from || !newIsr.includes(from)) return 'INVALID_REQUEST';
  if (partitionEpoch < p.partitionEpoch) return 'INVALID_UPDATE_VERSION';
  if (!newIsr.every((id) => p.replicaNodes.includes(id))) return 'INVALID_REQUEST';
  return newIsr.every((id) => isActive(controller, id)) ? 'NONE' : 'INELIGIBLE_REPLICA';
}
