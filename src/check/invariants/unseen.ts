import { judgedFates } from '../judged-fates.js';
import { lossFindings } from '../loss-findings.js';
import { unfinishedFinding } from '../unfinished.js';
import { isExplained } from '../unread.js';
import type { Check, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';

/** What is still in the log and ahead of the group may be read yet: undecided. */
export const unseen: Check = {
  name: 'unseen',
  sentence:
    'Every acknowledged record of the partitions that the group reads was handed to one of its consumers by the end.',
  reference: 'jepsen.tests.kafka (unseen); log-and-replication.md §5',
  run(history, ending, options) {
    const lost: Finding[] = [];
    const open: Finding[] = [];
    const notes: Finding[] = [];
    for (const { context, judged, fate } of judgedFates(history, ending, options, 'unread')) {
      if (fate.fate === 'waiting' || fate.fate === 'held') {
        open.push(unfinishedFinding(context, judged, fate));
      } else (isExplained(fate) ? notes : lost).push(...lossFindings(context, fate));
    }
    return verdict(unseen, lost, open, notes);
  },
};
