import type { ProducerState } from '../protocol/record-batch.js';
import { removeAt } from '../util/remove-at.js';

/** Batches remembered for each producer (ProducerStateEntry.NUM_BATCHES_TO_RETAIN). */
const RETAINED_BATCHES = 5;

interface SequenceEntry {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  /** Of the batch: a later leader answers a repetition of it too. */
  readonly leaderEpoch: number;
}

/** What a partition remembers of one idempotent producer (Kafka: ProducerStateEntry). */
export interface ProducerEntry {
  producerEpoch: number;
  batches: SequenceEntry[];
}

export type ProducerStates = Map<number, ProducerEntry>;

export type SequenceCheck =
  | { readonly result: 'append' }
  /** Stored before: answer as then. */
  | { readonly result: 'duplicate'; readonly baseOffset: number; readonly leaderEpoch: number }
  | { readonly result: 'OUT_OF_ORDER_SEQUENCE_NUMBER' | 'INVALID_PRODUCER_EPOCH' };

const APPEND: SequenceCheck = { result: 'append' };

/** Whether a batch is new, a repetition or out of order (ProducerAppendInfo.checkSequence). */
export function checkSequence(
  states: ProducerStates,
  producer: ProducerState,
  count: number,
): SequenceCheck {
  const entry = states.get(producer.producerId);
  if (producer.producerId < 0 || entry === undefined) return APPEND;
  if (producer.producerEpoch < entry.producerEpoch) return { result: 'INVALID_PRODUCER_EPOCH' };
  if (producer.producerEpoch > entry.producerEpoch) {
    return producer.baseSequence === 0 ? APPEND : { result: 'OUT_OF_ORDER_SEQUENCE_NUMBER' };
  }
  const lastSequence = producer.baseSequence + count - 1;
  for (const b of entry.batches) {
    if (b.baseSequence === producer.baseSequence && b.lastSequence === lastSequence) {
      return { result: 'duplicate', baseOffset: b.baseOffset, leaderEpoch: b.leaderEpoch };
    }
  }
  const expected = (entry.batches[entry.batches.length - 1]?.lastSequence ?? -1) + 1;
  return producer.baseSequence === expected ? APPEND : { result: 'OUT_OF_ORDER_SEQUENCE_NUMBER' };
}

/** Remembers an appended batch. */
export function noteSequence(
  states: ProducerStates,
  producer: ProducerState,
  count: number,
  baseOffset: number,
  leaderEpoch: number,
): void {
  if (producer.producerId < 0) return;
  const added = {
    baseSequence: producer.baseSequence,
    lastSequence: producer.baseSequence + count - 1,
    baseOffset,
    leaderEpoch,
  };
  const entry = states.get(producer.producerId);
  if (entry === undefined || entry.producerEpoch !== producer.producerEpoch) {
    states.set(producer.producerId, { producerEpoch: producer.producerEpoch, batches: [added] });
    return;
  }
  entry.batches.push(added);
  if (entry.batches.length > RETAINED_BATCHES) removeAt(entry.batches, 0);
}
