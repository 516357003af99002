import { found } from '../found.js';
import type { Entry } from '../history.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * A follower truncates where its log parts from the leader's. That is never below its high watermark, as leaders are
 * elected from the in-sync replicas. A machine that died with what it had not flushed is another matter: a note.
 */
export const replicatedStays: Check = {
  name: 'replicated-stays',
  sentence:
    'A replica truncates nothing below its own high watermark: that is on all in-sync replicas.',
  reference: 'log-and-replication.md §4.5 (LR-11 to LR-13); KIP-101, KIP-279',
  run(history, _ending, options) {
    const cut: Finding[] = [];
    const notes: Finding[] = [];
    for (const { truncated } of partitionsToJudge(history, options)) {
      for (const entry of truncated) {
        const { offset, highWatermark, cause } = entry.fact;
        if (offset < highWatermark) (cause === 'diverged' ? cut : notes).push(tell(entry));
      }
    }
    return verdict(replicatedStays, cut, [], notes);
  },
};

function tell(entry: Entry<'truncated'>): Finding {
  const { tp, offset, broker, highWatermark, cause } = entry.fact;
  const why = cause === 'diverged' ? '' : ` (${cause})`;
  const sentence =
    `broker-${broker} truncated ${tp.key} to ${offset} at ${words.seconds(entry.at)}${why}, below its high watermark ` +
    `${highWatermark}.`;
  return found(sentence, entry, { cause: 'log' });
}
