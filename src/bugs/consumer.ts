import { allConsumed } from '../client/consumer/commit.js';
import { type Bug, consumerBug as bug } from './bug.js';

/** Of the consumer's client. */
export const CONSUMER_BUGS: readonly Bug[] = [
  bug(
    'auto-commit-of-fetched-records',
    'autoCommitOffsets',
    'Auto-commit commits what was fetched, not what was handed out.',
    (c) => {
      const offsets = allConsumed(c);
      return offsets.map(({ tp, offset }) => {
        const fetched = c.s.buffer.queue.find((f) => f.tp.key === tp.key)?.batches.at(-1);
        return { tp, offset: Math.max(offset, (fetched?.lastOffset ?? -1) + 1) };
      });
    },
  ),
  bug(
    'auto-commit-never-due',
    'isAutoCommitDue',
    'The interval auto-commit never comes.',
    () => false,
  ),
  bug(
    'cooperative-revocation-skipped',
    'givesUp',
    'A cooperative member neither revokes what it loses nor joins again.',
    () => false,
  ),
  bug(
    'lost-partitions-kept',
    'ownsAfter',
    'After a rebalance a member still owns what it owned before.',
    (c, assigned) => {
      const keys = new Set(assigned.map((tp) => tp.key));
      return [...assigned, ...c.owned().filter((tp) => !keys.has(tp.key))];
    },
  ),
  bug(
    'partitions-kept-while-joining',
    'dropsAllToJoin',
    'A member that was thrown out, or an eager one, keeps positions of before the rebalance.',
    () => false,
  ),
  bug(
    'stale-fetch-delivered',
    'isStale',
    'What was fetched before a seek or a reset is handed out after it.',
    () => false,
  ),
  bug(
    'position-one-too-far',
    'positionFrom',
    'Reading begins one record after the committed offset.',
    (offset) => offset + 1,
  ),
  bug(
    'position-at-zero',
    'positionFrom',
    'Committed offsets are ignored: reading begins at offset 0.',
    () => 0,
  ),
  bug(
    'reset-policy-ignored',
    'resetPolicy',
    'Without a committed offset reading begins at the end, whatever auto.offset.reset says.',
    () => ({ kind: 'latest' }),
  ),
  bug(
    'rest-of-batch-skipped',
    'positionAfter',
    'What max.poll.records leaves of a batch is skipped.',
    (batch) => batch.lastOffset + 1,
  ),
  bug(
    'fetches-pile-up',
    'mayFetchFrom',
    'Up to three fetches are under way to a broker at once, for the same records.',
    ({ inFlight }, node) => inFlight.filter((r) => r.node === node && r.api === 'Fetch').length < 3,
  ),
  bug(
    'removal-not-noticed',
    'heartbeatError',
    'A member that the coordinator has removed does not heed it in the answers to its heartbeats.',
    (error) => (error === 'UNKNOWN_MEMBER_ID' || error === 'ILLEGAL_GENERATION' ? 'NONE' : error),
  ),
  bug(
    'rebalance-not-noticed',
    'heartbeatError',
    'REBALANCE_IN_PROGRESS in the answer to a heartbeat is not heeded.',
    (error) => (error === 'REBALANCE_IN_PROGRESS' ? 'NONE' : error),
  ),
];
