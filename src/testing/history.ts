import type { RecordRange } from '../protocol/facts.js';
import type { TracedFact } from '../protocol/trace.js';
import type { RunResult } from '../scenario/result.js';
import { recordReader } from '../search/records.js';
import type { Application } from './application.js';

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

/** Lets the application process what the consumers of a run processed, in the same order, crashes included. */
export function playApplication<Memory, Store>(
  result: RunResult,
  application: Application<Memory, Store>,
): RunHistory<Store> {
  const { facts } = result.trace;
  const { read } = recordReader(result.world);
  const store = application.store();
  const memories = new Map<string, Memory>();
  const processed: ProcessedRecord[] = [];
  const complete = (consumer: string, at: number, group: string, range: RecordRange): void => {
    const { tp, from, to } = range;
    for (let offset = from; offset <= to; offset++) {
      const record = read(tp, offset);
      const value = typeof record?.value === 'string' ? record.value : null;
      const { topic, partition } = tp;
      const key = record?.key ?? null;
      const one = { topic, partition, offset, key, value, group, consumer, at };
      const memory = memories.get(consumer) ?? application.memory();
      memories.set(consumer, memory);
      processed.push(one);
      application.process(one, memory, store);
    }
  };
  for (const { node, at, fact } of facts) {
    // A process begins with nothing in its memory.
    if (fact.type === 'started') memories.delete(node);
    if (fact.type === 'processed') complete(node, at, fact.group, fact.records);
  }
  return { processed, store, facts, result };
}
