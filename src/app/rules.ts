import type { PolledBatch } from '../client/consumer/calls.js';
import type { PartitionOffset } from '../protocol/facts.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import type { AppState, Watermark } from './state.js';
import { type StoredRow, type StoreState, writeRow } from './store.js';
import { advance, dropWork } from './workers.js';

/** The rules of the application that a planted bug may replace: see CoordinatorRules. */
export class AppRules {
  constructor(over: Partial<AppRules> = {}) {
    Object.assign(this, over);
  }

  /** Whether a batch is committed before it is processed. */
  commitsFirst({ spec }: AppState): boolean {
    return spec.commit === 'before-processing';
  }

  /** What is committed after a record of `sync-per-record`; null: the consumer's positions. */
  recordCommit(tp: TopicPartition, offset: number): readonly PartitionOffset[] | null {
    return [{ tp, offset: offset + 1 }];
  }

  /** How many of the records that poll() returned of a batch are processed. */
  recordsToProcess(polled: PolledBatch): number {
    return polled.count;
  }

  /** The offset to seek to after a failure, where `offset` was the first that is not done. */
  seekBackTo(offset: number): number {
    return offset;
  }

  /** A worker is done with a record: how far the watermark is. */
  advance(mark: Watermark): void {
    advance(mark);
  }

  /** Partitions were taken away: what becomes of the queued work. */
  dropWork(app: AppState, partitions: readonly TopicPartition[]): void {
    dropWork(app, partitions);
  }

  /** Where a partition is read on that was just assigned, if the store knows; undefined: where Kafka says. */
  storedPosition(store: StoreState, key: string): number | undefined {
    return store.offsets.get(key);
  }

  /** Writes the result of a record. */
  write(store: StoreState, row: StoredRow): ReturnType<typeof writeRow> {
    return writeRow(store, row);
  }
}
