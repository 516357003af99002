import type { AlteredPartition, AlterPartitionRequest } from '../protocol/api/alter-partition.js';
import type { MetadataPartition } from '../protocol/api/metadata.js';
import type { ErrorName } from '../protocol/errors.js';
import { type Envelope, requestBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { decideChanges } from './elections.js';
import { publish } from './image.js';
import { type ControllerState, isActive } from './state.js';

type Wanted = AlterPartitionRequest['partitions'][number];

/** AlterPartition: a leader asks for another ISR (Kafka: ReplicationControlManager.alterPartition, KIP-497). */
export function alterPartition(controller: ControllerState, message: Envelope, out: Out): void {
  const { partitions } = requestBody(message, 'AlterPartition');
  const accepted = new Map<string, readonly number[]>();
  const errors = partitions.map((wanted) => {
    const errorCode = refusal(controller, message.from, wanted);
    if (errorCode === 'NONE') accepted.set(wanted.tp.key, wanted.newIsr);
    return errorCode;
  });
  const changed = decideChanges(controller, out, (p) => {
    const isr = accepted.get(p.tp.key);
    return isr === undefined ? undefined : { isr };
  });
  const answers = partitions.map(
    (wanted, i) => answerOf(controller, message.from, wanted, errors[i] as ErrorName), // one a partition
  );
  out.respond<'AlterPartition'>(message, { partitions: answers });
  if (changed) publish(controller, out);
}

function partitionOf(controller: ControllerState, { tp }: Wanted): MetadataPartition | undefined {
  return controller.image.topics.get(tp.topic)?.metadata.partitions[tp.partition];
}

function refusal(controller: ControllerState, from: number, wanted: Wanted): ErrorName {
  const { tp, topicId, leaderEpoch, partitionEpoch, newIsr } = wanted;
  if (controller.image.topics.get(tp.topic)?.metadata.topicId !== topicId) {
    return 'UNKNOWN_TOPIC_ID'; // deleted, and perhaps created again
  }
  const p = partitionOf(controller, wanted);
  if (p === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION';
  if (leaderEpoch < p.leaderEpoch) return 'FENCED_LEADER_EPOCH';
  if (p.leaderId !== from) return 'INVALID_REQUEST';
  if (partitionEpoch < p.partitionEpoch) return 'INVALID_UPDATE_VERSION';
  const known = newIsr.every((id) => p.replicaNodes.includes(id));
  if (!known || new Set(newIsr).size < newIsr.length) return 'INVALID_REQUEST';
  if (!newIsr.includes(from)) return 'INVALID_REQUEST';
  return newIsr.every((id) => isActive(controller, id)) ? 'NONE' : 'INELIGIBLE_REPLICA';
}

/** The partition as it is now. A change that ended a reassignment may have taken the lead from whoever asked. */
function answerOf(
  controller: ControllerState,
  from: number,
  wanted: Wanted,
  error: ErrorName,
): AlteredPartition {
  const { tp } = wanted;
  const p = error === 'NONE' ? partitionOf(controller, wanted) : undefined;
  if (p === undefined || p.leaderId !== from) {
    const errorCode = error === 'NONE' ? 'NEW_LEADER_ELECTED' : error;
    return { tp, errorCode, isr: [], leaderEpoch: -1, partitionEpoch: -1 };
  }
  const { isrNodes: isr, leaderEpoch, partitionEpoch } = p;
  return { tp, errorCode: 'NONE', isr, leaderEpoch, partitionEpoch };
}
