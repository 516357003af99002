import { CoordinatorRules } from '../coordinator/rules.js';
import { type PartitionLog, readLog } from '../log/partition-log.js';
import { checkSequence, type ProducerStates, type SequenceCheck } from '../log/producer-states.js';
import type { FetchPartition } from '../protocol/api/fetch.js';
import type { ProducerState, RecordBatch } from '../protocol/record-batch.js';
import { effectiveMinIsr, mayEnter, replicatedOffset } from './in-sync.js';
import { divergence } from './parked-fetches.js';
import { whereLogsPart } from './replication.js';
import type { BrokerState, FollowerState, Replica } from './state.js';

/** The rules of a broker and its logs that a planted bug may replace: see CoordinatorRules. */
export class BrokerRules {
  constructor(
    over: Partial<BrokerRules> = {},
    readonly coordinator: CoordinatorRules = new CoordinatorRules(),
  ) {
    Object.assign(this, over);
  }

  /** How far the high watermark may go. */
  replicatedOffset(broker: BrokerState, replica: Replica, now: number): number {
    return replicatedOffset(broker, replica, now);
  }

  /** Whether a follower that has fetched enters the ISR. */
  mayEnter(broker: BrokerState, replica: Replica, id: number, follower: FollowerState): boolean {
    return mayEnter(broker, replica, id, follower);
  }

  /** What acks=all needs before the append. */
  minIsr(broker: BrokerState, replica: Replica): number {
    return effectiveMinIsr(broker, replica);
  }

  /** Whether acks=all has what it waits for. */
  isReplicated(log: PartitionLog | undefined, endOffset: number): boolean {
    return (log?.highWatermark ?? 0) >= endOffset;
  }

  checkSequence(states: ProducerStates, producer: ProducerState, count: number): SequenceCheck {
    return checkSequence(states, producer, count);
  }

  /** What consumers may read: below this offset. */
  readableEnd(log: PartitionLog): number {
    return log.highWatermark;
  }

  read(log: PartitionLog, offset: number, upTo: number, maxBytes: number): RecordBatch[] {
    return readLog(log, offset, upTo, maxBytes);
  }

  /** What ListOffsets answers for the beginning. */
  earliestOffset(log: PartitionLog): number {
    return log.logStartOffset;
  }

  /** Where the log of a follower that fetches leaves the leader's. */
  divergence(replica: Replica, wanted: FetchPartition): ReturnType<typeof divergence> {
    return divergence(replica, wanted);
  }

  /** What the follower truncates to when it is told so. */
  truncationOffset(
    replica: Replica,
    leader: { readonly epoch: number; readonly endOffset: number },
  ): number {
    return whereLogsPart(replica, leader);
  }
}
