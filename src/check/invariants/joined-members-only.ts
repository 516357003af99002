import { CoordinatorView } from '../coordinator-view.js';
import { found } from '../found.js';
import type { GroupHistory } from '../history.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** Static members stay in the group until their sessions end, whether they have come or not (KIP-345). */
export const joinedMembersOnly: Check = {
  name: 'joined-members-only',
  sentence:
    'A dynamic member that has not joined again by the end of the join phase is in no new generation.',
  reference: 'classic-group.md (join phase); GroupMetadataManager.completeClassicGroupJoin',
  run(history, _ending, options) {
    const findings = groupsToJudge(history, options).flatMap(absentees);
    return verdict(joinedMembersOnly, findings, [], []);
  },
};

function absentees(group: GroupHistory): Finding[] {
  const view = new CoordinatorView(group);
  const findings: Finding[] = [];
  // By coordinator: who had joined when the join phase ended, and which generation that was.
  const joined = new Map<string, { readonly generation: number; readonly ids: Set<string> }>();
  for (const entry of group.membership) {
    view.until(entry.seq);
    const { node } = entry;
    if (entry.type === 'group state' && entry.fact.to === 'CompletingRebalance') {
      const ids = new Set(view.on(node)?.joined);
      joined.set(node, { generation: entry.fact.generation, ids });
    }
    const began = joined.get(node);
    if (entry.type !== 'group assignment' || began?.generation !== entry.fact.generation) continue;
    for (const { memberId, clientId } of entry.fact.members) {
      if (began.ids.has(memberId) || view.statics.has(memberId)) continue;
      const sentence =
        `Generation ${entry.fact.generation}, stored at ${words.seconds(entry.at)}, has ${clientId} (${memberId}) in ` +
        'it, which had not joined again when the join phase ended.';
      findings.push(found(sentence, entry, { group: group.group, cause: 'coordinator' }));
    }
  }
  return findings;
}
