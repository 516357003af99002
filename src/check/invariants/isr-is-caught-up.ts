import { found } from '../found.js';
import type { Entry } from '../history.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** Whoever is in sync may become the leader: it must have all that counts as replicated, and the leader's own epoch. */
export const isrIsCaughtUp: Check = {
  name: 'isr-is-caught-up',
  sentence:
    'A follower enters the ISR only with everything below the high watermark, and up to where the epoch of its leader ' +
    'begins.',
  reference: 'log-and-replication.md §4.2; Partition.maybeExpandIsr (KAFKA-7128)',
  run(history, _ending, options) {
    const entries = partitionsToJudge(history, options).flatMap((p) => p.caughtUp);
    return verdict(isrIsCaughtUp, entries.flatMap(tooEarly), [], []);
  },
};

function tooEarly(entry: Entry<'follower caught up'>): Finding[] {
  const { tp, follower, logEndOffset, highWatermark, epochStart } = entry.fact;
  if (logEndOffset >= highWatermark && logEndOffset >= epochStart) return [];
  const sentence =
    `${entry.node} let broker-${follower} into the ISR of ${tp.key} at ${words.seconds(entry.at)}, whose log ends at ` +
    `${logEndOffset}: the high watermark is ${highWatermark}, and the leader's epoch begins at ${epochStart}.`;
  return [found(sentence, entry, { cause: 'log' })];
}
