import { rowsOf, writeRow } from '../app/store.js';
import { type Bug, applicationBug as bug } from './bug.js';

/** Of the application around a consumer. */
export const APPLICATION_BUGS: readonly Bug[] = [
  bug(
    'batch-committed-before-processing',
    'commitsFirst',
    'The positions after poll() are committed before the batch is processed.',
    () => true,
  ),
  bug(
    'position-saved-instead-of-processed-offset',
    'recordCommit',
    'After each record the position of the consumer is committed: the end of the whole batch.',
    () => null,
  ),
  bug(
    'record-commit-one-too-far',
    'recordCommit',
    'After each record the next one is committed with it.',
    (tp, offset) => [{ tp, offset: offset + 2 }],
  ),
  bug(
    'last-record-of-a-batch-skipped',
    'recordsToProcess',
    'The loop over the records of a batch ends one too early.',
    ({ count }) => Math.max(1, count - 1),
  ),
  bug(
    'retry-skips-the-failed-record',
    'seekBackTo',
    'After a failure the application seeks to the record after the failed one.',
    (offset) => offset + 1,
  ),
  bug(
    'watermark-ignores-gaps',
    'advance',
    'The watermark is the highest offset that a worker has done, whatever is open below it.',
    (mark) => {
      mark.next = Math.max(mark.next, ...mark.done.map((offset) => offset + 1));
      mark.done = [];
    },
  ),
  bug(
    'work-kept-after-revocation',
    'dropWork',
    'Queued records of partitions that were taken away are processed all the same.',
    () => undefined,
  ),
  bug(
    'stored-offsets-ignored',
    'storedPosition',
    "Reading goes on from Kafka's offsets, not from those in the store.",
    () => undefined,
  ),
  bug(
    'store-takes-rows-again',
    'write',
    'A store with offsets does not look at them: each processing of a record adds a row.',
    (store, row) => {
      if (store.mode !== 'with-offsets') return writeRow(store, row);
      const copy = rowsOf(store, row.tp, row.offset);
      store.offsets.set(row.tp.key, row.offset + 1);
      store.rows.set(`${row.tp.key}@${row.offset}#${copy}`, row);
      return copy === 0 ? 'added' : 'repeated';
    },
  ),
];
