import type { CommitKind } from '../../../protocol/facts.js';

/** How the application or the consumer came to commit. */
export const COMMIT_CALLS: Readonly<Record<CommitKind, string>> = {
  sync: 'commitSync',
  async: 'commitAsync',
  auto: 'auto-commit',
  'auto before rebalance': 'auto-commit before the rebalance',
  'auto on close': 'auto-commit on close',
};
