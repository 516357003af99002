import type { Finding } from './verdict.js';

/** A finding of which only the sentence and the moment are known, and what `more` says. */
export function found(
  sentence: string,
  { at, event }: { readonly at: number; readonly event: number },
  more: Partial<Finding> = {},
): Finding {
  return {
    sentence,
    at,
    event,
    group: '',
    cause: '',
    records: [],
    commit: null,
    faults: [],
    ...more,
  };
}
