import type { ConsumerEnding } from './ending.js';
import type { Fate, JudgedPlace } from './fate.js';
import { faultsBetween } from './faults.js';
import type { EpochRange } from './interval-set.js';
import { lastBefore } from './lookup.js';
import type { LossContext } from './loss.js';
import type { Finding } from './verdict.js';
import * as words from './wording.js';

/** Records of which it is open whether they will be processed. */
export function unfinishedFinding(
  { history, options, place }: LossContext,
  judged: JudgedPlace,
  fate: Fate & { readonly fate: 'held' | 'waiting' },
): Finding {
  const records = words.nameRecords(place.partition, fate, options);
  const delivered = lastBefore(place.delivered, fate, Infinity);
  const faults =
    delivered === undefined
      ? []
      : faultsBetween(history, delivered.node, place.partition.tp.key, delivered.seq, Infinity);
  const last = faults.at(-1);
  const why = fate.fate === 'held' ? inHand(fate.holder, words.them(fate)) : inLog(judged, fate);
  return {
    sentence: `${words.recordsWithKeys(records)} ${words.were(fate)} not processed yet: ${why}.`,
    at: last?.at ?? delivered?.at ?? 0,
    event: last?.event ?? delivered?.event ?? 0,
    group: place.group,
    cause: fate.fate === 'held' && fate.holder.state === 'hung' ? 'application' : 'not caught up',
    records: [records],
    commit: null,
    faults,
  };
}

function inHand({ node, state }: ConsumerEnding, them: string): string {
  if (state === 'frozen') return `${node} has ${them} in hand and is frozen`;
  if (state === 'hung') return `${node} has ${them} in hand, and its application hangs`;
  return `${node} has ${them} in hand`;
}

function inLog({ committed, place: { group } }: JudgedPlace, range: EpochRange): string {
  const them = words.them(range);
  if (committed > range.from) {
    const why = `what stood there when offset ${committed} was committed is lost`;
    return `the log keeps ${them}, and ${group} will go back to ${them}, for ${why}`;
  }
  const from = committed < 0 ? 'has no committed offset' : `will go on from offset ${committed}`;
  return `the log keeps ${them}, and ${group} ${from} there`;
}
