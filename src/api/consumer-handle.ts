import type { Call } from '../client/consumer/calls.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import type { CommitCallback, RebalanceListener } from './application.js';
import {
  type OffsetsToCommit,
  type PartitionLike,
  toMs,
  toOffset,
  toOffsets,
  toPartition,
  toPartitions,
} from './partitions.js';
import type { ConsumerRecord } from './records.js';
import type { Blocking } from './steps.js';
import type { Thread } from './thread.js';

/**
 * The consumer of an application, with the calls of KafkaConsumer under their names. What waits in Java is marked
 * `Blocking` and made by `yield*`; everything else is done when the call returns. All throw KafkaException.
 */
export class Consumer {
  readonly #thread: Thread;

  /** @internal */
  constructor(thread: Thread) {
    this.#thread = thread;
  }

  /** Waits for records, no longer than `timeoutMs`; rebalances, their listeners and auto-commit happen in here. */
  poll(timeoutMs: number): Blocking<ConsumerRecord[]> {
    const ms = toMs(timeoutMs, 'poll');
    return this.#thread.unawaited.blocking('poll', () => this.#thread.poll(ms));
  }

  /** Commits these offsets, or all positions: waits until they are stored, and repeats what can be repeated. */
  commitSync(offsets?: OffsetsToCommit, timeoutMs?: number): Blocking<void> {
    const ms = timeoutMs === undefined ? null : toMs(timeoutMs, 'commitSync');
    return this.#waiting({ kind: 'commitSync', offsets: toOffsets(offsets), timeoutMs: ms });
  }

  /**
   * Sends the commit and goes on; the callback runs in a later poll(), commit or close(), and what it
   * throws comes out of that call; of close() it does not. Never repeated.
   */
  commitAsync(offsets?: OffsetsToCommit, callback?: CommitCallback): void {
    const wanted = toOffsets(offsets);
    this.#thread.callbacks.runFinished(); // first, as in Java: what one throws comes out, and nothing is sent
    const tag = this.#thread.callbacks.expect(callback);
    const answers = callback === undefined ? {} : { answers: true as const };
    this.#thread.now({ kind: 'commitAsync', offsets: wanted, tag, ...answers });
  }

  /** Takes effect in the next poll(). The listener replaces the handlers of the application. */
  subscribe(topics: string | readonly string[], listener?: RebalanceListener): void {
    if (listener !== undefined) this.#thread.listener = listener;
    this.#thread.now({ kind: 'subscribe', topics: [topics].flat() });
  }

  assign(partitions: readonly PartitionLike[]): void {
    this.#thread.now({ kind: 'assign', partitions: toPartitions(partitions) });
  }

  unsubscribe(): Blocking<void> {
    return this.#waiting({ kind: 'unsubscribe' });
  }

  seek(partition: PartitionLike, offset: number): void {
    const tp = toPartition(partition);
    this.#thread.now({ kind: 'seek', tp, offset: toOffset(offset, tp.key) });
  }

  /** No partitions: all that it has. */
  seekToBeginning(partitions: readonly PartitionLike[] = []): void {
    this.#thread.now({ kind: 'seekToBeginning', partitions: toPartitions(partitions) });
  }

  seekToEnd(partitions: readonly PartitionLike[] = []): void {
    this.#thread.now({ kind: 'seekToEnd', partitions: toPartitions(partitions) });
  }

  pause(partitions: PartitionLike | readonly PartitionLike[]): void {
    this.#thread.now({ kind: 'pause', partitions: toPartitions(partitions) });
  }

  resume(partitions: PartitionLike | readonly PartitionLike[]): void {
    this.#thread.now({ kind: 'resume', partitions: toPartitions(partitions) });
  }

  /** The partitions that are paused, in order of assignment. */
  paused(): TopicPartition[] {
    return this.#thread.partitions((p) => p.paused);
  }

  /** The partitions that it has, in order of assignment. */
  assignment(): TopicPartition[] {
    return this.#thread.partitions(() => true);
  }

  /** The next offset that poll() hands out of this partition: waits until it is known. */
  position(partition: PartitionLike, timeoutMs?: number): Blocking<number> {
    const ms = timeoutMs === undefined ? null : toMs(timeoutMs, 'position');
    const call: Call = { kind: 'position', tp: toPartition(partition), timeoutMs: ms };
    return this.#thread.unawaited.blocking('position', () => this.#thread.position(call));
  }

  /** Records between the position and the high watermark; null if no fetch has told it yet. */
  currentLag(partition: PartitionLike): number | null {
    return this.#thread.currentLag(toPartition(partition));
  }

  /** The next call that waits throws WakeupException. */
  wakeup(): void {
    this.#thread.context.call({ kind: 'wakeup' });
  }

  enforceRebalance(): void {
    this.#thread.now({ kind: 'enforceRebalance' });
  }

  /** Leaves the group and ends the process. An application that returns without it is closed all the same. */
  close(option: 'default' | 'leave-group' | 'remain-in-group' = 'default'): Blocking<void> {
    return this.#waiting({ kind: 'close', option });
  }

  #waiting(call: Call): Blocking<void> {
    return this.#thread.unawaited.blocking(call.kind, () => this.#thread.wait(call));
  }
}
