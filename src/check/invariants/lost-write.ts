import type { JudgedPlace } from '../fate.js';
import type { Entry } from '../history.js';
import type { EpochRange } from '../interval-set.js';
import { judgedFates } from '../judged-fates.js';
import { lossFindings } from '../loss-findings.js';
import { unfinishedFinding } from '../unfinished.js';
import { isExplained } from '../unread.js';
import type { Check, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * As in Jepsen, the tail of the log is nobody's loss: a write is lost only once a record behind it was read. Jepsen's
 * consumers begin at the beginning; here, what a reset, a seek, an operator or retention left out is a note.
 */
export const lostWrite: Check = {
  name: 'lost-write',
  sentence:
    'An acknowledged record is handed to some consumer of the group, if one at its offset or behind it is.',
  reference: 'jepsen.tests.kafka (lost-write); log-and-replication.md §5, LR-14, LR-16',
  run(history, ending, options) {
    const lost: Finding[] = [];
    const open: Finding[] = [];
    const notes: Finding[] = [];
    for (const { context, judged, fate } of judgedFates(history, ending, options, 'unread')) {
      const later = readBehind(judged, fate);
      if (later === undefined) continue;
      if (fate.fate === 'waiting' || fate.fate === 'held') {
        open.push(unfinishedFinding(context, judged, fate));
        continue;
      }
      const list = isExplained(fate) ? notes : lost;
      for (const finding of lossFindings(context, fate)) list.push(withLater(finding, later));
    }
    return verdict(lostWrite, lost, open, notes);
  },
};

/** The first hand-over that reached as far as the records of `range`. */
function readBehind({ place }: JudgedPlace, range: EpochRange): Entry<'delivered'> | undefined {
  return place.delivered.find(({ fact }) => fact.records.to >= range.from);
}

function withLater(finding: Finding, { node, at, fact }: Entry<'delivered'>): Finding {
  const { tp, from, to } = fact.records;
  const what = words.recordsText(tp.key, from, to);
  const sentence = `${finding.sentence} ${node} was handed ${what} at ${words.seconds(at)}.`;
  return { ...finding, sentence };
}
