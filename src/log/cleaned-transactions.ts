import type { RecordBatch } from '../protocol/record-batch.js';
import { type PartitionLog, visitBatches } from './partition-log.js';

/** What a pass of the cleaner knows of transactions (Kafka: CleanedTransactionMetadata). */
export class CleanedTransactions {
  /** Base offsets of batches whose transaction was aborted. */
  private readonly aborted = new Set<number>();
  /** Producers whose transaction has batches that this pass has come across. */
  private readonly seen = new Set<number>();

  constructor(log: PartitionLog) {
    const open = new Map<number, number[]>();
    visitBatches(log, log.logStartOffset, ({ producer, baseOffset }) => {
      const { producerId, control, isTransactional } = producer;
      if (control !== null) {
        if (control === 'ABORT') for (const at of open.get(producerId) ?? []) this.aborted.add(at);
        open.delete(producerId);
      } else if (isTransactional) {
        const batches = open.get(producerId);
        if (batches === undefined) open.set(producerId, [baseOffset]);
        else batches.push(baseOffset);
      }
      return true;
    });
  }

  isAborted({ baseOffset }: RecordBatch): boolean {
    return this.aborted.has(baseOffset);
  }

  /** The next batch of the pass: true if its data is aborted, or if it is a marker and no data of it is left. */
  canDiscard(batch: RecordBatch): boolean {
    const { producerId, control, isTransactional } = batch.producer;
    if (control !== null) return !this.seen.delete(producerId);
    if (!isTransactional) return false;
    this.seen.add(producerId);
    return this.isAborted(batch);
  }
}
