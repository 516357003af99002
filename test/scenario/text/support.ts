import { parseScenario } from '../../../src/scenario/parse/parse.js';
import type { RunResult } from '../../../src/scenario/result.js';
import { type RunOptions, runScenario } from '../../../src/scenario/run/run.js';

/** c1 processes three records, commits nothing and is killed; c2 does it again. */
export const STORY = `
summary: c1 dies before it commits.
topics: { orders: { partitions: 1 } }
producers:
  shop: { topic: orders, count: 3, keys: [ada, "two words"] }
consumers:
  c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest, commit: sync-per-batch, processing: 100ms, session.timeout.ms: 6s }
  c2: { like: c1 }
steps:
  - start: [shop, c1]
  - when: c1 has processed orders-0@2
    crash: c1
  - at: 5s
    start: c2
  - until: billing is caught up
  - expect: { processed twice: orders-0@0..2 }
  - expect: { lag: { billing: 0 } }
  - must-happen: { session expired: c1 }
  - check: { at-least-once: holds, at-most-once: violated }
`;

/** Plays a scenario from its text. */
export function play(text: string, options: RunOptions = {}): RunResult {
  const parsed = parseScenario(text, 'story.yaml');
  if (!('scenario' in parsed)) throw new Error(JSON.stringify(parsed));
  return runScenario(parsed.scenario, options);
}
