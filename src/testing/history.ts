import type { TracedFact } from '../protocol/trace.js';
import type { RunResult } from '../scenario/result.js';
import { recordReader } from '../search/records.js';
import { type RecordApplication, refusePromise } from './application.js';

/** A record whose processing a consumer completed. */
export interface ProcessedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly group: string;
  /** The consumer, and when it completed: virtual ms. */
  readonly consumer: string;
  readonly at: number;
}

/** What happened in a run, for invariants. */
export interface RunHistory<Store = unknown> {
  /** In the order in which they were completed: one that was processed twice is there twice. */
  readonly processed: readonly ProcessedRecord[];
  /** The outside store after the run, as the application left it. */
  readonly store: Store;
  /** Everything that was told, in order. */
  readonly facts: readonly TracedFact[];
  readonly result: RunResult;
}

/**
 * Lets the application process what the consumers of a run processed, in the same order, crashes included.
 * @throws what `process` throws; UserError if it returns a promise
 */
export function playApplication<Memory, Store>(
  result: RunResult,
  application: RecordApplication<Memory, Store>,
): RunHistory<Store> {
  const store = application.store();
  const memories = new Map<string, Memory>();
  const processed = processedRecords(result, {
    // A process begins with nothing in its memory.
    started: (consumer) => memories.delete(consumer),
    completed: (record) => {
      const memory = memories.get(record.consumer) ?? application.memory();
      memories.set(record.consumer, memory);
      const answer: unknown = application.process(record, memory, store);
      refusePromise('process', answer);
    },
  });
  return { processed, store, facts: result.trace.facts, result };
}

/** What happened in a run whose application has left `store` behind. */
export function historyWith<Store>(result: RunResult, store: Store): RunHistory<Store> {
  const processed = processedRecords(result, {});
  return { processed, store, facts: result.trace.facts, result };
}

/** Every record whose processing was completed, in order; each is told as it comes. */
function processedRecords(
  { trace, world }: RunResult,
  told: { started?: (consumer: string) => void; completed?: (record: ProcessedRecord) => void },
): ProcessedRecord[] {
  const { read } = recordReader(world);
  const processed: ProcessedRecord[] = [];
  for (const { node, at, fact } of trace.facts) {
    if (fact.type === 'started') told.started?.(node);
    if (fact.type !== 'processed') continue;
    const { tp, from, to } = fact.records;
    const { topic, partition } = tp;
    for (let offset = from; offset <= to; offset++) {
      const record = read(tp, offset);
      const value = typeof record?.value === 'string' ? record.value : null;
      const key = record?.key ?? null;
      const { group } = fact;
      const one = { topic, partition, offset, key, value, group, consumer: node, at };
      processed.push(one);
      told.completed?.(one);
    }
  }
  return processed;
}
