import type { AfterFailure } from '../app/spec.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import type { ApplicationContext, RecordContext } from './context.js';
import type { KafkaException } from './kafka-exception.js';
import type { Offsets } from './partitions.js';
import type { ConsumerRecord } from './records.js';
import type { Steps } from './steps.js';

/**
 * What a handler returns: nothing, or, if it is a `function*`, the steps in which it waits. Never a promise: an
 * application of a deterministic run waits for virtual time only.
 */
export type Handled = void | Steps<void>;

/** The callback of commitAsync: the offsets, and what went wrong, null if nothing did. */
export type CommitCallback = (offsets: Offsets, exception: KafkaException | null) => void;

/** Kafka: ConsumerRebalanceListener. Each runs inside of poll(), close() or unsubscribe(). */
export interface RebalanceListener {
  onPartitionsAssigned?(partitions: TopicPartition[], context: RecordContext): Handled;
  onPartitionsRevoked?(partitions: TopicPartition[], context: RecordContext): Handled;
  /** Left out: onPartitionsRevoked is called, as in Java. */
  onPartitionsLost?(partitions: TopicPartition[], context: RecordContext): Handled;
}

/**
 * An application in TypeScript, in one of two forms. With `onRecord` or `onBatch` it stands in for the processing of
 * the built-in application: the loop around it polls, processes and commits by the strategy of that name. With `run`
 * it is the whole loop.
 */
export interface Application extends RebalanceListener {
  /** Processes one record. What it throws is the application's exception: see `onError`. */
  onRecord?(record: ConsumerRecord, context: RecordContext): Handled;
  /** Processes all records of a poll at once. */
  onBatch?(records: ConsumerRecord[], context: RecordContext): Handled;
  /** The whole application, poll loop and all. When it returns or throws, its consumer is closed. */
  run?(application: ApplicationContext): Handled;
  /**
   * After an exception. `close` (if left out): leave the loop and close, as try-with-resources does. `crash`: the
   * process dies. For handlers also `continue` with the next record, `next-poll`: drop the rest of the batch,
   * `retry`: seek back to what is not done.
   */
  readonly onError?: AfterFailure;
}

/**
 * An application, or a function that makes one. The function is called at each start of a process: what the
 * application remembers in it dies with the process, as memory does.
 */
export type ApplicationOrFactory = Application | (() => Application);
