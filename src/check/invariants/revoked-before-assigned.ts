import { Beliefs } from '../beliefs.js';
import { found } from '../found.js';
import type { Entry, GroupHistory, History } from '../history.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Of the cooperative protocol only: an eager member gives everything up before it joins. A static member that stopped
 * polling stays in the group with its old subscription, and the leader may give away what it has: it is not accused.
 */
export const revokedBeforeAssigned: Check = {
  name: 'revoked-before-assigned',
  sentence:
    'With cooperative-sticky a partition is assigned to another member only after the one that owns it has revoked it.',
  reference: 'KIP-429; assignors.md (cooperative-sticky)',
  run(history, _ending, options) {
    const findings = groupsToJudge(history, options).flatMap((group) => judge(history, group));
    return verdict(revokedBeforeAssigned, findings, [], []);
  },
};

function judge(history: History, group: GroupHistory): Finding[] {
  const beliefs = new Beliefs(history);
  const findings: Finding[] = [];
  for (const entry of group.membership) {
    if (entry.type === 'group assignment' && entry.fact.protocol === 'cooperative-sticky') {
      findings.push(...takenAway(group, entry, beliefs));
    }
    beliefs.take(entry);
  }
  return findings;
}

function takenAway(
  group: GroupHistory,
  entry: Entry<'group assignment'>,
  beliefs: Beliefs,
): Finding[] {
  const members = new Set(entry.fact.members.map((member) => member.memberId));
  return entry.fact.members.flatMap(({ memberId, clientId, partitions }) =>
    partitions.flatMap((tp) => {
      const owner = beliefs.ownerAmong(tp.key, members, entry.seq);
      if (owner === undefined || owner.memberId === memberId) return [];
      const sentence =
        `The assignment of generation ${entry.fact.generation}, stored at ${words.seconds(entry.at)}, gives ` +
        `${tp.key} to ${clientId}, but ${owner.node}, a member of that generation too, has it since ` +
        `${words.seconds(owner.at)} and has not revoked it.`;
      return [found(sentence, entry, { group: group.group, cause: 'assignor' })];
    }),
  );
}
