import type { Out } from '../protocol/out.js';

/** Kafka's retry.backoff.ms and retry.backoff.max.ms. */
export interface RetryBackoff {
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
}

/** Steps of the jitter that Kafka adds: −20 % … +20 % in tenths of a percent would be finer than anyone sees. */
const JITTER_STEPS = 41;

/**
 * How long to wait before attempt number `attempt` (0 = the first retry): doubled each time up to the maximum, with
 * a jitter of ±20 % (ExponentialBackoff). Choice 0 is no jitter, then +1 %, −1 %, +2 %, …
 */
export function retryBackoff(config: RetryBackoff, attempt: number, who: string, out: Out): number {
  const base = config.retryBackoffMs * 2 ** Math.min(attempt, 20);
  const choice = out.choose(`backoff ${who}`, JITTER_STEPS);
  const percent = choice % 2 === 1 ? (choice + 1) / 2 : -choice / 2;
  return Math.min(Math.round((base * (100 + percent)) / 100), config.retryBackoffMaxMs);
}
