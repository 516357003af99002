import { CoordinatorView, type GroupOnNode } from '../coordinator-view.js';
import { found } from '../found.js';
import type { Entry, GroupHistory } from '../history.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** Commits without a member id are those of assign() and of operators. A coordinator judges by what it has itself. */
export const commitsOnlyByMembers: Check = {
  name: 'commits-only-by-members',
  sentence:
    'No commit is stored of a member that is out of the group, of another generation than the current one, or while ' +
    'its assignment is awaited.',
  reference: 'offsets.md §4.2; ClassicGroup.validateOffsetCommit',
  run(history, _ending, options) {
    const findings = groupsToJudge(history, options).flatMap(strangers);
    return verdict(commitsOnlyByMembers, findings, [], []);
  },
};

function strangers(group: GroupHistory): Finding[] {
  const view = new CoordinatorView(group);
  return storedBy(group).flatMap((entry) => {
    view.until(entry.seq);
    const on = view.on(entry.node);
    const why = on === undefined ? '' : whyRefused(on, entry);
    if (why === '') return [];
    const { clientId, memberId, generation } = entry.fact;
    const sentence =
      `A commit of ${clientId} (${memberId}, generation ${generation}) was stored at ${words.seconds(entry.at)}, ` +
      `but ${why}.`;
    return [found(sentence, entry, { group: group.group, cause: 'coordinator' })];
  });
}

/** Each once, in order: a fact stands in every partition that it names. */
function storedBy({ partitions }: GroupHistory): Entry<'offsets stored'>[] {
  const entries = new Map<number, Entry<'offsets stored'>>();
  for (const { stored } of partitions.values()) {
    for (const { entry } of stored) {
      if (entry.fact.memberId !== '' && entry.fact.generation >= 0) entries.set(entry.seq, entry);
    }
  }
  return [...entries.values()].sort((a, b) => a.seq - b.seq);
}

function whyRefused(on: GroupOnNode, { fact }: Entry<'offsets stored'>): string {
  const { memberId, generation } = fact;
  if (on.gone.has(memberId)) return 'that member was out of the group';
  if (generation !== on.generation) return `the group was in generation ${on.generation}`;
  if (on.members !== null && !on.members.has(memberId)) return 'that generation has no such member';
  if (on.state === 'CompletingRebalance') return 'the assignment of that generation was awaited';
  return '';
}
