import type { Fate, JudgedPlace } from '../fate.js';
import { judgedFates } from '../judged-fates.js';
import { type LossContext, passedFindings } from '../loss.js';
import { unfinishedFinding } from '../unfinished.js';
import type { Check, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';

/**
 * Judges the end of the run: what is committed then decides what anybody can still read. A record that a live
 * process holds is safe; one that a frozen process holds is undecided, for it may never wake.
 */
export const atLeastOnce: Check = {
  name: 'at-least-once',
  sentence:
    'No acknowledged record that the group was to read is below its committed offset, unprocessed, and out of ' +
    'the hands of every live consumer.',
  reference: 'Kafka documentation, "Message Delivery Semantics"; consumer-client.md §3.2, CC-18',
  run(history, ending, options) {
    const lost: Finding[] = [];
    const open: Finding[] = [];
    for (const { context, judged, fate } of judgedFates(history, ending, options)) {
      judge(context, judged, fate, lost, open);
    }
    return verdict(atLeastOnce, lost, open, []);
  },
};

function judge(
  context: LossContext,
  judged: JudgedPlace,
  fate: Fate,
  lost: Finding[],
  open: Finding[],
): void {
  if (fate.fate === 'passed') lost.push(...passedFindings(context, fate, null));
  if (fate.fate !== 'held' || !fate.passed) return;
  if (fate.holder.state === 'hung') lost.push(...passedFindings(context, fate, fate.holder));
  if (fate.holder.state === 'frozen') open.push(unfinishedFinding(context, judged, fate));
}
