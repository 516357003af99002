import type { DuplicateWindow } from '../check/verdict.js';
import type { ConsumerSpec, Scenario } from './model.js';

/** The widest window of duplicates that the consumers of a group have; undefined if it has none. */
export function duplicateWindows(
  scenario: Scenario,
): (group: string) => DuplicateWindow | undefined {
  return (group) => {
    let widest: DuplicateWindow | undefined;
    for (const consumer of scenario.consumers.values()) {
      if (consumer.group !== group) continue;
      const window = windowOf(consumer);
      if (widest === undefined || isWider(window, widest)) widest = window;
    }
    return widest;
  };
}

function isWider(a: DuplicateWindow, b: DuplicateWindow): boolean {
  if (a.records === null || b.records === null) return a.records === null;
  return a.records + a.intervalMs > b.records + b.intervalMs;
}

/** docs/commit-strategies.md has the same in words. */
function windowOf({ commit, configs }: ConsumerSpec): DuplicateWindow {
  const { maxPollRecords, autoCommitIntervalMs } = configs;
  const batch = `max.poll.records ${maxPollRecords}`;
  const window = {
    strategy: commit,
    records: maxPollRecords,
    intervalMs: 0,
    perLostCommit: maxPollRecords,
    text: batch,
  };
  switch (commit) {
    case 'sync-per-record':
      return { ...window, records: 1, perLostCommit: 1, text: 'one record' };
    case 'sync-per-batch':
      return window;
    case 'before-processing':
      return { ...window, records: 0, text: 'nothing that was committed' };
    case 'auto': {
      const text = `${batch} and what is handed out within auto.commit.interval.ms ${autoCommitIntervalMs}`;
      return { ...window, intervalMs: autoCommitIntervalMs, text };
    }
    case 'async-per-batch':
    case 'async-per-batch-retried':
    case 'async-then-sync-on-revoke':
    case 'hand-off':
    case 'watermark':
    case 'none':
      return { ...window, records: null, text: 'no bound' };
  }
}
