import { type Fate, isTakenByBrokers } from './fate.js';

/**
 * True if nobody lost the unread records: a reset, a seek or an operator jumped over them, or retention, compaction,
 * an operator or the end of the topic removed them.
 */
export function isExplained(fate: Fate): boolean {
  if (fate.fate === 'skipped') return true;
  return fate.fate === 'gone' && !isTakenByBrokers(fate.removal);
}
