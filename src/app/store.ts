import type { TopicPartition } from '../protocol/topic-partition.js';

/**
 * What an application writes its results to.
 * append: a row a write, so that what is processed twice stands there twice.
 * upsert: one row a key, the last write wins: idempotent, but an old record that comes late sets its key back.
 * with-offsets: the row and the next offset of its partition in one transaction, which the store refuses if it has
 * that offset already; the application seeks to these offsets, and needs no commits (KafkaConsumer, "Storing Offsets
 * Outside Kafka").
 */
export type StoreMode = 'append' | 'upsert' | 'with-offsets';

/** What became of one write. */
export type WriteOutcome =
  /** A new row. */
  | 'added'
  /** append: another row of a record that has one. */
  | 'repeated'
  /** upsert: the row of this key is that of a record at least as new. */
  | 'replaced'
  /** upsert: the row of this key was that of a newer record of the same partition. */
  | 'set back'
  /** with-offsets: the store is beyond this offset. */
  | 'refused';

/** A row, with the record that it came from. A class: immer never drafts it. */
export class StoredRow {
  constructor(
    readonly key: string,
    readonly tp: TopicPartition,
    readonly offset: number,
  ) {}
}

/** The outside store of a group: it outlives every process. */
export interface StoreState {
  readonly mode: StoreMode;
  /** By key for upsert, otherwise by record and number of the row: what a reader sees, in order of first writing. */
  readonly rows: Map<string, StoredRow>;
  /** How often each record was written as a row, append only. */
  readonly copies: Map<string, number>;
  /** Partition -> the next offset to process, with-offsets only. By name, as an application knows partitions. */
  readonly offsets: Map<string, number>;
}

export function makeStore(mode: StoreMode): StoreState {
  return { mode, rows: new Map(), copies: new Map(), offsets: new Map() };
}

/** One write, at once and whole: a process that dies has made it or has not. */
export function writeRow(store: StoreState, row: StoredRow): WriteOutcome {
  const id = `${row.tp.key}@${row.offset}`;
  switch (store.mode) {
    case 'append': {
      const copies = store.copies.get(id) ?? 0;
      store.copies.set(id, copies + 1);
      store.rows.set(`${id}#${copies}`, row);
      return copies === 0 ? 'added' : 'repeated';
    }
    case 'upsert': {
      const old = store.rows.get(row.key);
      store.rows.set(row.key, row);
      if (old === undefined) return 'added';
      return old.tp.key === row.tp.key && old.offset > row.offset ? 'set back' : 'replaced';
    }
    case 'with-offsets':
      if (row.offset < (store.offsets.get(row.tp.key) ?? 0)) return 'refused';
      store.offsets.set(row.tp.key, row.offset + 1);
      store.rows.set(id, row);
      return 'added';
  }
}

/** How many rows of this record a reader of the store sees. */
export function rowsOf(store: StoreState, tp: TopicPartition, offset: number): number {
  let count = 0;
  for (const row of store.rows.values()) {
    if (row.offset === offset && row.tp.key === tp.key) count += 1;
  }
  return count;
}
