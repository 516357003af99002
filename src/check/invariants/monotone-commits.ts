import type { Entry, GroupPartition, History, StoredOffset } from '../history.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Only what was stored counts, and a tombstone begins anew: after expiry, the deletion of offsets, of the group or
 * of the topic there is nothing to step back from.
 */
export const monotoneCommits: Check = {
  name: 'monotone-commits',
  sentence:
    'The committed offset of a partition only moves forward, unless a seek, a reset, a truncated log or an ' +
    'operator moved the group back.',
  reference: 'offsets.md §4.2 (last write wins); consumer-client.md CC-17, CC-20',
  run(history, _ending, options) {
    const back: Finding[] = [];
    const explained: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      for (const place of group.partitions.values()) {
        place.stored.forEach((stored, i) => {
          if (stored.offset >= stored.previous) return;
          const before = place.stored[i - 1];
          const reason = explanation(history, place, stored, before);
          (reason === '' ? back : explained).push(tell(place, stored, before, reason));
        });
      }
    }
    return verdict(monotoneCommits, back, [], explained);
  },
};

/** Why the step back is legitimate; '' if it is not. */
function explanation(
  history: History,
  place: GroupPartition,
  stored: StoredOffset,
  before: StoredOffset | undefined,
): string {
  const { entry, commit, offset } = stored;
  if (words.nameStored(place, stored).kind === 'operator') return 'an operator set it back';
  const since = before?.commit?.sent.seq ?? before?.seq ?? 0;
  const until = commit?.sent.seq ?? entry.seq;
  const move = place.moves.findLast(
    (m) => m.seq > since && m.seq < until && m.offset <= offset && isStepBack(m.cause),
  );
  if (move?.entry.type === 'position') return positionText(move.entry);
  const lost = history.lostCommits.find(
    (cut) => cut.seq > (before?.seq ?? 0) && cut.seq < entry.seq,
  );
  if (lost !== undefined) {
    return `${lost.fact.tp.key} lost its tail at ${words.seconds(lost.at)}, and commits with it`;
  }
  const undone = undoing(history, stored) ?? (before && undoing(history, before));
  if (undone === undefined) return '';
  const { node, at } = undone;
  return `${node} had been deposed: it gave up what it had appended, at ${words.seconds(at)}`;
}

/**
 * A coordinator that was deposed and does not know it yet appends commits that no follower gets. They are refused in
 * the end, and its log is truncated where it parted from the new leader's.
 */
function undoing(history: History, { entry, commit }: StoredOffset) {
  if (commit === null || commit.succeeded !== null) return undefined;
  return history.lostCommits.find((cut) => cut.seq > entry.seq && cut.node === entry.node);
}

/** Starting from the committed offset never explains a step back: it is the commit that one starts from. */
function isStepBack(cause: GroupPartition['moves'][number]['cause']): boolean {
  return cause === 'seek' || cause === 'reset' || cause === 'truncated';
}

function positionText({ node, at, fact }: Entry<'position'>): string {
  const to = `to offset ${fact.offset} at ${words.seconds(at)}`;
  switch (fact.cause) {
    case 'seek':
      return `${node} sought ${to}`;
    case 'reset':
      return `auto.offset.reset=${fact.policy} moved ${node} ${to}`;
    case 'truncated':
      return `${node} went back ${to}, where the logs diverged`;
    case 'committed':
      return `${node} started from the committed offset, ${to}`;
  }
}

function tell(
  place: GroupPartition,
  stored: StoredOffset,
  before: StoredOffset | undefined,
  reason: string,
): Finding {
  const commit = words.nameStored(place, stored);
  const tp = place.partition.tp.key;
  const { at, event } = stored.entry;
  const earlier =
    before === undefined ? '' : `, after ${words.commitText(words.nameStored(place, before))}`;
  const step = `The committed offset of ${place.group} for ${tp} went back from ${stored.previous} to ${stored.offset}`;
  const late = isOvertaken(stored, before) ? ', which was sent earlier and arrived later' : '';
  return {
    sentence: `${step}: ${words.commitText(commit)}${late}${earlier}${reason === '' ? '' : `; ${reason}`}.`,
    at,
    event,
    group: place.group,
    cause: reason === '' ? 'application' : 'explained',
    records: [],
    commit,
    faults: [],
  };
}

function isOvertaken(stored: StoredOffset, before: StoredOffset | undefined): boolean {
  if (stored.commit === null || !before?.commit) return false;
  return stored.commit.sent.seq < before.commit.sent.seq;
}
