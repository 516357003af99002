import type { Ending, GroupEnding } from '../ending.js';
import { found } from '../found.js';
import type { Entry, GroupHistory } from '../history.js';
import { isSettled } from '../settled.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Asked at the end: with cooperative-sticky a generation in between may leave out what is being handed over, and a new
 * topic or partition is assigned once the leader has seen it (metadata.max.age.ms).
 */
export const everythingOwned: Check = {
  name: 'everything-owned',
  sentence:
    'When a group is Stable at the end, every partition of the topics that its members subscribe to has an owner.',
  reference: 'classic-group.md (Stable); assignors.md; KIP-429',
  run(history, ending, options) {
    const unowned: Finding[] = [];
    const open: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      const end = ending.groups.find((g) => g.group === group.group);
      if (end?.state !== 'Stable') continue;
      const list = isSettled(history, ending, options) ? unowned : open;
      list.push(...withoutOwner(group, end, ending));
    }
    return verdict(everythingOwned, unowned, open, []);
  },
};

function withoutOwner(group: GroupHistory, end: GroupEnding, ending: Ending): Finding[] {
  const last = group.membership.findLast((e) => e.type === 'group assignment');
  if (last?.type !== 'group assignment') return [];
  const owned = new Set(last.fact.members.flatMap((m) => m.partitions.map((tp) => tp.key)));
  const topics = subscribedTopics(group, end);
  return ending.partitions
    .filter(({ tp }) => topics.has(tp.topic) && !owned.has(tp.key))
    .map(({ tp }) => {
      const sentence =
        `${group.group} is Stable in generation ${last.fact.generation} since ${words.seconds(last.at)}, and ` +
        `nobody owns ${tp.key}.`;
      return found(sentence, last, { group: group.group, cause: 'assignor' });
    });
}

/** What its members at the end subscribed to last. */
function subscribedTopics({ subscriptions }: GroupHistory, { members }: GroupEnding): Set<string> {
  const latest = new Map<string, Entry<'subscribed'>>();
  for (const entry of subscriptions) latest.set(entry.node, entry);
  return new Set(members.flatMap((name) => latest.get(name)?.fact.topics ?? []));
}
