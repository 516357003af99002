import type { AppendResult, VisitLog } from '../../src/coordinator/host.js';
import { NO_PRODUCER, type ProducerState } from '../../src/protocol/record-batch.js';
import type { CoordinatorRecord } from '../../src/protocol/records.js';

interface Entry {
  readonly record: CoordinatorRecord | null;
  readonly producer: ProducerState;
  readonly control: 'COMMIT' | 'ABORT' | null;
}

/** The single partition of `__consumer_offsets`, as the recorder's MemoryLog has it. */
export class MemoryLog {
  readonly entries: Entry[] = [];
  highWatermark = 0;
  /** While held, appends succeed but the high watermark stands still. */
  held = false;
  /** Not null: the next append fails with it. */
  failNext: string | null = null;

  get endOffset(): number {
    return this.entries.length;
  }

  append(records: readonly CoordinatorRecord[], producer: ProducerState | null): AppendResult {
    return this.#append(
      records.map((record) => ({ record, producer: producer ?? NO_PRODUCER, control: null })),
    );
  }

  appendMarker(producer: ProducerState, control: 'COMMIT' | 'ABORT'): AppendResult {
    return this.#append([{ record: null, producer, control }]);
  }

  read(visit: VisitLog): void {
    this.entries.forEach(({ record, producer, control }, offset) => {
      visit(record, offset, producer, control);
    });
  }

  #append(entries: readonly Entry[]): AppendResult {
    if (this.failNext !== null) {
      const error = this.failNext as 'NOT_ENOUGH_REPLICAS'; // whatever error name the script says
      this.failNext = null;
      return { error };
    }
    this.entries.push(...entries);
    if (!this.held) this.highWatermark = this.endOffset;
    return { error: 'NONE', lastOffset: this.endOffset - 1 };
  }
}
