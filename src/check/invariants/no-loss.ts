import type { Fate } from '../fate.js';
import { judgedFates } from '../judged-fates.js';
import { lossFindings } from '../loss-findings.js';
import { unfinishedFinding } from '../unfinished.js';
import type { Check, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';

/** Without the exemptions of at-least-once: it asks what a user asks, whatever the configuration promised. */
export const noLoss: Check = {
  name: 'no-loss',
  sentence:
    'Every acknowledged record of the topics that the group reads was processed by the end; if not, the cause ' +
    'is a reset, the log, or the group itself.',
  reference: 'consumer-client.md §3.2 and §9.1; log-and-replication.md §5, LR-20',
  run(history, ending, options) {
    const lost: Finding[] = [];
    const open: Finding[] = [];
    for (const { context, judged, fate } of judgedFates(history, ending, options)) {
      if (fate.fate === 'waiting' || (fate.fate === 'held' && !isHopeless(fate))) {
        open.push(unfinishedFinding(context, judged, fate));
      } else {
        lost.push(...lossFindings(context, fate));
      }
    }
    return verdict(noLoss, lost, open, []);
  },
};

/** Nobody else gets the record, and who has it hangs. */
function isHopeless(fate: Fate & { readonly fate: 'held' }): boolean {
  return fate.passed && fate.holder.state === 'hung';
}
