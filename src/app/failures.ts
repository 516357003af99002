import type { PolledBatch } from '../client/consumer/calls.js';
import type { RecordRange } from '../protocol/facts.js';
import type { AppContext } from './context.js';
import type { FailureSpec } from './spec.js';

/** The failure that the application has on this record now, if any. A `throw` happens only once. */
export function failureOn(
  c: AppContext,
  topic: string,
  partition: number,
  offset: number,
): FailureSpec | undefined {
  for (const f of c.app.spec.failures) {
    if (!isAbout(f, topic, partition, offset)) continue;
    if (f.how !== 'throw') return f;
    const key = `${topic}-${partition}@${offset}`;
    if (c.failed.has(key)) continue;
    c.failed.add(key);
    return f;
  }
  return undefined;
}

/** The failure by which processing of this record never returns, if any. */
export function hangOn(
  c: AppContext,
  { tp }: PolledBatch,
  offset: number,
): FailureSpec | undefined {
  return c.app.spec.failures.find(
    (f) => f.how === 'hang' && isAbout(f, tp.topic, tp.partition, offset),
  );
}

function isAbout(f: FailureSpec, topic: string, partition: number, offset: number): boolean {
  return f.topic === topic && f.partition === partition && offset >= f.from && offset <= f.to;
}

/** Tells the trace, and the application's last exception. */
export function noteFailure(c: AppContext, failure: FailureSpec, records: RecordRange): void {
  c.out.note({ type: 'processing failed', group: c.group, records, how: failure.how });
  if (failure.how !== 'hang') c.app.lastException = 'RuntimeException';
}
