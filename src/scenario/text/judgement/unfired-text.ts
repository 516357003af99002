import type { UnfiredStep } from '../../result.js';
import { formatDuration } from '../../units.js';

/** Why a step never had its turn; a time as people write it. */
export function unfiredText({ step: { trigger }, what }: UnfiredStep): string {
  switch (trigger.kind) {
    case 'at':
      return what.replace(/^at: \d+ ms/, `at: ${formatDuration(trigger.atMs)}`);
    case 'after':
      return what.replace(/^after: \d+ ms/, `after: ${formatDuration(trigger.afterMs)}`);
    default:
      return what;
  }
}
